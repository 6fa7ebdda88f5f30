CREATE TABLE "documents" (
	"sha256" text collate "C" PRIMARY KEY NOT NULL,
	"format" text collate "C" NOT NULL,
	"address" text collate "C",
	"kept_at" text collate "C" NOT NULL,
	"content" text collate "C" NOT NULL,
	"proposal_id" integer
);
--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_proposal_id_proposals_id_fk" FOREIGN KEY ("proposal_id") REFERENCES "public"."proposals"("id") ON DELETE no action ON UPDATE no action;