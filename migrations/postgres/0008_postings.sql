CREATE TABLE "postings" (
	"key" text collate "C" NOT NULL,
	"in_force" integer NOT NULL,
	"begins_on" text collate "C" NOT NULL,
	"measure_id" text collate "C" NOT NULL,
	"known_from" integer NOT NULL,
	CONSTRAINT "postings_pk" PRIMARY KEY("key","in_force","begins_on","measure_id","known_from")
);
--> statement-breakpoint
CREATE TABLE "posting_counts" (
	"key" text collate "C" PRIMARY KEY NOT NULL,
	"postings" integer NOT NULL
);
