CREATE TABLE "jurisdictions" (
	"code" text collate "C" PRIMARY KEY NOT NULL,
	"name" text collate "C" NOT NULL,
	"kind" text collate "C" NOT NULL,
	CONSTRAINT "jurisdictions_kind_known" CHECK (kind in ('state', 'customs_territory', 'union'))
);
--> statement-breakpoint
CREATE TABLE "jurisdiction_aliases" (
	"code" text collate "C" NOT NULL,
	"alias" text collate "C" NOT NULL,
	CONSTRAINT "jurisdiction_aliases_code_alias_pk" PRIMARY KEY("code","alias")
);
--> statement-breakpoint
CREATE TABLE "union_members" (
	"union_code" text collate "C" NOT NULL,
	"member_code" text collate "C" NOT NULL,
	"joined_on" text collate "C" NOT NULL,
	"left_on" text collate "C" NOT NULL,
	"note" text collate "C",
	CONSTRAINT "union_members_union_code_member_code_joined_on_pk" PRIMARY KEY("union_code","member_code","joined_on"),
	CONSTRAINT "union_members_order" CHECK (left_on > joined_on)
);
--> statement-breakpoint
CREATE TABLE "areas" (
	"code" text collate "C" PRIMARY KEY NOT NULL,
	"jurisdiction_code" text collate "C" NOT NULL,
	"name" text collate "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "exporters" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"name" text collate "C" NOT NULL,
	"home" text collate "C"
);
--> statement-breakpoint
CREATE TABLE "exporter_aliases" (
	"exporter_id" text collate "C" NOT NULL,
	"alias" text collate "C" NOT NULL,
	CONSTRAINT "exporter_aliases_exporter_id_alias_pk" PRIMARY KEY("exporter_id","alias")
);
--> statement-breakpoint
CREATE TABLE "sources" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"publisher" text collate "C" NOT NULL,
	"title" text collate "C" NOT NULL,
	"url" text collate "C",
	"published_on" text collate "C",
	"kind" text collate "C" NOT NULL,
	"read_as" text collate "C",
	"note" text collate "C",
	CONSTRAINT "sources_kind_known" CHECK (kind in ('official', 'treaty_body', 'press', 'trade_body', 'research')),
	CONSTRAINT "sources_published_on_date" CHECK (published_on is null or (length(published_on) in (4, 7, 10) and published_on >= '1900' and published_on < '3000'))
);
--> statement-breakpoint
CREATE TABLE "disputes" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"title" text collate "C" NOT NULL,
	"summary" text collate "C",
	"tier" text collate "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "dispute_parties" (
	"dispute_id" text collate "C" NOT NULL,
	"position" integer NOT NULL,
	"party" text collate "C" NOT NULL,
	CONSTRAINT "dispute_parties_dispute_id_position_pk" PRIMARY KEY("dispute_id","position")
);
--> statement-breakpoint
CREATE TABLE "measures" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"kind" text collate "C" NOT NULL,
	"dispute_id" text collate "C",
	"title" text collate "C" NOT NULL,
	"imposed_by" text collate "C" NOT NULL,
	"direction" text collate "C" NOT NULL,
	"formality" text collate "C" NOT NULL,
	"summary" text collate "C",
	"last_seq" integer NOT NULL,
	CONSTRAINT "measures_kind_known" CHECK (kind in ('tariff', 'ban')),
	CONSTRAINT "measures_direction_known" CHECK (direction in ('import', 'export', 'inward_investment', 'outward_investment', 'digital_services')),
	CONSTRAINT "measures_formality_known" CHECK (formality in ('formal', 'informal'))
);
--> statement-breakpoint
CREATE TABLE "tariffs" (
	"measure_id" text collate "C" PRIMARY KEY NOT NULL,
	"duty_type" text collate "C" NOT NULL,
	"adds_to" text collate "C",
	"adds_to_confidence" text collate "C",
	CONSTRAINT "tariffs_duty_type_known" CHECK (duty_type in ('mfn', 'preferential', 'preference_withdrawal', 'anti_dumping', 'countervailing', 'safeguard', 'additional'))
);
--> statement-breakpoint
CREATE TABLE "bans" (
	"measure_id" text collate "C" PRIMARY KEY NOT NULL,
	"ban_type" text collate "C" NOT NULL,
	CONSTRAINT "bans_ban_type_known" CHECK (ban_type in ('import_ban', 'import_restriction', 'export_ban', 'export_control', 'licence_suspension', 'investment_restriction', 'service_ban'))
);
--> statement-breakpoint
CREATE TABLE "wto_cases" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"complainant" text collate "C" NOT NULL,
	"respondent" text collate "C" NOT NULL,
	"title" text collate "C",
	"url" text collate "C"
);
--> statement-breakpoint
CREATE TABLE "legal_instruments" (
	"measure_id" text collate "C" NOT NULL,
	"position" integer NOT NULL,
	"identifier" text collate "C" NOT NULL,
	"url" text collate "C",
	"confidence" text collate "C" NOT NULL,
	CONSTRAINT "legal_instruments_measure_id_position_pk" PRIMARY KEY("measure_id","position"),
	CONSTRAINT "legal_instruments_confidence_known" CHECK (confidence in ('verified', 'recalled'))
);
--> statement-breakpoint
CREATE TABLE "ledger" (
	"seq" integer PRIMARY KEY NOT NULL,
	"kind" text collate "C" NOT NULL,
	"entry_id" text collate "C",
	"measure_id" text collate "C",
	"dispute_id" text collate "C",
	"wto_case_id" text collate "C",
	"recorded_at" text collate "C" NOT NULL,
	"recorded_by" text collate "C" NOT NULL,
	"announced_on" text collate "C",
	"note" text collate "C",
	"confidence" text collate "C" NOT NULL,
	"doubt" text collate "C",
	"hash" text collate "C" NOT NULL,
	CONSTRAINT "ledger_kind_known" CHECK (kind in ('status_change', 'coverage', 'rate_table', 'milestone', 'resolution', 'implementation', 'collapse', 'link', 'duty_rule', 'quota', 'correction')),
	CONSTRAINT "ledger_confidence_known" CHECK (confidence in ('verified', 'recalled')),
	CONSTRAINT "ledger_announced_on_date" CHECK (announced_on is null or (length(announced_on) in (4, 7, 10) and announced_on >= '1900' and announced_on < '3000')),
	CONSTRAINT "ledger_recorded_at_instant" CHECK (length(recorded_at) = 24)
);
--> statement-breakpoint
CREATE TABLE "citations" (
	"seq" integer NOT NULL,
	"position" integer NOT NULL,
	"source_id" text collate "C" NOT NULL,
	CONSTRAINT "citations_seq_position_pk" PRIMARY KEY("seq","position")
);
--> statement-breakpoint
CREATE TABLE "status_changes" (
	"seq" integer PRIMARY KEY NOT NULL,
	"status" text collate "C" NOT NULL,
	"effective_on" text collate "C" NOT NULL,
	"until_on" text collate "C",
	CONSTRAINT "status_changes_status_known" CHECK (status in ('threatened', 'under_investigation', 'proposed', 'announced', 'provisional', 'in_force', 'partially_lifted', 'suspended', 'lifted', 'expired', 'annulled', 'superseded', 'withdrawn', 'declined')),
	CONSTRAINT "status_changes_effective_on_date" CHECK (effective_on is null or (length(effective_on) in (4, 7, 10) and effective_on >= '1900' and effective_on < '3000')),
	CONSTRAINT "status_changes_until_on_date" CHECK (until_on is null or (length(until_on) in (4, 7, 10) and until_on >= '1900' and until_on < '3000'))
);
--> statement-breakpoint
CREATE TABLE "coverages" (
	"seq" integer PRIMARY KEY NOT NULL,
	"effective_on" text collate "C" NOT NULL,
	"until_on" text collate "C",
	CONSTRAINT "coverages_effective_on_date" CHECK (effective_on is null or (length(effective_on) in (4, 7, 10) and effective_on >= '1900' and effective_on < '3000')),
	CONSTRAINT "coverages_until_on_date" CHECK (until_on is null or (length(until_on) in (4, 7, 10) and until_on >= '1900' and until_on < '3000'))
);
--> statement-breakpoint
CREATE TABLE "rate_tables" (
	"seq" integer PRIMARY KEY NOT NULL,
	"effective_on" text collate "C" NOT NULL,
	"until_on" text collate "C",
	CONSTRAINT "rate_tables_effective_on_date" CHECK (effective_on is null or (length(effective_on) in (4, 7, 10) and effective_on >= '1900' and effective_on < '3000')),
	CONSTRAINT "rate_tables_until_on_date" CHECK (until_on is null or (length(until_on) in (4, 7, 10) and until_on >= '1900' and until_on < '3000'))
);
--> statement-breakpoint
CREATE TABLE "rates" (
	"seq" integer NOT NULL,
	"position" integer NOT NULL,
	"expression" text collate "C",
	"min_pct" text collate "C",
	"max_pct" text collate "C",
	"collection" text collate "C" NOT NULL,
	"note" text collate "C",
	"confidence" text collate "C",
	"doubt" text collate "C",
	CONSTRAINT "rates_seq_position_pk" PRIMARY KEY("seq","position"),
	CONSTRAINT "rates_collection_known" CHECK (collection in ('full', 'guarantee', 'if_undertaking_broken', 'none')),
	CONSTRAINT "rates_expression_or_range" CHECK ((expression is null) = (min_pct is not null) and (min_pct is null) = (max_pct is null))
);
--> statement-breakpoint
CREATE TABLE "milestones" (
	"seq" integer PRIMARY KEY NOT NULL,
	"type" text collate "C" NOT NULL,
	"happened_on" text collate "C" NOT NULL,
	"title" text collate "C" NOT NULL,
	"stage" text collate "C",
	CONSTRAINT "milestones_type_known" CHECK (type in ('vote', 'disclosure', 'review', 'talks', 'wto_stage', 'court_ruling', 'extension', 'registration', 'statement', 'report', 'other')),
	CONSTRAINT "milestones_happened_on_date" CHECK (happened_on is null or (length(happened_on) in (4, 7, 10) and happened_on >= '1900' and happened_on < '3000'))
);
--> statement-breakpoint
CREATE TABLE "resolutions" (
	"seq" integer PRIMARY KEY NOT NULL,
	"method" text collate "C" NOT NULL,
	"agreed_on" text collate "C",
	"terms" text collate "C" NOT NULL,
	CONSTRAINT "resolutions_method_known" CHECK (method in ('negotiated_settlement', 'mutually_agreed_solution', 'unilateral_withdrawal', 'panel_ruling', 'court_ruling', 'expiry', 'price_undertaking')),
	CONSTRAINT "resolutions_agreed_on_date" CHECK (agreed_on is null or (length(agreed_on) in (4, 7, 10) and agreed_on >= '1900' and agreed_on < '3000'))
);
--> statement-breakpoint
CREATE TABLE "resolution_outcomes" (
	"seq" integer NOT NULL,
	"position" integer NOT NULL,
	"measure_id" text collate "C" NOT NULL,
	"reaches" text collate "C" NOT NULL,
	CONSTRAINT "resolution_outcomes_seq_position_pk" PRIMARY KEY("seq","position"),
	CONSTRAINT "resolution_outcomes_reaches_known" CHECK (reaches in ('lifted', 'partially_lifted', 'suspended', 'rate', 'expired', 'annulled', 'superseded', 'withdrawn', 'declined'))
);
--> statement-breakpoint
CREATE TABLE "resolution_steps" (
	"seq" integer PRIMARY KEY NOT NULL,
	"resolution_seq" integer NOT NULL,
	"effective_on" text collate "C" NOT NULL,
	CONSTRAINT "resolution_steps_effective_on_date" CHECK (effective_on is null or (length(effective_on) in (4, 7, 10) and effective_on >= '1900' and effective_on < '3000'))
);
--> statement-breakpoint
CREATE TABLE "resolution_step_measures" (
	"seq" integer NOT NULL,
	"position" integer NOT NULL,
	"measure_id" text collate "C" NOT NULL,
	CONSTRAINT "resolution_step_measures_seq_position_pk" PRIMARY KEY("seq","position")
);
--> statement-breakpoint
CREATE TABLE "links" (
	"seq" integer PRIMARY KEY NOT NULL,
	"type" text collate "C" NOT NULL,
	"to_measure_id" text collate "C",
	"to_dispute_id" text collate "C",
	"to_wto_case_id" text collate "C",
	CONSTRAINT "links_type_known" CHECK (type in ('retaliates_against', 'replaces', 'follows', 'amends', 'extends', 'companion_of', 'challenged_in', 'traded_for', 'related_to'))
);
--> statement-breakpoint
CREATE TABLE "duty_rules" (
	"seq" integer PRIMARY KEY NOT NULL,
	"type" text collate "C" NOT NULL,
	"other_measure_id" text collate "C",
	"percent" text collate "C",
	"first_on" text collate "C" NOT NULL,
	"last_on" text collate "C",
	CONSTRAINT "duty_rules_type_known" CHECK (type in ('not_levied_with', 'tops_up_base_to', 'replaces_base', 'not_paid_within_quota')),
	CONSTRAINT "duty_rules_first_on_date" CHECK (first_on is null or (length(first_on) in (4, 7, 10) and first_on >= '1900' and first_on < '3000')),
	CONSTRAINT "duty_rules_last_on_date" CHECK (last_on is null or (length(last_on) in (4, 7, 10) and last_on >= '1900' and last_on < '3000'))
);
--> statement-breakpoint
CREATE TABLE "quotas" (
	"seq" integer PRIMARY KEY NOT NULL,
	"period" text collate "C" NOT NULL,
	"starts_on" text collate "C",
	"ends_on" text collate "C",
	"quantity" text collate "C",
	"unit" text collate "C" NOT NULL,
	CONSTRAINT "quotas_starts_on_date" CHECK (starts_on is null or (length(starts_on) in (4, 7, 10) and starts_on >= '1900' and starts_on < '3000')),
	CONSTRAINT "quotas_ends_on_date" CHECK (ends_on is null or (length(ends_on) in (4, 7, 10) and ends_on >= '1900' and ends_on < '3000'))
);
--> statement-breakpoint
CREATE TABLE "corrections" (
	"seq" integer PRIMARY KEY NOT NULL,
	"retracts_seq" integer NOT NULL,
	"replacement_seq" integer,
	"reason" text collate "C" NOT NULL,
	CONSTRAINT "corrections_look_back" CHECK (retracts_seq < seq)
);
--> statement-breakpoint
CREATE TABLE "scopes" (
	"seq" integer NOT NULL,
	"scope" integer NOT NULL,
	"condition" text collate "C",
	"quota" text collate "C",
	"goods_unknown" integer NOT NULL,
	"partners_unknown" integer NOT NULL,
	CONSTRAINT "scopes_seq_scope_pk" PRIMARY KEY("seq","scope"),
	CONSTRAINT "scopes_quota_known" CHECK (quota is null or quota in ('in', 'over')),
	CONSTRAINT "scopes_flags" CHECK (goods_unknown in (0, 1) and partners_unknown in (0, 1))
);
--> statement-breakpoint
CREATE TABLE "scope_goods" (
	"seq" integer NOT NULL,
	"scope" integer NOT NULL,
	"position" integer NOT NULL,
	"name" text collate "C",
	"note" text collate "C",
	"confidence" text collate "C",
	CONSTRAINT "scope_goods_seq_scope_position_pk" PRIMARY KEY("seq","scope","position")
);
--> statement-breakpoint
CREATE TABLE "scope_codes" (
	"seq" integer NOT NULL,
	"scope" integer NOT NULL,
	"goods" integer NOT NULL,
	"position" integer NOT NULL,
	"code" text collate "C" NOT NULL,
	"partly" integer NOT NULL,
	CONSTRAINT "scope_codes_seq_scope_goods_position_pk" PRIMARY KEY("seq","scope","goods","position"),
	CONSTRAINT "scope_codes_partly_flag" CHECK (partly in (0, 1))
);
--> statement-breakpoint
CREATE TABLE "scope_partners" (
	"seq" integer NOT NULL,
	"scope" integer NOT NULL,
	"position" integer NOT NULL,
	"code" text collate "C" NOT NULL,
	"excluded" integer NOT NULL,
	CONSTRAINT "scope_partners_seq_scope_position_pk" PRIMARY KEY("seq","scope","position"),
	CONSTRAINT "scope_partners_excluded_flag" CHECK (excluded in (0, 1))
);
--> statement-breakpoint
CREATE TABLE "scope_exporters" (
	"seq" integer NOT NULL,
	"scope" integer NOT NULL,
	"position" integer NOT NULL,
	"exporter" text collate "C" NOT NULL,
	"cooperating" integer NOT NULL,
	CONSTRAINT "scope_exporters_seq_scope_position_pk" PRIMARY KEY("seq","scope","position"),
	CONSTRAINT "scope_exporters_cooperating_flag" CHECK (cooperating in (0, 1))
);
--> statement-breakpoint
CREATE TABLE "change_seq" (
	"id" integer PRIMARY KEY NOT NULL,
	"seq" integer NOT NULL,
	"recorded_at" text collate "C" NOT NULL,
	CONSTRAINT "change_seq_one_row" CHECK (id = 1)
);
--> statement-breakpoint
CREATE TABLE "status_periods" (
	"measure_id" text collate "C" NOT NULL,
	"seq" integer NOT NULL,
	"derived" integer NOT NULL,
	"status" text collate "C" NOT NULL,
	"in_force" integer NOT NULL,
	"starts_on" text collate "C" NOT NULL,
	"ends_on" text collate "C" NOT NULL,
	"certain_from" text collate "C" NOT NULL,
	"certain_until" text collate "C" NOT NULL,
	"doubtful" integer NOT NULL,
	"status_from" text collate "C" NOT NULL,
	"until_on" text collate "C",
	"in_force_from" text collate "C",
	"in_force_until" text collate "C",
	"known_from" integer NOT NULL,
	"known_to" integer NOT NULL,
	CONSTRAINT "status_periods_measure_id_known_from_starts_on_pk" PRIMARY KEY("measure_id","known_from","starts_on")
);
--> statement-breakpoint
CREATE TABLE "statement_periods" (
	"measure_id" text collate "C" NOT NULL,
	"kind" text collate "C" NOT NULL,
	"seq" integer NOT NULL,
	"starts_on" text collate "C" NOT NULL,
	"ends_on" text collate "C" NOT NULL,
	"any_product" integer NOT NULL,
	"any_partner" integer NOT NULL,
	"known_from" integer NOT NULL,
	"known_to" integer NOT NULL,
	CONSTRAINT "statement_periods_measure_id_kind_known_from_starts_on_pk" PRIMARY KEY("measure_id","kind","known_from","starts_on")
);
--> statement-breakpoint
CREATE TABLE "tokens" (
	"id" integer PRIMARY KEY NOT NULL,
	"name" text collate "C" NOT NULL,
	"role" text collate "C" NOT NULL,
	"token_hash" text collate "C" NOT NULL,
	"created_at" text collate "C" NOT NULL,
	"revoked_at" text collate "C",
	CONSTRAINT "tokens_role_known" CHECK (role in ('editor', 'admin'))
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"token_id" integer NOT NULL,
	"key" text collate "C" NOT NULL,
	"request_hash" text collate "C" NOT NULL,
	"status" integer NOT NULL,
	"body" text collate "C" NOT NULL,
	"created_at" text collate "C" NOT NULL,
	CONSTRAINT "idempotency_keys_token_id_key_pk" PRIMARY KEY("token_id","key")
);
--> statement-breakpoint
ALTER TABLE "jurisdiction_aliases" ADD CONSTRAINT "jurisdiction_aliases_code_jurisdictions_code_fk" FOREIGN KEY ("code") REFERENCES "public"."jurisdictions"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "union_members" ADD CONSTRAINT "union_members_union_code_jurisdictions_code_fk" FOREIGN KEY ("union_code") REFERENCES "public"."jurisdictions"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "union_members" ADD CONSTRAINT "union_members_member_code_jurisdictions_code_fk" FOREIGN KEY ("member_code") REFERENCES "public"."jurisdictions"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "areas" ADD CONSTRAINT "areas_jurisdiction_code_jurisdictions_code_fk" FOREIGN KEY ("jurisdiction_code") REFERENCES "public"."jurisdictions"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exporters" ADD CONSTRAINT "exporters_home_jurisdictions_code_fk" FOREIGN KEY ("home") REFERENCES "public"."jurisdictions"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exporter_aliases" ADD CONSTRAINT "exporter_aliases_exporter_id_exporters_id_fk" FOREIGN KEY ("exporter_id") REFERENCES "public"."exporters"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dispute_parties" ADD CONSTRAINT "dispute_parties_dispute_id_disputes_id_fk" FOREIGN KEY ("dispute_id") REFERENCES "public"."disputes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "measures" ADD CONSTRAINT "measures_dispute_id_disputes_id_fk" FOREIGN KEY ("dispute_id") REFERENCES "public"."disputes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "measures" ADD CONSTRAINT "measures_imposed_by_jurisdictions_code_fk" FOREIGN KEY ("imposed_by") REFERENCES "public"."jurisdictions"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tariffs" ADD CONSTRAINT "tariffs_measure_id_measures_id_fk" FOREIGN KEY ("measure_id") REFERENCES "public"."measures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bans" ADD CONSTRAINT "bans_measure_id_measures_id_fk" FOREIGN KEY ("measure_id") REFERENCES "public"."measures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wto_cases" ADD CONSTRAINT "wto_cases_complainant_jurisdictions_code_fk" FOREIGN KEY ("complainant") REFERENCES "public"."jurisdictions"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wto_cases" ADD CONSTRAINT "wto_cases_respondent_jurisdictions_code_fk" FOREIGN KEY ("respondent") REFERENCES "public"."jurisdictions"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "legal_instruments" ADD CONSTRAINT "legal_instruments_measure_id_measures_id_fk" FOREIGN KEY ("measure_id") REFERENCES "public"."measures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger" ADD CONSTRAINT "ledger_measure_id_measures_id_fk" FOREIGN KEY ("measure_id") REFERENCES "public"."measures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger" ADD CONSTRAINT "ledger_dispute_id_disputes_id_fk" FOREIGN KEY ("dispute_id") REFERENCES "public"."disputes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger" ADD CONSTRAINT "ledger_wto_case_id_wto_cases_id_fk" FOREIGN KEY ("wto_case_id") REFERENCES "public"."wto_cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "citations" ADD CONSTRAINT "citations_seq_ledger_seq_fk" FOREIGN KEY ("seq") REFERENCES "public"."ledger"("seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "citations" ADD CONSTRAINT "citations_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_changes" ADD CONSTRAINT "status_changes_seq_ledger_seq_fk" FOREIGN KEY ("seq") REFERENCES "public"."ledger"("seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "coverages" ADD CONSTRAINT "coverages_seq_ledger_seq_fk" FOREIGN KEY ("seq") REFERENCES "public"."ledger"("seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rate_tables" ADD CONSTRAINT "rate_tables_seq_ledger_seq_fk" FOREIGN KEY ("seq") REFERENCES "public"."ledger"("seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rates" ADD CONSTRAINT "rates_seq_ledger_seq_fk" FOREIGN KEY ("seq") REFERENCES "public"."ledger"("seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "milestones" ADD CONSTRAINT "milestones_seq_ledger_seq_fk" FOREIGN KEY ("seq") REFERENCES "public"."ledger"("seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resolutions" ADD CONSTRAINT "resolutions_seq_ledger_seq_fk" FOREIGN KEY ("seq") REFERENCES "public"."ledger"("seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resolution_outcomes" ADD CONSTRAINT "resolution_outcomes_seq_ledger_seq_fk" FOREIGN KEY ("seq") REFERENCES "public"."ledger"("seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resolution_outcomes" ADD CONSTRAINT "resolution_outcomes_measure_id_measures_id_fk" FOREIGN KEY ("measure_id") REFERENCES "public"."measures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resolution_steps" ADD CONSTRAINT "resolution_steps_seq_ledger_seq_fk" FOREIGN KEY ("seq") REFERENCES "public"."ledger"("seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resolution_steps" ADD CONSTRAINT "resolution_steps_resolution_seq_resolutions_seq_fk" FOREIGN KEY ("resolution_seq") REFERENCES "public"."resolutions"("seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resolution_step_measures" ADD CONSTRAINT "resolution_step_measures_seq_resolution_steps_seq_fk" FOREIGN KEY ("seq") REFERENCES "public"."resolution_steps"("seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resolution_step_measures" ADD CONSTRAINT "resolution_step_measures_measure_id_measures_id_fk" FOREIGN KEY ("measure_id") REFERENCES "public"."measures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_seq_ledger_seq_fk" FOREIGN KEY ("seq") REFERENCES "public"."ledger"("seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_to_measure_id_measures_id_fk" FOREIGN KEY ("to_measure_id") REFERENCES "public"."measures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_to_dispute_id_disputes_id_fk" FOREIGN KEY ("to_dispute_id") REFERENCES "public"."disputes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_to_wto_case_id_wto_cases_id_fk" FOREIGN KEY ("to_wto_case_id") REFERENCES "public"."wto_cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duty_rules" ADD CONSTRAINT "duty_rules_seq_ledger_seq_fk" FOREIGN KEY ("seq") REFERENCES "public"."ledger"("seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duty_rules" ADD CONSTRAINT "duty_rules_other_measure_id_measures_id_fk" FOREIGN KEY ("other_measure_id") REFERENCES "public"."measures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quotas" ADD CONSTRAINT "quotas_seq_ledger_seq_fk" FOREIGN KEY ("seq") REFERENCES "public"."ledger"("seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "corrections" ADD CONSTRAINT "corrections_seq_ledger_seq_fk" FOREIGN KEY ("seq") REFERENCES "public"."ledger"("seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "corrections" ADD CONSTRAINT "corrections_retracts_seq_ledger_seq_fk" FOREIGN KEY ("retracts_seq") REFERENCES "public"."ledger"("seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "corrections" ADD CONSTRAINT "corrections_replacement_seq_ledger_seq_fk" FOREIGN KEY ("replacement_seq") REFERENCES "public"."ledger"("seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scopes" ADD CONSTRAINT "scopes_seq_ledger_seq_fk" FOREIGN KEY ("seq") REFERENCES "public"."ledger"("seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scope_goods" ADD CONSTRAINT "scope_goods_scope_fk" FOREIGN KEY ("seq","scope") REFERENCES "public"."scopes"("seq","scope") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scope_codes" ADD CONSTRAINT "scope_codes_scope_fk" FOREIGN KEY ("seq","scope") REFERENCES "public"."scopes"("seq","scope") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scope_partners" ADD CONSTRAINT "scope_partners_scope_fk" FOREIGN KEY ("seq","scope") REFERENCES "public"."scopes"("seq","scope") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scope_exporters" ADD CONSTRAINT "scope_exporters_scope_fk" FOREIGN KEY ("seq","scope") REFERENCES "public"."scopes"("seq","scope") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_periods" ADD CONSTRAINT "status_periods_measure_id_measures_id_fk" FOREIGN KEY ("measure_id") REFERENCES "public"."measures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_periods" ADD CONSTRAINT "statement_periods_measure_id_measures_id_fk" FOREIGN KEY ("measure_id") REFERENCES "public"."measures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "measures_by_dispute" ON "measures" USING btree ("dispute_id");--> statement-breakpoint
CREATE INDEX "measures_by_imposer" ON "measures" USING btree ("imposed_by");--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_by_entry_id" ON "ledger" USING btree ("entry_id");--> statement-breakpoint
CREATE INDEX "ledger_by_measure" ON "ledger" USING btree ("measure_id","seq");--> statement-breakpoint
CREATE INDEX "ledger_by_dispute" ON "ledger" USING btree ("dispute_id","seq");--> statement-breakpoint
CREATE INDEX "ledger_by_recorded_at" ON "ledger" USING btree ("recorded_at");--> statement-breakpoint
CREATE INDEX "citations_by_source" ON "citations" USING btree ("source_id");--> statement-breakpoint
CREATE INDEX "resolution_outcomes_by_measure" ON "resolution_outcomes" USING btree ("measure_id");--> statement-breakpoint
CREATE INDEX "resolution_steps_by_resolution" ON "resolution_steps" USING btree ("resolution_seq");--> statement-breakpoint
CREATE INDEX "links_by_measure" ON "links" USING btree ("to_measure_id");--> statement-breakpoint
CREATE INDEX "links_by_wto_case" ON "links" USING btree ("to_wto_case_id");--> statement-breakpoint
CREATE UNIQUE INDEX "corrections_by_retracted" ON "corrections" USING btree ("retracts_seq");--> statement-breakpoint
CREATE INDEX "scope_codes_by_code" ON "scope_codes" USING btree ("code","seq");--> statement-breakpoint
CREATE INDEX "scope_partners_by_code" ON "scope_partners" USING btree ("code","seq");--> statement-breakpoint
CREATE INDEX "status_periods_by_start" ON "status_periods" USING btree ("starts_on","measure_id");--> statement-breakpoint
CREATE INDEX "status_periods_in_force" ON "status_periods" USING btree ("starts_on","measure_id") WHERE in_force = 1;--> statement-breakpoint
CREATE INDEX "statement_periods_by_seq" ON "statement_periods" USING btree ("seq");--> statement-breakpoint
CREATE INDEX "statement_periods_any_product" ON "statement_periods" USING btree ("measure_id") WHERE any_product = 1;--> statement-breakpoint
CREATE INDEX "statement_periods_any_partner" ON "statement_periods" USING btree ("measure_id") WHERE any_partner = 1;--> statement-breakpoint
CREATE UNIQUE INDEX "tokens_by_hash" ON "tokens" USING btree ("token_hash");