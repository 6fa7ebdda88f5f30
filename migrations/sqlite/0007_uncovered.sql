ALTER TABLE `status_periods` ADD `uncovered` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
CREATE INDEX `status_periods_uncovered` ON `status_periods` (`measure_id`) WHERE uncovered = 1;