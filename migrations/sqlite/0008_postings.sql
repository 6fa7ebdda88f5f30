CREATE TABLE `postings` (
	`key` text NOT NULL,
	`in_force` integer NOT NULL,
	`begins_on` text NOT NULL,
	`measure_id` text NOT NULL,
	`known_from` integer NOT NULL,
	PRIMARY KEY(`key`, `in_force`, `begins_on`, `measure_id`, `known_from`)
);
--> statement-breakpoint
CREATE TABLE `posting_counts` (
	`key` text PRIMARY KEY NOT NULL,
	`postings` integer NOT NULL
);
