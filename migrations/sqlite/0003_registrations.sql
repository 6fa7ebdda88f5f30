CREATE TABLE `wto_co_complainants` (
	`case_id` text NOT NULL,
	`position` integer NOT NULL,
	`complainant` text NOT NULL,
	`known_from` integer DEFAULT 0 NOT NULL,
	`known_to` integer DEFAULT 2147483647 NOT NULL,
	PRIMARY KEY(`case_id`, `known_from`, `position`)
);
--> statement-breakpoint
CREATE TABLE `entry_instruments` (
	`seq` integer NOT NULL,
	`position` integer NOT NULL,
	`identifier` text NOT NULL,
	`url` text,
	PRIMARY KEY(`seq`, `position`),
	FOREIGN KEY (`seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `resolution_step_rate_tables` (
	`seq` integer NOT NULL,
	`position` integer NOT NULL,
	`rate_table_seq` integer NOT NULL,
	PRIMARY KEY(`seq`, `position`),
	FOREIGN KEY (`seq`) REFERENCES `resolution_steps`(`seq`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`rate_table_seq`) REFERENCES `rate_tables`(`seq`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `checks` (
	`seq` integer PRIMARY KEY NOT NULL,
	`checked_on` text NOT NULL,
	FOREIGN KEY (`seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "checks_checked_on_date" CHECK(checked_on is null or (length(checked_on) in (4, 7, 10) and checked_on >= '1900' and checked_on < '3000'))
);
--> statement-breakpoint
CREATE TABLE `registrations` (
	`seq` integer PRIMARY KEY NOT NULL,
	`thing` text NOT NULL,
	`thing_id` text NOT NULL,
	`origin` text NOT NULL,
	`content` text NOT NULL,
	FOREIGN KEY (`seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "registrations_origin_known" CHECK(origin in ('registered', 'carried_over'))
);
--> statement-breakpoint
CREATE INDEX `registrations_by_thing` ON `registrations` (`thing`,`thing_id`,`seq`);--> statement-breakpoint
CREATE TABLE `measure_etags` (
	`measure_id` text PRIMARY KEY NOT NULL,
	`last_seq` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `__new_jurisdiction_aliases` (
	`code` text NOT NULL,
	`alias` text NOT NULL,
	`known_from` integer DEFAULT 0 NOT NULL,
	`known_to` integer DEFAULT 2147483647 NOT NULL,
	PRIMARY KEY(`code`, `known_from`, `alias`)
);
--> statement-breakpoint
INSERT INTO `__new_jurisdiction_aliases`("code", "alias") SELECT "code", "alias" FROM `jurisdiction_aliases`;--> statement-breakpoint
DROP TABLE `jurisdiction_aliases`;--> statement-breakpoint
ALTER TABLE `__new_jurisdiction_aliases` RENAME TO `jurisdiction_aliases`;--> statement-breakpoint
CREATE TABLE `__new_union_members` (
	`union_code` text NOT NULL,
	`member_code` text NOT NULL,
	`joined_on` text NOT NULL,
	`left_on` text NOT NULL,
	`note` text,
	`known_from` integer DEFAULT 0 NOT NULL,
	`known_to` integer DEFAULT 2147483647 NOT NULL,
	PRIMARY KEY(`union_code`, `known_from`, `member_code`, `joined_on`),
	CONSTRAINT "union_members_order" CHECK(left_on > joined_on)
);
--> statement-breakpoint
INSERT INTO `__new_union_members`("union_code", "member_code", "joined_on", "left_on", "note") SELECT "union_code", "member_code", "joined_on", "left_on", "note" FROM `union_members`;--> statement-breakpoint
DROP TABLE `union_members`;--> statement-breakpoint
ALTER TABLE `__new_union_members` RENAME TO `union_members`;--> statement-breakpoint
CREATE TABLE `__new_areas` (
	`code` text NOT NULL,
	`jurisdiction_code` text NOT NULL,
	`name` text NOT NULL,
	`known_from` integer DEFAULT 0 NOT NULL,
	`known_to` integer DEFAULT 2147483647 NOT NULL,
	PRIMARY KEY(`code`, `known_from`)
);
--> statement-breakpoint
INSERT INTO `__new_areas`("code", "jurisdiction_code", "name") SELECT "code", "jurisdiction_code", "name" FROM `areas`;--> statement-breakpoint
DROP TABLE `areas`;--> statement-breakpoint
ALTER TABLE `__new_areas` RENAME TO `areas`;--> statement-breakpoint
CREATE TABLE `__new_exporters` (
	`id` text NOT NULL,
	`name` text NOT NULL,
	`home` text,
	`group_id` text,
	`known_from` integer DEFAULT 0 NOT NULL,
	`known_to` integer DEFAULT 2147483647 NOT NULL,
	PRIMARY KEY(`id`, `known_from`)
);
--> statement-breakpoint
INSERT INTO `__new_exporters`("id", "name", "home") SELECT "id", "name", "home" FROM `exporters`;--> statement-breakpoint
DROP TABLE `exporters`;--> statement-breakpoint
ALTER TABLE `__new_exporters` RENAME TO `exporters`;--> statement-breakpoint
CREATE TABLE `__new_exporter_aliases` (
	`exporter_id` text NOT NULL,
	`alias` text NOT NULL,
	`known_from` integer DEFAULT 0 NOT NULL,
	`known_to` integer DEFAULT 2147483647 NOT NULL,
	PRIMARY KEY(`exporter_id`, `known_from`, `alias`)
);
--> statement-breakpoint
INSERT INTO `__new_exporter_aliases`("exporter_id", "alias") SELECT "exporter_id", "alias" FROM `exporter_aliases`;--> statement-breakpoint
DROP TABLE `exporter_aliases`;--> statement-breakpoint
ALTER TABLE `__new_exporter_aliases` RENAME TO `exporter_aliases`;--> statement-breakpoint
CREATE TABLE `__new_dispute_parties` (
	`dispute_id` text NOT NULL,
	`position` integer NOT NULL,
	`party` text NOT NULL,
	`known_from` integer DEFAULT 0 NOT NULL,
	`known_to` integer DEFAULT 2147483647 NOT NULL,
	PRIMARY KEY(`dispute_id`, `known_from`, `position`)
);
--> statement-breakpoint
INSERT INTO `__new_dispute_parties`("dispute_id", "position", "party") SELECT "dispute_id", "position", "party" FROM `dispute_parties`;--> statement-breakpoint
DROP TABLE `dispute_parties`;--> statement-breakpoint
ALTER TABLE `__new_dispute_parties` RENAME TO `dispute_parties`;--> statement-breakpoint
CREATE TABLE `__new_measures` (
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`dispute_id` text,
	`title` text NOT NULL,
	`title_folded` text DEFAULT '' NOT NULL,
	`imposed_by` text NOT NULL,
	`direction` text NOT NULL,
	`formality` text NOT NULL,
	`summary` text,
	`known_from` integer DEFAULT 0 NOT NULL,
	`known_to` integer DEFAULT 2147483647 NOT NULL,
	PRIMARY KEY(`id`, `known_from`),
	CONSTRAINT "measures_kind_known" CHECK(kind in ('tariff', 'ban')),
	CONSTRAINT "measures_direction_known" CHECK(direction in ('import', 'export', 'inward_investment', 'outward_investment', 'digital_services')),
	CONSTRAINT "measures_formality_known" CHECK(formality in ('formal', 'informal'))
);
--> statement-breakpoint
INSERT INTO `__new_measures`("id", "kind", "dispute_id", "title", "imposed_by", "direction", "formality", "summary") SELECT "id", "kind", "dispute_id", "title", "imposed_by", "direction", "formality", "summary" FROM `measures`;--> statement-breakpoint
DROP TABLE `measures`;--> statement-breakpoint
ALTER TABLE `__new_measures` RENAME TO `measures`;--> statement-breakpoint
CREATE INDEX `measures_by_dispute` ON `measures` (`dispute_id`);--> statement-breakpoint
CREATE INDEX `measures_by_imposer` ON `measures` (`imposed_by`);--> statement-breakpoint
CREATE TABLE `__new_tariffs` (
	`measure_id` text NOT NULL,
	`duty_type` text NOT NULL,
	`adds_to` text,
	`adds_to_confidence` text,
	`known_from` integer DEFAULT 0 NOT NULL,
	`known_to` integer DEFAULT 2147483647 NOT NULL,
	PRIMARY KEY(`measure_id`, `known_from`),
	CONSTRAINT "tariffs_duty_type_known" CHECK(duty_type in ('mfn', 'preferential', 'preference_withdrawal', 'anti_dumping', 'countervailing', 'safeguard', 'additional'))
);
--> statement-breakpoint
INSERT INTO `__new_tariffs`("measure_id", "duty_type", "adds_to", "adds_to_confidence") SELECT "measure_id", "duty_type", "adds_to", "adds_to_confidence" FROM `tariffs`;--> statement-breakpoint
DROP TABLE `tariffs`;--> statement-breakpoint
ALTER TABLE `__new_tariffs` RENAME TO `tariffs`;--> statement-breakpoint
CREATE TABLE `__new_bans` (
	`measure_id` text NOT NULL,
	`ban_type` text NOT NULL,
	`known_from` integer DEFAULT 0 NOT NULL,
	`known_to` integer DEFAULT 2147483647 NOT NULL,
	PRIMARY KEY(`measure_id`, `known_from`),
	CONSTRAINT "bans_ban_type_known" CHECK(ban_type in ('import_ban', 'import_restriction', 'export_ban', 'export_control', 'licence_suspension', 'investment_restriction', 'service_ban'))
);
--> statement-breakpoint
INSERT INTO `__new_bans`("measure_id", "ban_type") SELECT "measure_id", "ban_type" FROM `bans`;--> statement-breakpoint
DROP TABLE `bans`;--> statement-breakpoint
ALTER TABLE `__new_bans` RENAME TO `bans`;--> statement-breakpoint
CREATE TABLE `__new_wto_cases` (
	`id` text NOT NULL,
	`complainant` text NOT NULL,
	`respondent` text NOT NULL,
	`title` text,
	`url` text,
	`requested_on` text,
	`known_from` integer DEFAULT 0 NOT NULL,
	`known_to` integer DEFAULT 2147483647 NOT NULL,
	PRIMARY KEY(`id`, `known_from`),
	CONSTRAINT "wto_cases_requested_on_date" CHECK(requested_on is null or (length(requested_on) in (4, 7, 10) and requested_on >= '1900' and requested_on < '3000'))
);
--> statement-breakpoint
INSERT INTO `__new_wto_cases`("id", "complainant", "respondent", "title", "url") SELECT "id", "complainant", "respondent", "title", "url" FROM `wto_cases`;--> statement-breakpoint
DROP TABLE `wto_cases`;--> statement-breakpoint
ALTER TABLE `__new_wto_cases` RENAME TO `wto_cases`;--> statement-breakpoint
CREATE TABLE `__new_legal_instruments` (
	`measure_id` text NOT NULL,
	`position` integer NOT NULL,
	`identifier` text NOT NULL,
	`url` text,
	`confidence` text NOT NULL,
	`known_from` integer DEFAULT 0 NOT NULL,
	`known_to` integer DEFAULT 2147483647 NOT NULL,
	PRIMARY KEY(`measure_id`, `known_from`, `position`),
	CONSTRAINT "legal_instruments_confidence_known" CHECK(confidence in ('verified', 'recalled'))
);
--> statement-breakpoint
INSERT INTO `__new_legal_instruments`("measure_id", "position", "identifier", "url", "confidence") SELECT "measure_id", "position", "identifier", "url", "confidence" FROM `legal_instruments`;--> statement-breakpoint
DROP TABLE `legal_instruments`;--> statement-breakpoint
ALTER TABLE `__new_legal_instruments` RENAME TO `legal_instruments`;--> statement-breakpoint
CREATE TABLE `__new_ledger` (
	`seq` integer PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`entry_id` text,
	`measure_id` text,
	`dispute_id` text,
	`wto_case_id` text,
	`recorded_at` text NOT NULL,
	`recorded_by` text NOT NULL,
	`reviewed_by` text,
	`announced_on` text,
	`note` text,
	`confidence` text NOT NULL,
	`doubt` text,
	`hash` text NOT NULL,
	CONSTRAINT "ledger_kind_known" CHECK(kind in ('status_change', 'coverage', 'rate_table', 'milestone', 'resolution', 'implementation', 'collapse', 'link', 'duty_rule', 'quota', 'check', 'registration', 'correction')),
	CONSTRAINT "ledger_confidence_known" CHECK(confidence in ('verified', 'recalled')),
	CONSTRAINT "ledger_announced_on_date" CHECK(announced_on is null or (length(announced_on) in (4, 7, 10) and announced_on >= '1900' and announced_on < '3000')),
	CONSTRAINT "ledger_recorded_at_instant" CHECK(length(recorded_at) = 24)
);
--> statement-breakpoint
INSERT INTO `__new_ledger`("seq", "kind", "entry_id", "measure_id", "dispute_id", "wto_case_id", "recorded_at", "recorded_by", "announced_on", "note", "confidence", "doubt", "hash") SELECT "seq", "kind", "entry_id", "measure_id", "dispute_id", "wto_case_id", "recorded_at", "recorded_by", "announced_on", "note", "confidence", "doubt", "hash" FROM `ledger`;--> statement-breakpoint
DROP TABLE `ledger`;--> statement-breakpoint
ALTER TABLE `__new_ledger` RENAME TO `ledger`;--> statement-breakpoint
CREATE UNIQUE INDEX `ledger_by_entry_id` ON `ledger` (`entry_id`);--> statement-breakpoint
CREATE INDEX `ledger_by_measure` ON `ledger` (`measure_id`,`seq`);--> statement-breakpoint
CREATE INDEX `ledger_by_dispute` ON `ledger` (`dispute_id`,`seq`);--> statement-breakpoint
CREATE INDEX `ledger_by_recorded_at` ON `ledger` (`recorded_at`);--> statement-breakpoint
CREATE TABLE `__new_citations` (
	`seq` integer NOT NULL,
	`position` integer NOT NULL,
	`source_id` text NOT NULL,
	`place` text,
	PRIMARY KEY(`seq`, `position`),
	FOREIGN KEY (`seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
INSERT INTO `__new_citations`("seq", "position", "source_id") SELECT "seq", "position", "source_id" FROM `citations`;--> statement-breakpoint
DROP TABLE `citations`;--> statement-breakpoint
ALTER TABLE `__new_citations` RENAME TO `citations`;--> statement-breakpoint
CREATE INDEX `citations_by_source` ON `citations` (`source_id`);--> statement-breakpoint
CREATE TABLE `__new_resolution_outcomes` (
	`seq` integer NOT NULL,
	`position` integer NOT NULL,
	`measure_id` text NOT NULL,
	`reaches` text NOT NULL,
	PRIMARY KEY(`seq`, `position`),
	FOREIGN KEY (`seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "resolution_outcomes_reaches_known" CHECK(reaches in ('lifted', 'partially_lifted', 'suspended', 'rate', 'expired', 'annulled', 'superseded', 'withdrawn', 'declined'))
);
--> statement-breakpoint
INSERT INTO `__new_resolution_outcomes`("seq", "position", "measure_id", "reaches") SELECT "seq", "position", "measure_id", "reaches" FROM `resolution_outcomes`;--> statement-breakpoint
DROP TABLE `resolution_outcomes`;--> statement-breakpoint
ALTER TABLE `__new_resolution_outcomes` RENAME TO `resolution_outcomes`;--> statement-breakpoint
CREATE INDEX `resolution_outcomes_by_measure` ON `resolution_outcomes` (`measure_id`);--> statement-breakpoint
CREATE TABLE `__new_resolution_step_measures` (
	`seq` integer NOT NULL,
	`position` integer NOT NULL,
	`measure_id` text NOT NULL,
	PRIMARY KEY(`seq`, `position`),
	FOREIGN KEY (`seq`) REFERENCES `resolution_steps`(`seq`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
INSERT INTO `__new_resolution_step_measures`("seq", "position", "measure_id") SELECT "seq", "position", "measure_id" FROM `resolution_step_measures`;--> statement-breakpoint
DROP TABLE `resolution_step_measures`;--> statement-breakpoint
ALTER TABLE `__new_resolution_step_measures` RENAME TO `resolution_step_measures`;--> statement-breakpoint
CREATE TABLE `__new_links` (
	`seq` integer PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`to_measure_id` text,
	`to_dispute_id` text,
	`to_wto_case_id` text,
	FOREIGN KEY (`seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "links_type_known" CHECK(type in ('retaliates_against', 'replaces', 'follows', 'amends', 'extends', 'companion_of', 'challenged_in', 'traded_for', 'related_to'))
);
--> statement-breakpoint
INSERT INTO `__new_links`("seq", "type", "to_measure_id", "to_dispute_id", "to_wto_case_id") SELECT "seq", "type", "to_measure_id", "to_dispute_id", "to_wto_case_id" FROM `links`;--> statement-breakpoint
DROP TABLE `links`;--> statement-breakpoint
ALTER TABLE `__new_links` RENAME TO `links`;--> statement-breakpoint
CREATE INDEX `links_by_measure` ON `links` (`to_measure_id`);--> statement-breakpoint
CREATE INDEX `links_by_wto_case` ON `links` (`to_wto_case_id`);--> statement-breakpoint
CREATE TABLE `__new_duty_rules` (
	`seq` integer PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`other_measure_id` text,
	`percent` text,
	`first_on` text NOT NULL,
	`last_on` text,
	FOREIGN KEY (`seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "duty_rules_type_known" CHECK(type in ('not_levied_with', 'tops_up_base_to', 'replaces_base', 'not_paid_within_quota')),
	CONSTRAINT "duty_rules_first_on_date" CHECK(first_on is null or (length(first_on) in (4, 7, 10) and first_on >= '1900' and first_on < '3000')),
	CONSTRAINT "duty_rules_last_on_date" CHECK(last_on is null or (length(last_on) in (4, 7, 10) and last_on >= '1900' and last_on < '3000'))
);
--> statement-breakpoint
INSERT INTO `__new_duty_rules`("seq", "type", "other_measure_id", "percent", "first_on", "last_on") SELECT "seq", "type", "other_measure_id", "percent", "first_on", "last_on" FROM `duty_rules`;--> statement-breakpoint
DROP TABLE `duty_rules`;--> statement-breakpoint
ALTER TABLE `__new_duty_rules` RENAME TO `duty_rules`;--> statement-breakpoint
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
	PRIMARY KEY(`measure_id`, `known_from`, `announced_from`, `starts_on`)
);
--> statement-breakpoint
DROP TABLE `status_periods`;--> statement-breakpoint
ALTER TABLE `__new_status_periods` RENAME TO `status_periods`;--> statement-breakpoint
CREATE INDEX `status_periods_by_begin` ON `status_periods` (`begins_on`,`measure_id`) WHERE announced_to = '9999-12-31';--> statement-breakpoint
CREATE INDEX `status_periods_in_force` ON `status_periods` (`begins_on`,`measure_id`) WHERE in_force = 1 and announced_to = '9999-12-31';--> statement-breakpoint
CREATE INDEX `status_periods_by_announcement` ON `status_periods` (`begins_on`,`measure_id`);--> statement-breakpoint
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
);
--> statement-breakpoint
DROP TABLE `statement_periods`;--> statement-breakpoint
ALTER TABLE `__new_statement_periods` RENAME TO `statement_periods`;--> statement-breakpoint
CREATE INDEX `statement_periods_by_seq` ON `statement_periods` (`seq`);--> statement-breakpoint
CREATE INDEX `statement_periods_any_product` ON `statement_periods` (`measure_id`) WHERE any_product = 1;--> statement-breakpoint
CREATE INDEX `statement_periods_any_partner` ON `statement_periods` (`measure_id`) WHERE any_partner = 1;--> statement-breakpoint
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
);
--> statement-breakpoint
INSERT INTO `__new_scopes`("seq", "scope", "condition", "quota", "goods_unknown", "partners_unknown") SELECT "seq", "scope", "condition", "quota", "goods_unknown", "partners_unknown" FROM `scopes`;--> statement-breakpoint
DROP TABLE `scopes`;--> statement-breakpoint
ALTER TABLE `__new_scopes` RENAME TO `scopes`;--> statement-breakpoint
CREATE TABLE `__new_jurisdictions` (
	`code` text NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`customs_value` text,
	`known_from` integer DEFAULT 0 NOT NULL,
	`known_to` integer DEFAULT 2147483647 NOT NULL,
	PRIMARY KEY(`code`, `known_from`),
	CONSTRAINT "jurisdictions_kind_known" CHECK(kind in ('state', 'customs_territory', 'union')),
	CONSTRAINT "jurisdictions_customs_value_known" CHECK(customs_value is null or customs_value in ('CIF', 'FOB'))
);
--> statement-breakpoint
INSERT INTO `__new_jurisdictions`("code", "name", "kind") SELECT "code", "name", "kind" FROM `jurisdictions`;--> statement-breakpoint
DROP TABLE `jurisdictions`;--> statement-breakpoint
ALTER TABLE `__new_jurisdictions` RENAME TO `jurisdictions`;--> statement-breakpoint
CREATE TABLE `__new_sources` (
	`id` text NOT NULL,
	`publisher` text NOT NULL,
	`title` text NOT NULL,
	`url` text,
	`published_on` text,
	`kind` text NOT NULL,
	`form` text,
	`looked_at_on` text,
	`read_as` text,
	`note` text,
	`known_from` integer DEFAULT 0 NOT NULL,
	`known_to` integer DEFAULT 2147483647 NOT NULL,
	PRIMARY KEY(`id`, `known_from`),
	CONSTRAINT "sources_kind_known" CHECK(kind in ('official', 'treaty_body', 'press', 'trade_body', 'research')),
	CONSTRAINT "sources_form_known" CHECK(form is null or form in ('official_text', 'official_copy', 'report')),
	CONSTRAINT "sources_published_on_date" CHECK(published_on is null or (length(published_on) in (4, 7, 10) and published_on >= '1900' and published_on < '3000')),
	CONSTRAINT "sources_looked_at_on_date" CHECK(looked_at_on is null or (length(looked_at_on) in (4, 7, 10) and looked_at_on >= '1900' and looked_at_on < '3000'))
);
--> statement-breakpoint
INSERT INTO `__new_sources`("id", "publisher", "title", "url", "published_on", "kind", "read_as", "note") SELECT "id", "publisher", "title", "url", "published_on", "kind", "read_as", "note" FROM `sources`;--> statement-breakpoint
DROP TABLE `sources`;--> statement-breakpoint
ALTER TABLE `__new_sources` RENAME TO `sources`;--> statement-breakpoint
CREATE TABLE `__new_disputes` (
	`id` text NOT NULL,
	`title` text NOT NULL,
	`summary` text,
	`tier` text NOT NULL,
	`known_from` integer DEFAULT 0 NOT NULL,
	`known_to` integer DEFAULT 2147483647 NOT NULL,
	PRIMARY KEY(`id`, `known_from`)
);
--> statement-breakpoint
INSERT INTO `__new_disputes`("id", "title", "summary", "tier") SELECT "id", "title", "summary", "tier" FROM `disputes`;--> statement-breakpoint
DROP TABLE `disputes`;--> statement-breakpoint
ALTER TABLE `__new_disputes` RENAME TO `disputes`;--> statement-breakpoint
ALTER TABLE `quotas` ADD `quantity_of` text;