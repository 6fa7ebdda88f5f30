ALTER TABLE `statement_periods` ADD `certain_from` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `statement_periods` ADD `certain_until` text DEFAULT '' NOT NULL;