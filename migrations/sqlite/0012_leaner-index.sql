DROP INDEX `ledger_by_entry_id`;--> statement-breakpoint
DROP INDEX `ledger_by_measure`;--> statement-breakpoint
DROP INDEX `ledger_by_dispute`;--> statement-breakpoint
CREATE UNIQUE INDEX `ledger_by_entry_id` ON `ledger` (`entry_id`) WHERE entry_id is not null;--> statement-breakpoint
CREATE INDEX `ledger_by_measure` ON `ledger` (`measure_id`,`seq`) WHERE measure_id is not null;--> statement-breakpoint
CREATE INDEX `ledger_by_dispute` ON `ledger` (`dispute_id`,`seq`) WHERE dispute_id is not null;--> statement-breakpoint
DROP TABLE `postings`;--> statement-breakpoint
CREATE TABLE `postings` (
	`key` text NOT NULL,
	`in_force` integer NOT NULL,
	`begins_on` text NOT NULL,
	`measure_id` text NOT NULL,
	`known_from` integer NOT NULL,
	`announced_from` text NOT NULL,
	`ends_on` text NOT NULL,
	PRIMARY KEY(`key`, `in_force`, `begins_on`, `measure_id`, `known_from`, `announced_from`, `ends_on`)
) WITHOUT ROWID;--> statement-breakpoint
CREATE TABLE `__new_status_periods` (
	`measure_id` text NOT NULL,
	`seq` integer NOT NULL,
	`derived` integer NOT NULL,
	`returns_seq` integer,
	`status` text NOT NULL,
	`in_force` integer NOT NULL,
	`starts_on` text NOT NULL,
	`ends_on` text NOT NULL,
	`begins_on` text DEFAULT '' NOT NULL,
	`certain_from` text NOT NULL,
	`certain_until` text NOT NULL,
	`doubtful` integer NOT NULL,
	`status_from` text NOT NULL,
	`until_on` text,
	`in_force_from` text,
	`in_force_until` text,
	`known_from` integer NOT NULL,
	`known_to` integer NOT NULL,
	`announced_from` text DEFAULT '' NOT NULL,
	`announced_to` text DEFAULT '9999-12-31' NOT NULL,
	`uncovered` integer DEFAULT 1 NOT NULL,
	PRIMARY KEY(`measure_id`, `known_from`, `announced_from`, `starts_on`)
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `__new_status_periods`(`measure_id`, `seq`, `derived`, `returns_seq`, `status`, `in_force`, `starts_on`, `ends_on`, `begins_on`, `certain_from`, `certain_until`, `doubtful`, `status_from`, `until_on`, `in_force_from`, `in_force_until`, `known_from`, `known_to`, `announced_from`, `announced_to`, `uncovered`) SELECT `measure_id`, `seq`, `derived`, `returns_seq`, `status`, `in_force`, `starts_on`, `ends_on`, `begins_on`, `certain_from`, `certain_until`, `doubtful`, `status_from`, `until_on`, `in_force_from`, `in_force_until`, `known_from`, `known_to`, `announced_from`, `announced_to`, `uncovered` FROM `status_periods` ORDER BY measure_id, known_from;--> statement-breakpoint
DROP TABLE `status_periods`;--> statement-breakpoint
ALTER TABLE `__new_status_periods` RENAME TO `status_periods`;--> statement-breakpoint
CREATE INDEX `status_periods_in_force` ON `status_periods` (`begins_on`,`measure_id`) WHERE in_force = 1 and announced_to = '9999-12-31';--> statement-breakpoint
CREATE INDEX `status_periods_by_begin` ON `status_periods` (`begins_on`,`measure_id`);--> statement-breakpoint
CREATE INDEX `status_periods_derived` ON `status_periods` (`begins_on`,`seq`) WHERE derived = 1;--> statement-breakpoint
CREATE INDEX `status_periods_derived_by_entry` ON `status_periods` (`seq`) WHERE derived = 1;--> statement-breakpoint
CREATE INDEX `status_periods_uncovered` ON `status_periods` (`measure_id`) WHERE uncovered = 1;--> statement-breakpoint
CREATE INDEX `status_periods_doubtful` ON `status_periods` (`measure_id`) WHERE doubtful = 1 and in_force = 0;--> statement-breakpoint
CREATE TABLE `__new_statement_periods` (
	`measure_id` text NOT NULL,
	`kind` text NOT NULL,
	`seq` integer NOT NULL,
	`starts_on` text NOT NULL,
	`ends_on` text NOT NULL,
	`certain_from` text DEFAULT '' NOT NULL,
	`certain_until` text DEFAULT '' NOT NULL,
	`any_product` integer NOT NULL,
	`any_partner` integer NOT NULL,
	`known_from` integer NOT NULL,
	`known_to` integer NOT NULL,
	`announced_from` text DEFAULT '' NOT NULL,
	`announced_to` text DEFAULT '9999-12-31' NOT NULL,
	PRIMARY KEY(`measure_id`, `kind`, `known_from`, `announced_from`, `starts_on`)
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `__new_statement_periods`(`measure_id`, `kind`, `seq`, `starts_on`, `ends_on`, `certain_from`, `certain_until`, `any_product`, `any_partner`, `known_from`, `known_to`, `announced_from`, `announced_to`) SELECT `measure_id`, `kind`, `seq`, `starts_on`, `ends_on`, `certain_from`, `certain_until`, `any_product`, `any_partner`, `known_from`, `known_to`, `announced_from`, `announced_to` FROM `statement_periods` ORDER BY measure_id, known_from;--> statement-breakpoint
DROP TABLE `statement_periods`;--> statement-breakpoint
ALTER TABLE `__new_statement_periods` RENAME TO `statement_periods`;--> statement-breakpoint
CREATE INDEX `statement_periods_by_seq` ON `statement_periods` (`seq`);--> statement-breakpoint
CREATE INDEX `statement_periods_any_product` ON `statement_periods` (`measure_id`) WHERE any_product = 1;--> statement-breakpoint
CREATE INDEX `statement_periods_any_partner` ON `statement_periods` (`measure_id`) WHERE any_partner = 1;
