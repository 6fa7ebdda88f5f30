ALTER TABLE "watches" ADD COLUMN "told_on" text collate "C" DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "watches" ADD COLUMN "told_next_seq" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE watches SET told_on = substr(created_at, 1, 10);