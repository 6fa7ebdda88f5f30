ALTER TABLE `statement_periods` ADD `since` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `statement_periods` ADD `brought_by` integer DEFAULT -1 NOT NULL;--> statement-breakpoint
CREATE INDEX `statement_periods_changes` ON `statement_periods` (`starts_on`,`seq`) WHERE since <> '' and announced_to = '9999-12-31';--> statement-breakpoint
CREATE INDEX `statement_periods_changes_by_entry` ON `statement_periods` (`seq`) WHERE since <> '';