CREATE TABLE `proposals` (
	`id` integer PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`author` text NOT NULL,
	`author_token` integer,
	`title` text NOT NULL,
	`note` text,
	`proposed_at` text NOT NULL,
	`against_seq` integer NOT NULL,
	`calls` text NOT NULL,
	`sheet` text,
	`shown` text NOT NULL,
	`shown_hash` text NOT NULL,
	`reviewer` text,
	`reviewed_at` text,
	`reason` text,
	`first_seq` integer,
	`last_seq` integer,
	FOREIGN KEY (`author_token`) REFERENCES `tokens`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "proposals_state_known" CHECK(state in ('open', 'accepted', 'rejected'))
);
--> statement-breakpoint
CREATE INDEX `proposals_by_state` ON `proposals` (`state`,`id`);--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_tokens` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`token_hash` text NOT NULL,
	`created_at` text NOT NULL,
	`revoked_at` text,
	CONSTRAINT "tokens_role_known" CHECK(role in ('contributor', 'editor', 'admin'))
);
--> statement-breakpoint
INSERT INTO `__new_tokens`("id", "name", "role", "token_hash", "created_at", "revoked_at") SELECT "id", "name", "role", "token_hash", "created_at", "revoked_at" FROM `tokens`;--> statement-breakpoint
DROP TABLE `tokens`;--> statement-breakpoint
ALTER TABLE `__new_tokens` RENAME TO `tokens`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE UNIQUE INDEX `tokens_by_hash` ON `tokens` (`token_hash`);