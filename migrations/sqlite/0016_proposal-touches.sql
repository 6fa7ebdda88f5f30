CREATE TABLE `proposal_touches` (
	`proposal_id` integer NOT NULL,
	`thing` text NOT NULL,
	PRIMARY KEY(`proposal_id`, `thing`),
	FOREIGN KEY (`proposal_id`) REFERENCES `proposals`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `proposal_touches_by_thing` ON `proposal_touches` (`thing`,`proposal_id`);