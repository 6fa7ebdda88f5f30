CREATE TABLE `postings` (
	`key` text NOT NULL,
	`in_force` integer NOT NULL,
	`begins_on` text NOT NULL,
	`measure_id` text NOT NULL,
	`known_from` integer NOT NULL,
	`announced_from` text NOT NULL,
	`announced_to` text NOT NULL,
	`ends_on` text NOT NULL,
	PRIMARY KEY(`key`, `in_force`, `begins_on`, `measure_id`, `known_from`, `announced_from`, `announced_to`, `ends_on`)
) WITHOUT ROWID;
