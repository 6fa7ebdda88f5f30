CREATE TABLE "watches" (
	"id" integer PRIMARY KEY NOT NULL,
	"url" text collate "C" NOT NULL,
	"filters" text collate "C" NOT NULL,
	"secret" text collate "C" NOT NULL,
	"made_by" text collate "C" NOT NULL,
	"created_at" text collate "C" NOT NULL,
	"told_seq" integer NOT NULL,
	"leased_by" text collate "C" DEFAULT '' NOT NULL,
	"leased_until" text collate "C" DEFAULT '' NOT NULL,
	"ended_at" text collate "C",
	"ended_because" text collate "C"
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"watch_id" integer NOT NULL,
	"state" text collate "C" NOT NULL,
	"first_seq" integer NOT NULL,
	"last_seq" integer NOT NULL,
	"changes" integer NOT NULL,
	"body" text collate "C" NOT NULL,
	"created_at" text collate "C" NOT NULL,
	"attempts" integer NOT NULL,
	"attempted_at" text collate "C",
	"next_at" text collate "C",
	"http_status" integer,
	"error" text collate "C",
	CONSTRAINT "deliveries_state_known" CHECK (state in ('waiting', 'delivered', 'given_up'))
);
--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_watch_id_watches_id_fk" FOREIGN KEY ("watch_id") REFERENCES "public"."watches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "deliveries_by_watch" ON "deliveries" USING btree ("watch_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "deliveries_waiting" ON "deliveries" USING btree ("watch_id") WHERE state in ('waiting');