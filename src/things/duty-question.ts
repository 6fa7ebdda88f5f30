import * as z from 'zod';
import { type FxRate, parseFx, readCurrency } from '../domain/duty/money.ts';
import type { ValuePart } from '../domain/duty/shipment.ts';
import { parseQuantity, type Quantity } from '../domain/duty/units.ts';
import { parseValuePart } from '../domain/duty/value-parts.ts';
import { invalid, TrackerError } from '../domain/errors.ts';
import { QUOTA_SIDES } from '../domain/vocabulary.ts';
import { clockParameters, economyInWords, flag, SaidText } from './questions.ts';
import { AskedProduct, DayText } from './scalars.ts';

// What may be asked about what a good pays.

/** Text that one of the domain's readers understands. */
const readBy = (read: (text: string) => unknown) =>
  z.string().superRefine((text, ctx) => {
    try {
      read(text);
    } catch (error) {
      if (!(error instanceof TrackerError)) throw error;
      ctx.addIssue({ code: 'custom', message: error.message });
    }
  });

/** Whether a condition is met, as the question says. */
export interface ConditionGiven {
  id: string;
  met: boolean;
}

/** Reads `usmca=true`. Throws `invalid`, naming the text and the right form. */
function parseCondition(text: string): ConditionGiven {
  const parts = /^\s*([^\s=]+)\s*=\s*(true|false)\s*$/.exec(text);
  if (!parts)
    throw invalid('condition', `"${text}" is no answer to a condition: write ID=true or ID=false, with an id that depends_on names`);
  return { id: parts[1] as string, met: parts[2] === 'true' };
}

/** Reads the answers to conditions; one that is given twice says the same twice, else it is refused. */
function parseConditions(texts: readonly string[]): ConditionGiven[] {
  const met = new Map<string, boolean>();
  for (const one of texts.map(parseCondition)) {
    if (met.get(one.id) === !one.met)
      throw invalid('condition', `"${one.id}=true" and "${one.id}=false" contradict each other: give one of them`);
    met.set(one.id, one.met);
  }
  return [...met].map(([id, isMet]) => ({ id, met: isMet }));
}

/** What a good pays. `quantity`, `fx`, `condition` and `value_part` may be repeated; everything else is given once. */
export const dutyParameters = {
  importer: economyInWords('Who imports: a code such as EU, or a name; a member of a union pays what its union charges'),
  origin: economyInWords('Where the goods come from: a code such as CN, or a name'),
  product: AskedProduct.meta({
    description: 'HS digits: 2, 4, 6, 8 or 10, or words such as wine; the more digits, the fewer conditions in the answer',
  }),
  ...clockParameters,
  exporter: SaidText.optional().meta({
    description:
      'A company (id, name or alias), other_cooperating or all_others; one that has no rate of its own gets that of all others, and one that nobody knows here may be of a group that has one',
  }),
  preference: flag.optional().meta({ description: 'true: a preference is claimed, so the base is the preferential rate' }),
  quota: z.enum(QUOTA_SIDES).optional().meta({ description: 'Within the quota or over it' }),
  customs_value: z
    .string()
    .regex(/^\d+(?:\.\d+)?$/, 'must be a decimal number of 0 or more, such as 14172 or 1260.89')
    .max(40)
    .optional()
    .meta({
      description:
        'The value that percentages are of, as the importer’s law defines it (`customs_value_is` in the answer: CIF or FOB), in `currency`',
    }),
  currency: readBy((text) => readCurrency(text))
    .optional()
    .meta({ description: 'ISO 4217: the currency of the value and of the answer' }),
  quantity: z.array(readBy(parseQuantity)).optional().meta({
    description:
      'A number and a unit: `10000 kg`, `45 hl`, `40 % vol`, and the name of what is measured if a duty is levied on that: `12 kg net drained`; may be repeated',
  }),
  fx: z.array(readBy(parseFx)).optional().meta({ description: 'An exchange rate, `EUR:USD=1.08` for 1 EUR = 1.08 USD; may be repeated' }),
  condition: z.array(readBy(parseCondition)).optional().meta({
    description:
      'Whether a condition that `depends_on` names is met: `usmca=true`; may be repeated. Where one is that goes with a preference, the base is at most the MFN rate',
  }),
  value_part: z.array(readBy(parseValuePart)).optional().meta({
    description:
      'How much of the customs value a part of it is that a duty is charged on alone, in percent or in `currency`: `steel:40%`, `the value of the steel:400`; may be repeated. `cannot_compute` names the parts (`value_share_unknown`)',
  }),
} as const;

const { on: _on, ...dutyOfNoDay } = dutyParameters;
/** What a good paid on each day of a span. */
export const dutyHistoryParameters = {
  ...dutyOfNoDay,
  from: DayText.optional().meta({ description: 'First day; five years before the last one unless given' }),
  to: DayText.optional().meta({ description: 'Last day, inclusive; the one of announced_by unless given, else today in UTC' }),
} as const;

type Texts = Pick<z.output<z.ZodObject<typeof dutyParameters>>, 'currency' | 'quantity' | 'fx' | 'condition' | 'value_part'>;
type Read<Given> = Omit<Given, 'quantity' | 'fx' | 'condition' | 'value_part'> & {
  quantities: Quantity[];
  fx: FxRate[];
  conditions: ConditionGiven[];
  value_parts: ValuePart[];
};

/** Reads what the texts of a duty question mean. Throws `invalid` for a malformed quantity, exchange rate, currency, condition or part of the value. */
export function readDutyQuestion<Given extends Texts>({
  quantity = [],
  fx = [],
  condition = [],
  value_part = [],
  ...rest
}: Given): Read<Given> {
  return {
    ...rest,
    ...(rest.currency !== undefined && { currency: readCurrency(rest.currency) }),
    quantities: quantity.map((text) => parseQuantity(text)),
    fx: fx.map((text) => parseFx(text)),
    conditions: parseConditions(condition),
    value_parts: value_part.map(parseValuePart),
  };
}
