CREATE TABLE "duty_rule_measures" (
	"seq" integer NOT NULL,
	"position" integer NOT NULL,
	"measure_id" text collate "C" NOT NULL,
	CONSTRAINT "duty_rule_measures_seq_position_pk" PRIMARY KEY("seq","position")
);
--> statement-breakpoint
ALTER TABLE "duty_rules" DROP CONSTRAINT "duty_rules_type_known";--> statement-breakpoint
ALTER TABLE "duty_rule_measures" ADD CONSTRAINT "duty_rule_measures_seq_duty_rules_seq_fk" FOREIGN KEY ("seq") REFERENCES "public"."duty_rules"("seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "duty_rule_measures_by_measure" ON "duty_rule_measures" USING btree ("measure_id");--> statement-breakpoint
ALTER TABLE "duty_rules" ADD CONSTRAINT "duty_rules_type_known" CHECK (type in ('not_levied_with', 'at_most_one_of', 'tops_up_base_to', 'replaces_base', 'not_paid_within_quota'));