CREATE TABLE "nomenclatures" (
	"id" text collate "C" NOT NULL,
	"jurisdiction_code" text collate "C" NOT NULL,
	"title" text collate "C" NOT NULL,
	"revision" text collate "C" NOT NULL,
	"first_on" text collate "C" NOT NULL,
	"last_on" text collate "C",
	"complete" integer NOT NULL,
	"known_from" integer DEFAULT 0 NOT NULL,
	"known_to" integer DEFAULT 2147483647 NOT NULL,
	CONSTRAINT "nomenclatures_id_known_from_pk" PRIMARY KEY("id","known_from"),
	CONSTRAINT "nomenclatures_first_on_date" CHECK (first_on is null or (length(first_on) in (4, 7, 10) and first_on >= '1900' and first_on < '3000')),
	CONSTRAINT "nomenclatures_last_on_date" CHECK (last_on is null or (length(last_on) in (4, 7, 10) and last_on >= '1900' and last_on < '3000')),
	CONSTRAINT "nomenclatures_complete_flag" CHECK (complete in (0, 1))
);
--> statement-breakpoint
CREATE TABLE "nomenclature_lines" (
	"nomenclature_id" text collate "C" NOT NULL,
	"code" text collate "C" NOT NULL,
	"name" text collate "C",
	"known_from" integer DEFAULT 0 NOT NULL,
	"known_to" integer DEFAULT 2147483647 NOT NULL,
	CONSTRAINT "nomenclature_lines_nomenclature_id_code_known_from_pk" PRIMARY KEY("nomenclature_id","code","known_from")
);
--> statement-breakpoint
ALTER TABLE "rates" ADD COLUMN "value_part" text collate "C";