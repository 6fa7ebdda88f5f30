CREATE TABLE "postings" (
	"key" text collate "C" NOT NULL,
	"in_force" integer NOT NULL,
	"begins_on" text collate "C" NOT NULL,
	"measure_id" text collate "C" NOT NULL,
	"known_from" integer NOT NULL,
	"announced_from" text collate "C" NOT NULL,
	"announced_to" text collate "C" NOT NULL,
	"ends_on" text collate "C" NOT NULL,
	CONSTRAINT "postings_pk" PRIMARY KEY("key","in_force","begins_on","measure_id","known_from","announced_from","announced_to","ends_on")
);
