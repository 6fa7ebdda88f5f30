ALTER TABLE "statement_periods" ADD COLUMN "since" text collate "C" DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "statement_periods" ADD COLUMN "brought_by" integer DEFAULT -1 NOT NULL;--> statement-breakpoint
CREATE INDEX "statement_periods_changes" ON "statement_periods" USING btree ("starts_on","seq") WHERE since <> '' and announced_to = '9999-12-31';--> statement-breakpoint
CREATE INDEX "statement_periods_changes_by_entry" ON "statement_periods" USING btree ("seq") WHERE since <> '';