CREATE TABLE `__new_duty_rules` (
	`seq` integer PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`other_measure_id` text,
	`percent` text,
	`first_on` text NOT NULL,
	`last_on` text,
	FOREIGN KEY (`seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "duty_rules_type_known" CHECK(type in ('not_levied_with', 'at_most_one_of', 'tops_up_base_to', 'replaces_base', 'not_paid_within_quota', 'levied_on_rest_of')),
	CONSTRAINT "duty_rules_first_on_date" CHECK(first_on is null or (length(first_on) in (4, 7, 10) and first_on >= '1900' and first_on < '3000')),
	CONSTRAINT "duty_rules_last_on_date" CHECK(last_on is null or (length(last_on) in (4, 7, 10) and last_on >= '1900' and last_on < '3000'))
);
--> statement-breakpoint
INSERT INTO `__new_duty_rules`("seq", "type", "other_measure_id", "percent", "first_on", "last_on") SELECT "seq", "type", "other_measure_id", "percent", "first_on", "last_on" FROM `duty_rules`;--> statement-breakpoint
DROP TABLE `duty_rules`;--> statement-breakpoint
ALTER TABLE `__new_duty_rules` RENAME TO `duty_rules`;--> statement-breakpoint
CREATE INDEX `duty_rules_by_day` ON `duty_rules` (substr(first_on || '-01-01', 1, 10),`seq`);--> statement-breakpoint
CREATE INDEX `duty_rules_by_end` ON `duty_rules` ((case when length(last_on) = 4 then cast(cast(substr(last_on, 1, 4) as integer) + 1 as text) || '-01-01' when length(last_on) = 7 or substr(last_on, 9, 2) = case when substr(last_on, 6, 2) in ('04', '06', '09', '11') then '30' when substr(last_on, 6, 2) <> '02' then '31' when cast(substr(last_on, 1, 4) as integer) % 4 = 0 and (cast(substr(last_on, 1, 4) as integer) % 100 <> 0 or cast(substr(last_on, 1, 4) as integer) % 400 = 0) then '29' else '28' end then case when substr(last_on, 6, 2) = '12' then cast(cast(substr(last_on, 1, 4) as integer) + 1 as text) || '-01-01' else substr(last_on, 1, 5) || substr('0' || cast(cast(substr(last_on, 6, 2) as integer) + 1 as text), length(cast(cast(substr(last_on, 6, 2) as integer) + 1 as text)), 2) || '-01' end else substr(last_on, 1, 8) || substr('0' || cast(cast(substr(last_on, 9, 2) as integer) + 1 as text), length(cast(cast(substr(last_on, 9, 2) as integer) + 1 as text)), 2) end),`seq`) WHERE last_on is not null;--> statement-breakpoint
CREATE INDEX `duty_rules_by_other_measure` ON `duty_rules` (`other_measure_id`) WHERE other_measure_id is not null;