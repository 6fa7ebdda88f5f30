CREATE TABLE "products" (
	"id" text collate "C" NOT NULL,
	"code" text collate "C" NOT NULL,
	"revision" text collate "C" NOT NULL,
	"name" text collate "C",
	"known_from" integer DEFAULT 0 NOT NULL,
	"known_to" integer DEFAULT 2147483647 NOT NULL,
	CONSTRAINT "products_id_known_from_pk" PRIMARY KEY("id","known_from")
);
--> statement-breakpoint
CREATE TABLE "product_words" (
	"product_id" text collate "C" NOT NULL,
	"position" integer NOT NULL,
	"word" text collate "C" NOT NULL,
	"known_from" integer DEFAULT 0 NOT NULL,
	"known_to" integer DEFAULT 2147483647 NOT NULL,
	CONSTRAINT "product_words_product_id_known_from_position_pk" PRIMARY KEY("product_id","known_from","position")
);
