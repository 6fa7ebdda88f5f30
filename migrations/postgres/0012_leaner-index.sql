DROP INDEX "ledger_by_entry_id";--> statement-breakpoint
DROP INDEX "ledger_by_measure";--> statement-breakpoint
DROP INDEX "ledger_by_dispute";--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_by_entry_id" ON "ledger" USING btree ("entry_id") WHERE entry_id is not null;--> statement-breakpoint
CREATE INDEX "ledger_by_measure" ON "ledger" USING btree ("measure_id","seq") WHERE measure_id is not null;--> statement-breakpoint
CREATE INDEX "ledger_by_dispute" ON "ledger" USING btree ("dispute_id","seq") WHERE dispute_id is not null;--> statement-breakpoint
DROP INDEX "status_periods_by_begin";--> statement-breakpoint
DROP INDEX "status_periods_by_announcement";--> statement-breakpoint
CREATE INDEX "status_periods_by_begin" ON "status_periods" USING btree ("begins_on","measure_id");--> statement-breakpoint
CREATE INDEX "status_periods_doubtful" ON "status_periods" USING btree ("measure_id") WHERE doubtful = 1 and in_force = 0;--> statement-breakpoint
DELETE FROM "postings";--> statement-breakpoint
ALTER TABLE "postings" DROP CONSTRAINT "postings_pk";--> statement-breakpoint
ALTER TABLE "postings" DROP COLUMN "announced_to";--> statement-breakpoint
ALTER TABLE "postings" ADD CONSTRAINT "postings_pk" PRIMARY KEY("key","in_force","begins_on","measure_id","known_from","announced_from","ends_on");
