ALTER TABLE `watches` ADD `told_on` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `watches` ADD `told_next_seq` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE watches SET told_on = substr(created_at, 1, 10);