CREATE TABLE `watches` (
	`id` integer PRIMARY KEY NOT NULL,
	`url` text NOT NULL,
	`filters` text NOT NULL,
	`secret` text NOT NULL,
	`made_by` text NOT NULL,
	`created_at` text NOT NULL,
	`told_seq` integer NOT NULL,
	`leased_by` text DEFAULT '' NOT NULL,
	`leased_until` text DEFAULT '' NOT NULL,
	`ended_at` text,
	`ended_because` text
);
--> statement-breakpoint
CREATE TABLE `deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`watch_id` integer NOT NULL,
	`state` text NOT NULL,
	`first_seq` integer NOT NULL,
	`last_seq` integer NOT NULL,
	`changes` integer NOT NULL,
	`body` text NOT NULL,
	`created_at` text NOT NULL,
	`attempts` integer NOT NULL,
	`attempted_at` text,
	`next_at` text,
	`http_status` integer,
	`error` text,
	FOREIGN KEY (`watch_id`) REFERENCES `watches`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "deliveries_state_known" CHECK(state in ('waiting', 'delivered', 'given_up'))
);
--> statement-breakpoint
CREATE INDEX `deliveries_by_watch` ON `deliveries` (`watch_id`,`created_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `deliveries_waiting` ON `deliveries` (`watch_id`) WHERE state in ('waiting');