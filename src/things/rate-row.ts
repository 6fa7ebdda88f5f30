import * as z from 'zod';
import { CERTAINTIES, COLLECTIONS, EXEMPT, QUOTA_SIDES, STATUSES } from '../domain/vocabulary.ts';
import { DutyRulesAnswer } from './duty-rule.ts';
import { DecimalText, orNull, PartialDateText, textOrNull, whenKnownTo } from './scalars.ts';

/** What a tariff charges on one code, from one partner, for one company or class of them, on a stretch of days. */
export const RateRowAnswer = z.strictObject({
  measure: z.string(),
  imposed_by: z.string(),
  partner: textOrNull.meta({
    description: 'A jurisdiction or an area; * for all but those in excluded; null where the list of partners was not transcribed',
  }),
  excluded: z.array(z.string()).meta({ description: 'Taken out of the partner: jurisdictions or areas' }),
  code: textOrNull.meta({
    description: 'HS digits; * for all goods; null where the goods are known in words only, or their list was not transcribed',
  }),
  ex: z.boolean().meta({ description: 'Only a part of the code is meant, which goods or its source describes' }),
  goods: textOrNull.meta({ description: 'The goods in words, as far as they are said' }),
  exporter: textOrNull.meta({ description: 'A company, other_cooperating or all_others; null for everybody' }),
  quota: orNull(z.enum(QUOTA_SIDES)).meta({ description: 'Only within the quota, or over it' }),
  condition: textOrNull.meta({ description: 'Charged only where this is so' }),
  rate: textOrNull.meta({
    description:
      'As it was written: 35.3%, 40% MIN 7000 USD/unit, or a range; null where the tariff is in force and no rate of it is recorded',
  }),
  min_pct: orNull(DecimalText).meta({
    description: 'The least that it is in percent of the customs value; null where it is money per unit, or not recorded',
  }),
  max_pct: orNull(DecimalText).meta({ description: 'The most; the same for a single percentage' }),
  collected: orNull(z.enum(COLLECTIONS)).meta({ description: 'How it is collected; null where the measure is not in force on these days' }),
  exempt: z.enum(EXEMPT).meta({ description: 'How much of it a partial lifting frees: none, a part (which may be all of it), or all' }),
  status: z.enum(STATUSES),
  first_on: PartialDateText.meta({ description: 'First day, as precisely as it is known' }),
  last_on: whenKnownTo('Last day, inclusive, as precisely as it is known; null while nothing ends it'),
  certainty: z.enum(CERTAINTIES).meta({
    description:
      'certain: the days are known exactly; possible: not to the day, a list was not transcribed, or another rate is stated for the very same; doubtful: the status, the coverage or the rate is in doubt',
  }),
  sources: z.array(z.string()).meta({ description: 'Ids of the sources of the status, the coverage and the rates' }),
  duty_rules: DutyRulesAnswer,
});
export type RateRow = z.output<typeof RateRowAnswer>;
