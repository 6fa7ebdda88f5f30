CREATE TABLE `duty_rule_measures` (
	`seq` integer NOT NULL,
	`position` integer NOT NULL,
	`measure_id` text NOT NULL,
	PRIMARY KEY(`seq`, `position`),
	FOREIGN KEY (`seq`) REFERENCES `duty_rules`(`seq`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `duty_rule_measures_by_measure` ON `duty_rule_measures` (`measure_id`);--> statement-breakpoint
CREATE TABLE `__new_duty_rules` (
	`seq` integer PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`other_measure_id` text,
	`percent` text,
	`first_on` text NOT NULL,
	`last_on` text,
	FOREIGN KEY (`seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "duty_rules_type_known" CHECK(type in ('not_levied_with', 'at_most_one_of', 'tops_up_base_to', 'replaces_base', 'not_paid_within_quota')),
	CONSTRAINT "duty_rules_first_on_date" CHECK(first_on is null or (length(first_on) in (4, 7, 10) and first_on >= '1900' and first_on < '3000')),
	CONSTRAINT "duty_rules_last_on_date" CHECK(last_on is null or (length(last_on) in (4, 7, 10) and last_on >= '1900' and last_on < '3000'))
);
--> statement-breakpoint
INSERT INTO `__new_duty_rules`("seq", "type", "other_measure_id", "percent", "first_on", "last_on") SELECT "seq", "type", "other_measure_id", "percent", "first_on", "last_on" FROM `duty_rules`;--> statement-breakpoint
DROP TABLE `duty_rules`;--> statement-breakpoint
ALTER TABLE `__new_duty_rules` RENAME TO `duty_rules`;