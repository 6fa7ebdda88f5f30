CREATE TABLE `documents` (
	`sha256` text PRIMARY KEY NOT NULL,
	`format` text NOT NULL,
	`address` text,
	`kept_at` text NOT NULL,
	`content` text NOT NULL,
	`proposal_id` integer,
	FOREIGN KEY (`proposal_id`) REFERENCES `proposals`(`id`) ON UPDATE no action ON DELETE no action
);
