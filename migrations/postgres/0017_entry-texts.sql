CREATE TABLE "entry_texts" (
	"seq" integer PRIMARY KEY NOT NULL,
	"text" text collate "C" NOT NULL
);
