CREATE TABLE "proposals" (
	"id" integer PRIMARY KEY NOT NULL,
	"state" text collate "C" NOT NULL,
	"author" text collate "C" NOT NULL,
	"author_token" integer,
	"title" text collate "C" NOT NULL,
	"note" text collate "C",
	"proposed_at" text collate "C" NOT NULL,
	"against_seq" integer NOT NULL,
	"calls" text collate "C" NOT NULL,
	"sheet" text collate "C",
	"shown" text collate "C" NOT NULL,
	"shown_hash" text collate "C" NOT NULL,
	"reviewer" text collate "C",
	"reviewed_at" text collate "C",
	"reason" text collate "C",
	"first_seq" integer,
	"last_seq" integer,
	CONSTRAINT "proposals_state_known" CHECK (state in ('open', 'accepted', 'rejected'))
);
--> statement-breakpoint
ALTER TABLE "tokens" DROP CONSTRAINT "tokens_role_known";--> statement-breakpoint
ALTER TABLE "proposals" ADD CONSTRAINT "proposals_author_token_tokens_id_fk" FOREIGN KEY ("author_token") REFERENCES "public"."tokens"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "proposals_by_state" ON "proposals" USING btree ("state","id");--> statement-breakpoint
ALTER TABLE "tokens" ADD CONSTRAINT "tokens_role_known" CHECK (role in ('contributor', 'editor', 'admin'));