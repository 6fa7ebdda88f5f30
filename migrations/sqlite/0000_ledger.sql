CREATE TABLE `jurisdictions` (
	`code` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	CONSTRAINT "jurisdictions_kind_known" CHECK(kind in ('state', 'customs_territory', 'union'))
);
--> statement-breakpoint
CREATE TABLE `jurisdiction_aliases` (
	`code` text NOT NULL,
	`alias` text NOT NULL,
	PRIMARY KEY(`code`, `alias`),
	FOREIGN KEY (`code`) REFERENCES `jurisdictions`(`code`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `union_members` (
	`union_code` text NOT NULL,
	`member_code` text NOT NULL,
	`joined_on` text NOT NULL,
	`left_on` text NOT NULL,
	`note` text,
	PRIMARY KEY(`union_code`, `member_code`, `joined_on`),
	FOREIGN KEY (`union_code`) REFERENCES `jurisdictions`(`code`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`member_code`) REFERENCES `jurisdictions`(`code`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "union_members_order" CHECK(left_on > joined_on)
);
--> statement-breakpoint
CREATE TABLE `areas` (
	`code` text PRIMARY KEY NOT NULL,
	`jurisdiction_code` text NOT NULL,
	`name` text NOT NULL,
	FOREIGN KEY (`jurisdiction_code`) REFERENCES `jurisdictions`(`code`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `exporters` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`home` text,
	FOREIGN KEY (`home`) REFERENCES `jurisdictions`(`code`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `exporter_aliases` (
	`exporter_id` text NOT NULL,
	`alias` text NOT NULL,
	PRIMARY KEY(`exporter_id`, `alias`),
	FOREIGN KEY (`exporter_id`) REFERENCES `exporters`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `sources` (
	`id` text PRIMARY KEY NOT NULL,
	`publisher` text NOT NULL,
	`title` text NOT NULL,
	`url` text,
	`published_on` text,
	`kind` text NOT NULL,
	`read_as` text,
	`note` text,
	CONSTRAINT "sources_kind_known" CHECK(kind in ('official', 'treaty_body', 'press', 'trade_body', 'research')),
	CONSTRAINT "sources_published_on_date" CHECK(published_on is null or (length(published_on) in (4, 7, 10) and published_on >= '1900' and published_on < '3000'))
);
--> statement-breakpoint
CREATE TABLE `disputes` (
	`id` text PRIMARY KEY NOT NULL,
	`title` text NOT NULL,
	`summary` text,
	`tier` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `dispute_parties` (
	`dispute_id` text NOT NULL,
	`position` integer NOT NULL,
	`party` text NOT NULL,
	PRIMARY KEY(`dispute_id`, `position`),
	FOREIGN KEY (`dispute_id`) REFERENCES `disputes`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `measures` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`dispute_id` text,
	`title` text NOT NULL,
	`imposed_by` text NOT NULL,
	`direction` text NOT NULL,
	`formality` text NOT NULL,
	`summary` text,
	`last_seq` integer NOT NULL,
	FOREIGN KEY (`dispute_id`) REFERENCES `disputes`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`imposed_by`) REFERENCES `jurisdictions`(`code`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "measures_kind_known" CHECK(kind in ('tariff', 'ban')),
	CONSTRAINT "measures_direction_known" CHECK(direction in ('import', 'export', 'inward_investment', 'outward_investment', 'digital_services')),
	CONSTRAINT "measures_formality_known" CHECK(formality in ('formal', 'informal'))
);
--> statement-breakpoint
CREATE INDEX `measures_by_dispute` ON `measures` (`dispute_id`);--> statement-breakpoint
CREATE INDEX `measures_by_imposer` ON `measures` (`imposed_by`);--> statement-breakpoint
CREATE TABLE `tariffs` (
	`measure_id` text PRIMARY KEY NOT NULL,
	`duty_type` text NOT NULL,
	`adds_to` text,
	`adds_to_confidence` text,
	FOREIGN KEY (`measure_id`) REFERENCES `measures`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "tariffs_duty_type_known" CHECK(duty_type in ('mfn', 'preferential', 'preference_withdrawal', 'anti_dumping', 'countervailing', 'safeguard', 'additional'))
);
--> statement-breakpoint
CREATE TABLE `bans` (
	`measure_id` text PRIMARY KEY NOT NULL,
	`ban_type` text NOT NULL,
	FOREIGN KEY (`measure_id`) REFERENCES `measures`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "bans_ban_type_known" CHECK(ban_type in ('import_ban', 'import_restriction', 'export_ban', 'export_control', 'licence_suspension', 'investment_restriction', 'service_ban'))
);
--> statement-breakpoint
CREATE TABLE `wto_cases` (
	`id` text PRIMARY KEY NOT NULL,
	`complainant` text NOT NULL,
	`respondent` text NOT NULL,
	`title` text,
	`url` text,
	FOREIGN KEY (`complainant`) REFERENCES `jurisdictions`(`code`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`respondent`) REFERENCES `jurisdictions`(`code`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `legal_instruments` (
	`measure_id` text NOT NULL,
	`position` integer NOT NULL,
	`identifier` text NOT NULL,
	`url` text,
	`confidence` text NOT NULL,
	PRIMARY KEY(`measure_id`, `position`),
	FOREIGN KEY (`measure_id`) REFERENCES `measures`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "legal_instruments_confidence_known" CHECK(confidence in ('verified', 'recalled'))
);
--> statement-breakpoint
CREATE TABLE `ledger` (
	`seq` integer PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`entry_id` text,
	`measure_id` text,
	`dispute_id` text,
	`wto_case_id` text,
	`recorded_at` text NOT NULL,
	`recorded_by` text NOT NULL,
	`announced_on` text,
	`note` text,
	`confidence` text NOT NULL,
	`doubt` text,
	`hash` text NOT NULL,
	FOREIGN KEY (`measure_id`) REFERENCES `measures`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`dispute_id`) REFERENCES `disputes`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`wto_case_id`) REFERENCES `wto_cases`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "ledger_kind_known" CHECK(kind in ('status_change', 'coverage', 'rate_table', 'milestone', 'resolution', 'implementation', 'collapse', 'link', 'duty_rule', 'quota', 'correction')),
	CONSTRAINT "ledger_confidence_known" CHECK(confidence in ('verified', 'recalled')),
	CONSTRAINT "ledger_announced_on_date" CHECK(announced_on is null or (length(announced_on) in (4, 7, 10) and announced_on >= '1900' and announced_on < '3000')),
	CONSTRAINT "ledger_recorded_at_instant" CHECK(length(recorded_at) = 24)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `ledger_by_entry_id` ON `ledger` (`entry_id`);--> statement-breakpoint
CREATE INDEX `ledger_by_measure` ON `ledger` (`measure_id`,`seq`);--> statement-breakpoint
CREATE INDEX `ledger_by_dispute` ON `ledger` (`dispute_id`,`seq`);--> statement-breakpoint
CREATE INDEX `ledger_by_recorded_at` ON `ledger` (`recorded_at`);--> statement-breakpoint
CREATE TABLE `citations` (
	`seq` integer NOT NULL,
	`position` integer NOT NULL,
	`source_id` text NOT NULL,
	PRIMARY KEY(`seq`, `position`),
	FOREIGN KEY (`seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`source_id`) REFERENCES `sources`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `citations_by_source` ON `citations` (`source_id`);--> statement-breakpoint
CREATE TABLE `status_changes` (
	`seq` integer PRIMARY KEY NOT NULL,
	`status` text NOT NULL,
	`effective_on` text NOT NULL,
	`until_on` text,
	FOREIGN KEY (`seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "status_changes_status_known" CHECK(status in ('threatened', 'under_investigation', 'proposed', 'announced', 'provisional', 'in_force', 'partially_lifted', 'suspended', 'lifted', 'expired', 'annulled', 'superseded', 'withdrawn', 'declined')),
	CONSTRAINT "status_changes_effective_on_date" CHECK(effective_on is null or (length(effective_on) in (4, 7, 10) and effective_on >= '1900' and effective_on < '3000')),
	CONSTRAINT "status_changes_until_on_date" CHECK(until_on is null or (length(until_on) in (4, 7, 10) and until_on >= '1900' and until_on < '3000'))
);
--> statement-breakpoint
CREATE TABLE `coverages` (
	`seq` integer PRIMARY KEY NOT NULL,
	`effective_on` text NOT NULL,
	`until_on` text,
	FOREIGN KEY (`seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "coverages_effective_on_date" CHECK(effective_on is null or (length(effective_on) in (4, 7, 10) and effective_on >= '1900' and effective_on < '3000')),
	CONSTRAINT "coverages_until_on_date" CHECK(until_on is null or (length(until_on) in (4, 7, 10) and until_on >= '1900' and until_on < '3000'))
);
--> statement-breakpoint
CREATE TABLE `rate_tables` (
	`seq` integer PRIMARY KEY NOT NULL,
	`effective_on` text NOT NULL,
	`until_on` text,
	FOREIGN KEY (`seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "rate_tables_effective_on_date" CHECK(effective_on is null or (length(effective_on) in (4, 7, 10) and effective_on >= '1900' and effective_on < '3000')),
	CONSTRAINT "rate_tables_until_on_date" CHECK(until_on is null or (length(until_on) in (4, 7, 10) and until_on >= '1900' and until_on < '3000'))
);
--> statement-breakpoint
CREATE TABLE `rates` (
	`seq` integer NOT NULL,
	`position` integer NOT NULL,
	`expression` text,
	`min_pct` text,
	`max_pct` text,
	`collection` text NOT NULL,
	`note` text,
	`confidence` text,
	`doubt` text,
	PRIMARY KEY(`seq`, `position`),
	FOREIGN KEY (`seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "rates_collection_known" CHECK(collection in ('full', 'guarantee', 'if_undertaking_broken', 'none')),
	CONSTRAINT "rates_expression_or_range" CHECK((expression is null) = (min_pct is not null) and (min_pct is null) = (max_pct is null))
);
--> statement-breakpoint
CREATE TABLE `milestones` (
	`seq` integer PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`happened_on` text NOT NULL,
	`title` text NOT NULL,
	`stage` text,
	FOREIGN KEY (`seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "milestones_type_known" CHECK(type in ('vote', 'disclosure', 'review', 'talks', 'wto_stage', 'court_ruling', 'extension', 'registration', 'statement', 'report', 'other')),
	CONSTRAINT "milestones_happened_on_date" CHECK(happened_on is null or (length(happened_on) in (4, 7, 10) and happened_on >= '1900' and happened_on < '3000'))
);
--> statement-breakpoint
CREATE TABLE `resolutions` (
	`seq` integer PRIMARY KEY NOT NULL,
	`method` text NOT NULL,
	`agreed_on` text,
	`terms` text NOT NULL,
	FOREIGN KEY (`seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "resolutions_method_known" CHECK(method in ('negotiated_settlement', 'mutually_agreed_solution', 'unilateral_withdrawal', 'panel_ruling', 'court_ruling', 'expiry', 'price_undertaking')),
	CONSTRAINT "resolutions_agreed_on_date" CHECK(agreed_on is null or (length(agreed_on) in (4, 7, 10) and agreed_on >= '1900' and agreed_on < '3000'))
);
--> statement-breakpoint
CREATE TABLE `resolution_outcomes` (
	`seq` integer NOT NULL,
	`position` integer NOT NULL,
	`measure_id` text NOT NULL,
	`reaches` text NOT NULL,
	PRIMARY KEY(`seq`, `position`),
	FOREIGN KEY (`seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`measure_id`) REFERENCES `measures`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "resolution_outcomes_reaches_known" CHECK(reaches in ('lifted', 'partially_lifted', 'suspended', 'rate', 'expired', 'annulled', 'superseded', 'withdrawn', 'declined'))
);
--> statement-breakpoint
CREATE INDEX `resolution_outcomes_by_measure` ON `resolution_outcomes` (`measure_id`);--> statement-breakpoint
CREATE TABLE `resolution_steps` (
	`seq` integer PRIMARY KEY NOT NULL,
	`resolution_seq` integer NOT NULL,
	`effective_on` text NOT NULL,
	FOREIGN KEY (`seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`resolution_seq`) REFERENCES `resolutions`(`seq`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "resolution_steps_effective_on_date" CHECK(effective_on is null or (length(effective_on) in (4, 7, 10) and effective_on >= '1900' and effective_on < '3000'))
);
--> statement-breakpoint
CREATE INDEX `resolution_steps_by_resolution` ON `resolution_steps` (`resolution_seq`);--> statement-breakpoint
CREATE TABLE `resolution_step_measures` (
	`seq` integer NOT NULL,
	`position` integer NOT NULL,
	`measure_id` text NOT NULL,
	PRIMARY KEY(`seq`, `position`),
	FOREIGN KEY (`seq`) REFERENCES `resolution_steps`(`seq`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`measure_id`) REFERENCES `measures`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `links` (
	`seq` integer PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`to_measure_id` text,
	`to_dispute_id` text,
	`to_wto_case_id` text,
	FOREIGN KEY (`seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`to_measure_id`) REFERENCES `measures`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`to_dispute_id`) REFERENCES `disputes`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`to_wto_case_id`) REFERENCES `wto_cases`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "links_type_known" CHECK(type in ('retaliates_against', 'replaces', 'follows', 'amends', 'extends', 'companion_of', 'challenged_in', 'traded_for', 'related_to'))
);
--> statement-breakpoint
CREATE INDEX `links_by_measure` ON `links` (`to_measure_id`);--> statement-breakpoint
CREATE INDEX `links_by_wto_case` ON `links` (`to_wto_case_id`);--> statement-breakpoint
CREATE TABLE `duty_rules` (
	`seq` integer PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`other_measure_id` text,
	`percent` text,
	`first_on` text NOT NULL,
	`last_on` text,
	FOREIGN KEY (`seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`other_measure_id`) REFERENCES `measures`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "duty_rules_type_known" CHECK(type in ('not_levied_with', 'tops_up_base_to', 'replaces_base', 'not_paid_within_quota')),
	CONSTRAINT "duty_rules_first_on_date" CHECK(first_on is null or (length(first_on) in (4, 7, 10) and first_on >= '1900' and first_on < '3000')),
	CONSTRAINT "duty_rules_last_on_date" CHECK(last_on is null or (length(last_on) in (4, 7, 10) and last_on >= '1900' and last_on < '3000'))
);
--> statement-breakpoint
CREATE TABLE `quotas` (
	`seq` integer PRIMARY KEY NOT NULL,
	`period` text NOT NULL,
	`starts_on` text,
	`ends_on` text,
	`quantity` text,
	`unit` text NOT NULL,
	FOREIGN KEY (`seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "quotas_starts_on_date" CHECK(starts_on is null or (length(starts_on) in (4, 7, 10) and starts_on >= '1900' and starts_on < '3000')),
	CONSTRAINT "quotas_ends_on_date" CHECK(ends_on is null or (length(ends_on) in (4, 7, 10) and ends_on >= '1900' and ends_on < '3000'))
);
--> statement-breakpoint
CREATE TABLE `corrections` (
	`seq` integer PRIMARY KEY NOT NULL,
	`retracts_seq` integer NOT NULL,
	`replacement_seq` integer,
	`reason` text NOT NULL,
	FOREIGN KEY (`seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`retracts_seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`replacement_seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "corrections_look_back" CHECK(retracts_seq < seq)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `corrections_by_retracted` ON `corrections` (`retracts_seq`);--> statement-breakpoint
CREATE TABLE `scopes` (
	`seq` integer NOT NULL,
	`scope` integer NOT NULL,
	`condition` text,
	`quota` text,
	`goods_unknown` integer NOT NULL,
	`partners_unknown` integer NOT NULL,
	PRIMARY KEY(`seq`, `scope`),
	FOREIGN KEY (`seq`) REFERENCES `ledger`(`seq`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "scopes_quota_known" CHECK(quota is null or quota in ('in', 'over')),
	CONSTRAINT "scopes_flags" CHECK(goods_unknown in (0, 1) and partners_unknown in (0, 1))
);
--> statement-breakpoint
CREATE TABLE `scope_goods` (
	`seq` integer NOT NULL,
	`scope` integer NOT NULL,
	`position` integer NOT NULL,
	`name` text,
	`note` text,
	`confidence` text,
	PRIMARY KEY(`seq`, `scope`, `position`),
	FOREIGN KEY (`seq`,`scope`) REFERENCES `scopes`(`seq`,`scope`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `scope_codes` (
	`seq` integer NOT NULL,
	`scope` integer NOT NULL,
	`goods` integer NOT NULL,
	`position` integer NOT NULL,
	`code` text NOT NULL,
	`partly` integer NOT NULL,
	PRIMARY KEY(`seq`, `scope`, `goods`, `position`),
	FOREIGN KEY (`seq`,`scope`) REFERENCES `scopes`(`seq`,`scope`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "scope_codes_partly_flag" CHECK(partly in (0, 1))
);
--> statement-breakpoint
CREATE INDEX `scope_codes_by_code` ON `scope_codes` (`code`,`seq`);--> statement-breakpoint
CREATE TABLE `scope_partners` (
	`seq` integer NOT NULL,
	`scope` integer NOT NULL,
	`position` integer NOT NULL,
	`code` text NOT NULL,
	`excluded` integer NOT NULL,
	PRIMARY KEY(`seq`, `scope`, `position`),
	FOREIGN KEY (`seq`,`scope`) REFERENCES `scopes`(`seq`,`scope`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "scope_partners_excluded_flag" CHECK(excluded in (0, 1))
);
--> statement-breakpoint
CREATE INDEX `scope_partners_by_code` ON `scope_partners` (`code`,`seq`);--> statement-breakpoint
CREATE TABLE `scope_exporters` (
	`seq` integer NOT NULL,
	`scope` integer NOT NULL,
	`position` integer NOT NULL,
	`exporter` text NOT NULL,
	`cooperating` integer NOT NULL,
	PRIMARY KEY(`seq`, `scope`, `position`),
	FOREIGN KEY (`seq`,`scope`) REFERENCES `scopes`(`seq`,`scope`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "scope_exporters_cooperating_flag" CHECK(cooperating in (0, 1))
);
--> statement-breakpoint
CREATE TABLE `change_seq` (
	`id` integer PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL,
	`recorded_at` text NOT NULL,
	CONSTRAINT "change_seq_one_row" CHECK(id = 1)
);
--> statement-breakpoint
CREATE TABLE `status_periods` (
	`measure_id` text NOT NULL,
	`seq` integer NOT NULL,
	`derived` integer NOT NULL,
	`status` text NOT NULL,
	`in_force` integer NOT NULL,
	`starts_on` text NOT NULL,
	`ends_on` text NOT NULL,
	`certain_from` text NOT NULL,
	`certain_until` text NOT NULL,
	`doubtful` integer NOT NULL,
	`status_from` text NOT NULL,
	`until_on` text,
	`in_force_from` text,
	`in_force_until` text,
	`known_from` integer NOT NULL,
	`known_to` integer NOT NULL,
	PRIMARY KEY(`measure_id`, `known_from`, `starts_on`),
	FOREIGN KEY (`measure_id`) REFERENCES `measures`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `status_periods_by_start` ON `status_periods` (`starts_on`,`measure_id`);--> statement-breakpoint
CREATE INDEX `status_periods_in_force` ON `status_periods` (`starts_on`,`measure_id`) WHERE in_force = 1;--> statement-breakpoint
CREATE TABLE `statement_periods` (
	`measure_id` text NOT NULL,
	`kind` text NOT NULL,
	`seq` integer NOT NULL,
	`starts_on` text NOT NULL,
	`ends_on` text NOT NULL,
	`any_product` integer NOT NULL,
	`any_partner` integer NOT NULL,
	`known_from` integer NOT NULL,
	`known_to` integer NOT NULL,
	PRIMARY KEY(`measure_id`, `kind`, `known_from`, `starts_on`),
	FOREIGN KEY (`measure_id`) REFERENCES `measures`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `statement_periods_by_seq` ON `statement_periods` (`seq`);--> statement-breakpoint
CREATE INDEX `statement_periods_any_product` ON `statement_periods` (`measure_id`) WHERE any_product = 1;--> statement-breakpoint
CREATE INDEX `statement_periods_any_partner` ON `statement_periods` (`measure_id`) WHERE any_partner = 1;--> statement-breakpoint
CREATE TABLE `tokens` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`token_hash` text NOT NULL,
	`created_at` text NOT NULL,
	`revoked_at` text,
	CONSTRAINT "tokens_role_known" CHECK(role in ('editor', 'admin'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tokens_by_hash` ON `tokens` (`token_hash`);--> statement-breakpoint
CREATE TABLE `idempotency_keys` (
	`token_id` integer NOT NULL,
	`key` text NOT NULL,
	`request_hash` text NOT NULL,
	`status` integer NOT NULL,
	`body` text NOT NULL,
	`created_at` text NOT NULL,
	PRIMARY KEY(`token_id`, `key`)
);
