DELETE FROM "status_periods";--> statement-breakpoint
DELETE FROM "statement_periods";--> statement-breakpoint
CREATE TABLE "wto_co_complainants" (
	"case_id" text collate "C" NOT NULL,
	"position" integer NOT NULL,
	"complainant" text collate "C" NOT NULL,
	"known_from" integer DEFAULT 0 NOT NULL,
	"known_to" integer DEFAULT 2147483647 NOT NULL,
	CONSTRAINT "wto_co_complainants_case_id_known_from_position_pk" PRIMARY KEY("case_id","known_from","position")
);--> statement-breakpoint
CREATE TABLE "entry_instruments" (
	"seq" integer NOT NULL,
	"position" integer NOT NULL,
	"identifier" text collate "C" NOT NULL,
	"url" text collate "C",
	CONSTRAINT "entry_instruments_seq_position_pk" PRIMARY KEY("seq","position")
);--> statement-breakpoint
CREATE TABLE "resolution_step_rate_tables" (
	"seq" integer NOT NULL,
	"position" integer NOT NULL,
	"rate_table_seq" integer NOT NULL,
	CONSTRAINT "resolution_step_rate_tables_seq_position_pk" PRIMARY KEY("seq","position")
);--> statement-breakpoint
CREATE TABLE "checks" (
	"seq" integer PRIMARY KEY NOT NULL,
	"checked_on" text collate "C" NOT NULL,
	CONSTRAINT "checks_checked_on_date" CHECK (checked_on is null or (length(checked_on) in (4, 7, 10) and checked_on >= '1900' and checked_on < '3000'))
);--> statement-breakpoint
CREATE TABLE "registrations" (
	"seq" integer PRIMARY KEY NOT NULL,
	"thing" text collate "C" NOT NULL,
	"thing_id" text collate "C" NOT NULL,
	"origin" text collate "C" NOT NULL,
	"content" text collate "C" NOT NULL,
	CONSTRAINT "registrations_origin_known" CHECK (origin in ('registered', 'carried_over'))
);--> statement-breakpoint
CREATE TABLE "measure_etags" (
	"measure_id" text collate "C" PRIMARY KEY NOT NULL,
	"last_seq" integer NOT NULL
);--> statement-breakpoint
ALTER TABLE "jurisdiction_aliases" DROP CONSTRAINT "jurisdiction_aliases_code_jurisdictions_code_fk";--> statement-breakpoint
ALTER TABLE "union_members" DROP CONSTRAINT "union_members_union_code_jurisdictions_code_fk";--> statement-breakpoint
ALTER TABLE "union_members" DROP CONSTRAINT "union_members_member_code_jurisdictions_code_fk";--> statement-breakpoint
ALTER TABLE "areas" DROP CONSTRAINT "areas_jurisdiction_code_jurisdictions_code_fk";--> statement-breakpoint
ALTER TABLE "exporters" DROP CONSTRAINT "exporters_home_jurisdictions_code_fk";--> statement-breakpoint
ALTER TABLE "exporter_aliases" DROP CONSTRAINT "exporter_aliases_exporter_id_exporters_id_fk";--> statement-breakpoint
ALTER TABLE "dispute_parties" DROP CONSTRAINT "dispute_parties_dispute_id_disputes_id_fk";--> statement-breakpoint
ALTER TABLE "measures" DROP CONSTRAINT "measures_dispute_id_disputes_id_fk";--> statement-breakpoint
ALTER TABLE "measures" DROP CONSTRAINT "measures_imposed_by_jurisdictions_code_fk";--> statement-breakpoint
ALTER TABLE "tariffs" DROP CONSTRAINT "tariffs_measure_id_measures_id_fk";--> statement-breakpoint
ALTER TABLE "bans" DROP CONSTRAINT "bans_measure_id_measures_id_fk";--> statement-breakpoint
ALTER TABLE "wto_cases" DROP CONSTRAINT "wto_cases_complainant_jurisdictions_code_fk";--> statement-breakpoint
ALTER TABLE "wto_cases" DROP CONSTRAINT "wto_cases_respondent_jurisdictions_code_fk";--> statement-breakpoint
ALTER TABLE "legal_instruments" DROP CONSTRAINT "legal_instruments_measure_id_measures_id_fk";--> statement-breakpoint
ALTER TABLE "ledger" DROP CONSTRAINT "ledger_measure_id_measures_id_fk";--> statement-breakpoint
ALTER TABLE "ledger" DROP CONSTRAINT "ledger_dispute_id_disputes_id_fk";--> statement-breakpoint
ALTER TABLE "ledger" DROP CONSTRAINT "ledger_wto_case_id_wto_cases_id_fk";--> statement-breakpoint
ALTER TABLE "citations" DROP CONSTRAINT "citations_source_id_sources_id_fk";--> statement-breakpoint
ALTER TABLE "resolution_outcomes" DROP CONSTRAINT "resolution_outcomes_measure_id_measures_id_fk";--> statement-breakpoint
ALTER TABLE "resolution_step_measures" DROP CONSTRAINT "resolution_step_measures_measure_id_measures_id_fk";--> statement-breakpoint
ALTER TABLE "links" DROP CONSTRAINT "links_to_measure_id_measures_id_fk";--> statement-breakpoint
ALTER TABLE "links" DROP CONSTRAINT "links_to_dispute_id_disputes_id_fk";--> statement-breakpoint
ALTER TABLE "links" DROP CONSTRAINT "links_to_wto_case_id_wto_cases_id_fk";--> statement-breakpoint
ALTER TABLE "duty_rules" DROP CONSTRAINT "duty_rules_other_measure_id_measures_id_fk";--> statement-breakpoint
ALTER TABLE "status_periods" DROP CONSTRAINT "status_periods_measure_id_measures_id_fk";--> statement-breakpoint
ALTER TABLE "statement_periods" DROP CONSTRAINT "statement_periods_measure_id_measures_id_fk";--> statement-breakpoint
ALTER TABLE "ledger" DROP CONSTRAINT "ledger_kind_known";--> statement-breakpoint
ALTER TABLE "scopes" DROP CONSTRAINT "scopes_flags";--> statement-breakpoint
DROP INDEX "status_periods_by_start";--> statement-breakpoint
DROP INDEX "status_periods_in_force";--> statement-breakpoint
ALTER TABLE "jurisdiction_aliases" DROP CONSTRAINT "jurisdiction_aliases_code_alias_pk";--> statement-breakpoint
ALTER TABLE "union_members" DROP CONSTRAINT "union_members_union_code_member_code_joined_on_pk";--> statement-breakpoint
ALTER TABLE "exporter_aliases" DROP CONSTRAINT "exporter_aliases_exporter_id_alias_pk";--> statement-breakpoint
ALTER TABLE "dispute_parties" DROP CONSTRAINT "dispute_parties_dispute_id_position_pk";--> statement-breakpoint
ALTER TABLE "legal_instruments" DROP CONSTRAINT "legal_instruments_measure_id_position_pk";--> statement-breakpoint
ALTER TABLE "status_periods" DROP CONSTRAINT "status_periods_measure_id_known_from_starts_on_pk";--> statement-breakpoint
ALTER TABLE "statement_periods" DROP CONSTRAINT "statement_periods_measure_id_kind_known_from_starts_on_pk";--> statement-breakpoint
ALTER TABLE "jurisdictions" DROP CONSTRAINT "jurisdictions_pkey";--> statement-breakpoint
ALTER TABLE "areas" DROP CONSTRAINT "areas_pkey";--> statement-breakpoint
ALTER TABLE "exporters" DROP CONSTRAINT "exporters_pkey";--> statement-breakpoint
ALTER TABLE "sources" DROP CONSTRAINT "sources_pkey";--> statement-breakpoint
ALTER TABLE "disputes" DROP CONSTRAINT "disputes_pkey";--> statement-breakpoint
ALTER TABLE "measures" DROP CONSTRAINT "measures_pkey";--> statement-breakpoint
ALTER TABLE "tariffs" DROP CONSTRAINT "tariffs_pkey";--> statement-breakpoint
ALTER TABLE "bans" DROP CONSTRAINT "bans_pkey";--> statement-breakpoint
ALTER TABLE "wto_cases" DROP CONSTRAINT "wto_cases_pkey";--> statement-breakpoint
ALTER TABLE "jurisdictions" ADD COLUMN "customs_value" text collate "C";--> statement-breakpoint
ALTER TABLE "jurisdictions" ADD COLUMN "known_from" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "jurisdictions" ADD COLUMN "known_to" integer DEFAULT 2147483647 NOT NULL;--> statement-breakpoint
ALTER TABLE "jurisdiction_aliases" ADD COLUMN "known_from" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "jurisdiction_aliases" ADD COLUMN "known_to" integer DEFAULT 2147483647 NOT NULL;--> statement-breakpoint
ALTER TABLE "union_members" ADD COLUMN "known_from" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "union_members" ADD COLUMN "known_to" integer DEFAULT 2147483647 NOT NULL;--> statement-breakpoint
ALTER TABLE "areas" ADD COLUMN "known_from" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "areas" ADD COLUMN "known_to" integer DEFAULT 2147483647 NOT NULL;--> statement-breakpoint
ALTER TABLE "exporters" ADD COLUMN "group_id" text collate "C";--> statement-breakpoint
ALTER TABLE "exporters" ADD COLUMN "known_from" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "exporters" ADD COLUMN "known_to" integer DEFAULT 2147483647 NOT NULL;--> statement-breakpoint
ALTER TABLE "exporter_aliases" ADD COLUMN "known_from" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "exporter_aliases" ADD COLUMN "known_to" integer DEFAULT 2147483647 NOT NULL;--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "form" text collate "C";--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "looked_at_on" text collate "C";--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "known_from" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "known_to" integer DEFAULT 2147483647 NOT NULL;--> statement-breakpoint
ALTER TABLE "disputes" ADD COLUMN "known_from" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "disputes" ADD COLUMN "known_to" integer DEFAULT 2147483647 NOT NULL;--> statement-breakpoint
ALTER TABLE "dispute_parties" ADD COLUMN "known_from" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "dispute_parties" ADD COLUMN "known_to" integer DEFAULT 2147483647 NOT NULL;--> statement-breakpoint
ALTER TABLE "measures" ADD COLUMN "title_folded" text collate "C" DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "measures" ADD COLUMN "known_from" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "measures" ADD COLUMN "known_to" integer DEFAULT 2147483647 NOT NULL;--> statement-breakpoint
ALTER TABLE "tariffs" ADD COLUMN "known_from" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "tariffs" ADD COLUMN "known_to" integer DEFAULT 2147483647 NOT NULL;--> statement-breakpoint
ALTER TABLE "bans" ADD COLUMN "known_from" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "bans" ADD COLUMN "known_to" integer DEFAULT 2147483647 NOT NULL;--> statement-breakpoint
ALTER TABLE "wto_cases" ADD COLUMN "requested_on" text collate "C";--> statement-breakpoint
ALTER TABLE "wto_cases" ADD COLUMN "known_from" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "wto_cases" ADD COLUMN "known_to" integer DEFAULT 2147483647 NOT NULL;--> statement-breakpoint
ALTER TABLE "legal_instruments" ADD COLUMN "known_from" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "legal_instruments" ADD COLUMN "known_to" integer DEFAULT 2147483647 NOT NULL;--> statement-breakpoint
ALTER TABLE "ledger" ADD COLUMN "reviewed_by" text collate "C";--> statement-breakpoint
ALTER TABLE "citations" ADD COLUMN "place" text collate "C";--> statement-breakpoint
ALTER TABLE "quotas" ADD COLUMN "quantity_of" text collate "C";--> statement-breakpoint
ALTER TABLE "scopes" ADD COLUMN "condition_id" text collate "C";--> statement-breakpoint
ALTER TABLE "scopes" ADD COLUMN "companies_complete" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "status_periods" ADD COLUMN "returns_seq" integer;--> statement-breakpoint
ALTER TABLE "status_periods" ADD COLUMN "begins_on" text collate "C" DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "status_periods" ADD COLUMN "announced_from" text collate "C" DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "status_periods" ADD COLUMN "announced_to" text collate "C" DEFAULT '9999-12-31' NOT NULL;--> statement-breakpoint
ALTER TABLE "statement_periods" ADD COLUMN "announced_from" text collate "C" DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "statement_periods" ADD COLUMN "announced_to" text collate "C" DEFAULT '9999-12-31' NOT NULL;--> statement-breakpoint
ALTER TABLE "jurisdictions" ADD CONSTRAINT "jurisdictions_code_known_from_pk" PRIMARY KEY("code","known_from");--> statement-breakpoint
ALTER TABLE "jurisdiction_aliases" ADD CONSTRAINT "jurisdiction_aliases_code_known_from_alias_pk" PRIMARY KEY("code","known_from","alias");--> statement-breakpoint
ALTER TABLE "union_members" ADD CONSTRAINT "union_members_union_code_known_from_member_code_joined_on_pk" PRIMARY KEY("union_code","known_from","member_code","joined_on");--> statement-breakpoint
ALTER TABLE "areas" ADD CONSTRAINT "areas_code_known_from_pk" PRIMARY KEY("code","known_from");--> statement-breakpoint
ALTER TABLE "exporters" ADD CONSTRAINT "exporters_id_known_from_pk" PRIMARY KEY("id","known_from");--> statement-breakpoint
ALTER TABLE "exporter_aliases" ADD CONSTRAINT "exporter_aliases_exporter_id_known_from_alias_pk" PRIMARY KEY("exporter_id","known_from","alias");--> statement-breakpoint
ALTER TABLE "sources" ADD CONSTRAINT "sources_id_known_from_pk" PRIMARY KEY("id","known_from");--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_id_known_from_pk" PRIMARY KEY("id","known_from");--> statement-breakpoint
ALTER TABLE "dispute_parties" ADD CONSTRAINT "dispute_parties_dispute_id_known_from_position_pk" PRIMARY KEY("dispute_id","known_from","position");--> statement-breakpoint
ALTER TABLE "measures" ADD CONSTRAINT "measures_id_known_from_pk" PRIMARY KEY("id","known_from");--> statement-breakpoint
ALTER TABLE "tariffs" ADD CONSTRAINT "tariffs_measure_id_known_from_pk" PRIMARY KEY("measure_id","known_from");--> statement-breakpoint
ALTER TABLE "bans" ADD CONSTRAINT "bans_measure_id_known_from_pk" PRIMARY KEY("measure_id","known_from");--> statement-breakpoint
ALTER TABLE "wto_cases" ADD CONSTRAINT "wto_cases_id_known_from_pk" PRIMARY KEY("id","known_from");--> statement-breakpoint
ALTER TABLE "legal_instruments" ADD CONSTRAINT "legal_instruments_measure_id_known_from_position_pk" PRIMARY KEY("measure_id","known_from","position");--> statement-breakpoint
ALTER TABLE "status_periods" ADD CONSTRAINT "status_periods_pk" PRIMARY KEY("measure_id","known_from","announced_from","starts_on");--> statement-breakpoint
ALTER TABLE "statement_periods" ADD CONSTRAINT "statement_periods_pk" PRIMARY KEY("measure_id","kind","known_from","announced_from","starts_on");--> statement-breakpoint
ALTER TABLE "entry_instruments" ADD CONSTRAINT "entry_instruments_seq_ledger_seq_fk" FOREIGN KEY ("seq") REFERENCES "public"."ledger"("seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resolution_step_rate_tables" ADD CONSTRAINT "resolution_step_rate_tables_seq_resolution_steps_seq_fk" FOREIGN KEY ("seq") REFERENCES "public"."resolution_steps"("seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resolution_step_rate_tables" ADD CONSTRAINT "resolution_step_rate_tables_rate_table_seq_rate_tables_seq_fk" FOREIGN KEY ("rate_table_seq") REFERENCES "public"."rate_tables"("seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checks" ADD CONSTRAINT "checks_seq_ledger_seq_fk" FOREIGN KEY ("seq") REFERENCES "public"."ledger"("seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "registrations" ADD CONSTRAINT "registrations_seq_ledger_seq_fk" FOREIGN KEY ("seq") REFERENCES "public"."ledger"("seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "registrations_by_thing" ON "registrations" USING btree ("thing","thing_id","seq");--> statement-breakpoint
CREATE INDEX "status_periods_by_begin" ON "status_periods" USING btree ("begins_on","measure_id") WHERE announced_to = '9999-12-31';--> statement-breakpoint
CREATE INDEX "status_periods_by_announcement" ON "status_periods" USING btree ("begins_on","measure_id");--> statement-breakpoint
CREATE INDEX "status_periods_in_force" ON "status_periods" USING btree ("begins_on","measure_id") WHERE in_force = 1 and announced_to = '9999-12-31';--> statement-breakpoint
ALTER TABLE "measures" DROP COLUMN "last_seq";--> statement-breakpoint
ALTER TABLE "jurisdictions" ADD CONSTRAINT "jurisdictions_customs_value_known" CHECK (customs_value is null or customs_value in ('CIF', 'FOB'));--> statement-breakpoint
ALTER TABLE "sources" ADD CONSTRAINT "sources_form_known" CHECK (form is null or form in ('official_text', 'official_copy', 'report'));--> statement-breakpoint
ALTER TABLE "sources" ADD CONSTRAINT "sources_looked_at_on_date" CHECK (looked_at_on is null or (length(looked_at_on) in (4, 7, 10) and looked_at_on >= '1900' and looked_at_on < '3000'));--> statement-breakpoint
ALTER TABLE "wto_cases" ADD CONSTRAINT "wto_cases_requested_on_date" CHECK (requested_on is null or (length(requested_on) in (4, 7, 10) and requested_on >= '1900' and requested_on < '3000'));--> statement-breakpoint
ALTER TABLE "ledger" ADD CONSTRAINT "ledger_kind_known" CHECK (kind in ('status_change', 'coverage', 'rate_table', 'milestone', 'resolution', 'implementation', 'collapse', 'link', 'duty_rule', 'quota', 'check', 'registration', 'correction'));--> statement-breakpoint
ALTER TABLE "scopes" ADD CONSTRAINT "scopes_flags" CHECK (goods_unknown in (0, 1) and partners_unknown in (0, 1) and companies_complete in (0, 1));
