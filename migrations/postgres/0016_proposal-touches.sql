CREATE TABLE "proposal_touches" (
	"proposal_id" integer NOT NULL,
	"thing" text collate "C" NOT NULL,
	CONSTRAINT "proposal_touches_proposal_id_thing_pk" PRIMARY KEY("proposal_id","thing")
);
--> statement-breakpoint
ALTER TABLE "proposal_touches" ADD CONSTRAINT "proposal_touches_proposal_id_proposals_id_fk" FOREIGN KEY ("proposal_id") REFERENCES "public"."proposals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "proposal_touches_by_thing" ON "proposal_touches" USING btree ("thing","proposal_id");