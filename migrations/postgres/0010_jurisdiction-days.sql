ALTER TABLE "jurisdictions" ADD COLUMN "exists_from" text collate "C";--> statement-breakpoint
ALTER TABLE "jurisdictions" ADD COLUMN "exists_until" text collate "C";