ALTER TABLE `jurisdictions` ADD `exists_from` text;--> statement-breakpoint
ALTER TABLE `jurisdictions` ADD `exists_until` text;