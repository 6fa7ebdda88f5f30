CREATE TABLE `products` (
	`id` text NOT NULL,
	`code` text NOT NULL,
	`revision` text NOT NULL,
	`name` text,
	`known_from` integer DEFAULT 0 NOT NULL,
	`known_to` integer DEFAULT 2147483647 NOT NULL,
	PRIMARY KEY(`id`, `known_from`)
);
--> statement-breakpoint
CREATE TABLE `product_words` (
	`product_id` text NOT NULL,
	`position` integer NOT NULL,
	`word` text NOT NULL,
	`known_from` integer DEFAULT 0 NOT NULL,
	`known_to` integer DEFAULT 2147483647 NOT NULL,
	PRIMARY KEY(`product_id`, `known_from`, `position`)
);
