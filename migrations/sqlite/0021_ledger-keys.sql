-- Rows that are known by a key of several columns, or by an id alone, stand in the order of that key, once, and not in a table and an index.
CREATE TABLE `__new_citations` (
	`seq` integer NOT NULL,
	`position` integer NOT NULL,
	`source_id` text NOT NULL,
	`place` text,
	PRIMARY KEY(`seq`, `position`),
	FOREIGN KEY (`seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `__new_citations`(`seq`, `position`, `source_id`, `place`) SELECT `seq`, `position`, `source_id`, `place` FROM `citations` ORDER BY `seq`, `position`;--> statement-breakpoint
DROP TABLE `citations`;--> statement-breakpoint
ALTER TABLE `__new_citations` RENAME TO `citations`;--> statement-breakpoint
CREATE INDEX `citations_by_source` ON `citations` (`source_id`);--> statement-breakpoint
CREATE TABLE `__new_entry_instruments` (
	`seq` integer NOT NULL,
	`position` integer NOT NULL,
	`identifier` text NOT NULL,
	`url` text,
	PRIMARY KEY(`seq`, `position`),
	FOREIGN KEY (`seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `__new_entry_instruments`(`seq`, `position`, `identifier`, `url`) SELECT `seq`, `position`, `identifier`, `url` FROM `entry_instruments` ORDER BY `seq`, `position`;--> statement-breakpoint
DROP TABLE `entry_instruments`;--> statement-breakpoint
ALTER TABLE `__new_entry_instruments` RENAME TO `entry_instruments`;--> statement-breakpoint
CREATE TABLE `__new_rates` (
	`seq` integer NOT NULL,
	`position` integer NOT NULL,
	`expression` text,
	`min_pct` text,
	`max_pct` text,
	`collection` text NOT NULL,
	`note` text,
	`confidence` text,
	`doubt` text, `value_part` text,
	PRIMARY KEY(`seq`, `position`),
	FOREIGN KEY (`seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "rates_collection_known" CHECK(collection in ('full', 'guarantee', 'if_undertaking_broken', 'none')),
	CONSTRAINT "rates_expression_or_range" CHECK((expression is null) = (min_pct is not null) and (min_pct is null) = (max_pct is null))
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `__new_rates`(`seq`, `position`, `expression`, `min_pct`, `max_pct`, `collection`, `note`, `confidence`, `doubt`, `value_part`) SELECT `seq`, `position`, `expression`, `min_pct`, `max_pct`, `collection`, `note`, `confidence`, `doubt`, `value_part` FROM `rates` ORDER BY `seq`, `position`;--> statement-breakpoint
DROP TABLE `rates`;--> statement-breakpoint
ALTER TABLE `__new_rates` RENAME TO `rates`;--> statement-breakpoint
CREATE TABLE `__new_resolution_outcomes` (
	`seq` integer NOT NULL,
	`position` integer NOT NULL,
	`measure_id` text NOT NULL,
	`reaches` text NOT NULL,
	PRIMARY KEY(`seq`, `position`),
	FOREIGN KEY (`seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "resolution_outcomes_reaches_known" CHECK(reaches in ('lifted', 'partially_lifted', 'suspended', 'rate', 'expired', 'annulled', 'superseded', 'withdrawn', 'declined'))
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `__new_resolution_outcomes`(`seq`, `position`, `measure_id`, `reaches`) SELECT `seq`, `position`, `measure_id`, `reaches` FROM `resolution_outcomes` ORDER BY `seq`, `position`;--> statement-breakpoint
DROP TABLE `resolution_outcomes`;--> statement-breakpoint
ALTER TABLE `__new_resolution_outcomes` RENAME TO `resolution_outcomes`;--> statement-breakpoint
CREATE INDEX `resolution_outcomes_by_measure` ON `resolution_outcomes` (`measure_id`);--> statement-breakpoint
CREATE TABLE `__new_resolution_step_measures` (
	`seq` integer NOT NULL,
	`position` integer NOT NULL,
	`measure_id` text NOT NULL,
	PRIMARY KEY(`seq`, `position`),
	FOREIGN KEY (`seq`) REFERENCES `resolution_steps`(`seq`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `__new_resolution_step_measures`(`seq`, `position`, `measure_id`) SELECT `seq`, `position`, `measure_id` FROM `resolution_step_measures` ORDER BY `seq`, `position`;--> statement-breakpoint
DROP TABLE `resolution_step_measures`;--> statement-breakpoint
ALTER TABLE `__new_resolution_step_measures` RENAME TO `resolution_step_measures`;--> statement-breakpoint
CREATE TABLE `__new_resolution_step_rate_tables` (
	`seq` integer NOT NULL,
	`position` integer NOT NULL,
	`rate_table_seq` integer NOT NULL,
	PRIMARY KEY(`seq`, `position`),
	FOREIGN KEY (`seq`) REFERENCES `resolution_steps`(`seq`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`rate_table_seq`) REFERENCES `rate_tables`(`seq`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `__new_resolution_step_rate_tables`(`seq`, `position`, `rate_table_seq`) SELECT `seq`, `position`, `rate_table_seq` FROM `resolution_step_rate_tables` ORDER BY `seq`, `position`;--> statement-breakpoint
DROP TABLE `resolution_step_rate_tables`;--> statement-breakpoint
ALTER TABLE `__new_resolution_step_rate_tables` RENAME TO `resolution_step_rate_tables`;--> statement-breakpoint
CREATE TABLE `__new_duty_rule_measures` (
	`seq` integer NOT NULL,
	`position` integer NOT NULL,
	`measure_id` text NOT NULL,
	PRIMARY KEY(`seq`, `position`),
	FOREIGN KEY (`seq`) REFERENCES `duty_rules`(`seq`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `__new_duty_rule_measures`(`seq`, `position`, `measure_id`) SELECT `seq`, `position`, `measure_id` FROM `duty_rule_measures` ORDER BY `seq`, `position`;--> statement-breakpoint
DROP TABLE `duty_rule_measures`;--> statement-breakpoint
ALTER TABLE `__new_duty_rule_measures` RENAME TO `duty_rule_measures`;--> statement-breakpoint
CREATE INDEX `duty_rule_measures_by_measure` ON `duty_rule_measures` (`measure_id`);--> statement-breakpoint
CREATE TABLE `__new_scopes` (
	`seq` integer NOT NULL,
	`scope` integer NOT NULL,
	`condition` text,
	`condition_id` text,
	`quota` text,
	`goods_unknown` integer NOT NULL,
	`partners_unknown` integer NOT NULL,
	`companies_complete` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`seq`, `scope`),
	FOREIGN KEY (`seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "scopes_quota_known" CHECK(quota is null or quota in ('in', 'over')),
	CONSTRAINT "scopes_flags" CHECK(goods_unknown in (0, 1) and partners_unknown in (0, 1) and companies_complete in (0, 1))
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `__new_scopes`(`seq`, `scope`, `condition`, `condition_id`, `quota`, `goods_unknown`, `partners_unknown`, `companies_complete`) SELECT `seq`, `scope`, `condition`, `condition_id`, `quota`, `goods_unknown`, `partners_unknown`, `companies_complete` FROM `scopes` ORDER BY `seq`, `scope`;--> statement-breakpoint
DROP TABLE `scopes`;--> statement-breakpoint
ALTER TABLE `__new_scopes` RENAME TO `scopes`;--> statement-breakpoint
CREATE TABLE `__new_scope_goods` (
	`seq` integer NOT NULL,
	`scope` integer NOT NULL,
	`position` integer NOT NULL,
	`name` text,
	`note` text,
	`confidence` text,
	PRIMARY KEY(`seq`, `scope`, `position`),
	FOREIGN KEY (`seq`,`scope`) REFERENCES `scopes`(`seq`,`scope`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `__new_scope_goods`(`seq`, `scope`, `position`, `name`, `note`, `confidence`) SELECT `seq`, `scope`, `position`, `name`, `note`, `confidence` FROM `scope_goods` ORDER BY `seq`, `scope`, `position`;--> statement-breakpoint
DROP TABLE `scope_goods`;--> statement-breakpoint
ALTER TABLE `__new_scope_goods` RENAME TO `scope_goods`;--> statement-breakpoint
CREATE TABLE `__new_scope_codes` (
	`seq` integer NOT NULL,
	`scope` integer NOT NULL,
	`goods` integer NOT NULL,
	`position` integer NOT NULL,
	`code` text NOT NULL,
	`partly` integer NOT NULL,
	PRIMARY KEY(`seq`, `scope`, `goods`, `position`),
	FOREIGN KEY (`seq`,`scope`) REFERENCES `scopes`(`seq`,`scope`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "scope_codes_partly_flag" CHECK(partly in (0, 1))
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `__new_scope_codes`(`seq`, `scope`, `goods`, `position`, `code`, `partly`) SELECT `seq`, `scope`, `goods`, `position`, `code`, `partly` FROM `scope_codes` ORDER BY `seq`, `scope`, `goods`, `position`;--> statement-breakpoint
DROP TABLE `scope_codes`;--> statement-breakpoint
ALTER TABLE `__new_scope_codes` RENAME TO `scope_codes`;--> statement-breakpoint
CREATE INDEX `scope_codes_by_code` ON `scope_codes` (`code`,`seq`);--> statement-breakpoint
CREATE TABLE `__new_scope_partners` (
	`seq` integer NOT NULL,
	`scope` integer NOT NULL,
	`position` integer NOT NULL,
	`code` text NOT NULL,
	`excluded` integer NOT NULL,
	PRIMARY KEY(`seq`, `scope`, `position`),
	FOREIGN KEY (`seq`,`scope`) REFERENCES `scopes`(`seq`,`scope`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "scope_partners_excluded_flag" CHECK(excluded in (0, 1))
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `__new_scope_partners`(`seq`, `scope`, `position`, `code`, `excluded`) SELECT `seq`, `scope`, `position`, `code`, `excluded` FROM `scope_partners` ORDER BY `seq`, `scope`, `position`;--> statement-breakpoint
DROP TABLE `scope_partners`;--> statement-breakpoint
ALTER TABLE `__new_scope_partners` RENAME TO `scope_partners`;--> statement-breakpoint
CREATE INDEX `scope_partners_by_code` ON `scope_partners` (`code`,`seq`);--> statement-breakpoint
CREATE TABLE `__new_scope_exporters` (
	`seq` integer NOT NULL,
	`scope` integer NOT NULL,
	`position` integer NOT NULL,
	`exporter` text NOT NULL,
	`cooperating` integer NOT NULL,
	PRIMARY KEY(`seq`, `scope`, `position`),
	FOREIGN KEY (`seq`,`scope`) REFERENCES `scopes`(`seq`,`scope`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "scope_exporters_cooperating_flag" CHECK(cooperating in (0, 1))
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `__new_scope_exporters`(`seq`, `scope`, `position`, `exporter`, `cooperating`) SELECT `seq`, `scope`, `position`, `exporter`, `cooperating` FROM `scope_exporters` ORDER BY `seq`, `scope`, `position`;--> statement-breakpoint
DROP TABLE `scope_exporters`;--> statement-breakpoint
ALTER TABLE `__new_scope_exporters` RENAME TO `scope_exporters`;--> statement-breakpoint
CREATE TABLE `__new_tariffs` (
	`measure_id` text NOT NULL,
	`duty_type` text NOT NULL,
	`adds_to` text,
	`adds_to_confidence` text,
	`known_from` integer DEFAULT 0 NOT NULL,
	`known_to` integer DEFAULT 2147483647 NOT NULL,
	PRIMARY KEY(`measure_id`, `known_from`),
	CONSTRAINT "tariffs_duty_type_known" CHECK(duty_type in ('mfn', 'preferential', 'preference_withdrawal', 'anti_dumping', 'countervailing', 'safeguard', 'additional'))
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `__new_tariffs`(`measure_id`, `duty_type`, `adds_to`, `adds_to_confidence`, `known_from`, `known_to`) SELECT `measure_id`, `duty_type`, `adds_to`, `adds_to_confidence`, `known_from`, `known_to` FROM `tariffs` ORDER BY `measure_id`, `known_from`;--> statement-breakpoint
DROP TABLE `tariffs`;--> statement-breakpoint
ALTER TABLE `__new_tariffs` RENAME TO `tariffs`;--> statement-breakpoint
CREATE TABLE `__new_bans` (
	`measure_id` text NOT NULL,
	`ban_type` text NOT NULL,
	`known_from` integer DEFAULT 0 NOT NULL,
	`known_to` integer DEFAULT 2147483647 NOT NULL,
	PRIMARY KEY(`measure_id`, `known_from`),
	CONSTRAINT "bans_ban_type_known" CHECK(ban_type in ('import_ban', 'import_restriction', 'export_ban', 'export_control', 'licence_suspension', 'investment_restriction', 'service_ban'))
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `__new_bans`(`measure_id`, `ban_type`, `known_from`, `known_to`) SELECT `measure_id`, `ban_type`, `known_from`, `known_to` FROM `bans` ORDER BY `measure_id`, `known_from`;--> statement-breakpoint
DROP TABLE `bans`;--> statement-breakpoint
ALTER TABLE `__new_bans` RENAME TO `bans`;--> statement-breakpoint
CREATE TABLE `__new_measure_etags` (
	`measure_id` text PRIMARY KEY NOT NULL,
	`last_seq` integer NOT NULL
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `__new_measure_etags`(`measure_id`, `last_seq`) SELECT `measure_id`, `last_seq` FROM `measure_etags` ORDER BY `measure_id`;--> statement-breakpoint
DROP TABLE `measure_etags`;--> statement-breakpoint
ALTER TABLE `__new_measure_etags` RENAME TO `measure_etags`;
