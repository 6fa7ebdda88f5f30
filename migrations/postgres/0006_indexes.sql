CREATE INDEX "ledger_by_announcement" ON "ledger" USING btree (substr(coalesce(announced_on, '1900') || '-01-01', 1, 10),"seq");--> statement-breakpoint
CREATE INDEX "ledger_by_kind" ON "ledger" USING btree ("kind","seq");--> statement-breakpoint
CREATE INDEX "ledger_by_wto_case" ON "ledger" USING btree ("wto_case_id") WHERE wto_case_id is not null;--> statement-breakpoint
CREATE INDEX "status_changes_by_day" ON "status_changes" USING btree (substr(effective_on || '-01-01', 1, 10),"seq");--> statement-breakpoint
CREATE INDEX "status_periods_derived" ON "status_periods" USING btree ("begins_on","seq") WHERE derived = 1;--> statement-breakpoint
CREATE INDEX "status_periods_derived_by_entry" ON "status_periods" USING btree ("seq") WHERE derived = 1;