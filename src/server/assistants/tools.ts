import * as z from 'zod';
import { LISTS } from '../../lookups/lists.ts';
import { dutyHistoryParameters, dutyParameters } from '../../things/duty-question.ts';
import {
  calledOf,
  clockParameters,
  disputeParameters,
  measureParameters,
  measureRecordParameters,
  pageParameters,
  programType,
  searchQuestion,
  statusChangeParameters,
  wtoCaseParameters,
} from '../../things/questions.ts';
import type { Given } from '../address.ts';
import { without } from '../address.ts';
import { boundsIn } from '../openapi/parts.ts';

// What an assistant may ask, as a table: each tool is a question that has an address, with the same parameters under the same names.

/** A page of an address, and what is asked there. */
export interface Place {
  path: string;
  given: Given;
}

/** A tool of an assistant. */
export interface Tool {
  name: string;
  title: string;
  description: string;
  /** Its arguments: parameters of the HTTP interface, and an `id` where it is about one record. */
  shape: z.ZodRawShape;
  /** The address that answers it. */
  place(given: Given): Place;
}

const { limit, cursor } = pageParameters;
const paging = { limit, cursor } as const;

/** The id of a record, as an argument. */
const idOf = (what: string) => measureParameters.dispute.unwrap().meta({ description: what });

const record =
  (path: string) =>
  (given: Given): Place => ({ path: `${path}/${encodeURIComponent(given.id?.[0] ?? '')}`, given: without(given, { id: true }) });

/** Measures in force, of both kinds or of one: what "which bans hit this" asks. */
function placeOfMeasures({ kind, ...given }: Given): Place {
  if (kind !== undefined) return { path: kind[0] === 'ban' ? '/bans' : '/tariffs', given };
  return { path: '/measures', given: given.status === undefined ? { ...given, status: ['active'] } : given };
}

export const TOOLS: readonly Tool[] = [
  {
    name: 'search',
    title: 'What words may mean',
    description:
      'Finds disputes and measures that meet the most of some words (who, against whom, which goods, what is done, a company, a legal act), those that meet all first, and what the words mean: economies, areas, products, companies, WTO cases. `unmet` says which words a dispute or a measure does not meet. Begin here when a word may mean several things, or to find the id of a dispute or a measure.',
    shape: searchQuestion,
    place: (given) => ({ path: '/search', given }),
  },
  {
    name: 'list_measures',
    title: 'Which bans and tariffs hit this',
    description:
      'Bans and tariffs in force on a day, by who imposes them, who is affected and which good: codes or words. `status` asks for others than those in force, `announced_by` for what was announced by a day. Base duties only with type=mfn.',
    shape: { kind: statusChangeParameters.kind, ...measureParameters, ...paging },
    place: placeOfMeasures,
  },
  {
    name: 'quote_duty',
    title: 'What a good pays',
    description:
      'The duty on a good on a day: the base and each tariff on top of it, with legal instruments. `total_ad_valorem_pct` and `total_amount` are there only where they are certain; else tell `range`, and what `depends_on` says it hangs on.',
    shape: dutyParameters,
    place: (given) => ({ path: '/duty', given }),
  },
  {
    name: 'duty_history',
    title: 'What a good paid over time',
    description: 'A row for each stretch of days on which the duty on a good was the same.',
    shape: dutyHistoryParameters,
    place: (given) => ({ path: '/duty/history', given }),
  },
  {
    name: 'list_status_changes',
    title: 'What changed',
    description: `${LISTS['status-changes'].summary} Between \`from\` and \`to\`, by the day of effect, of announcement or of recording.`,
    shape: { ...statusChangeParameters, ...paging },
    place: (given) => ({ path: '/status-changes', given }),
  },
  {
    name: 'list_disputes',
    title: 'Disputes',
    description: LISTS.disputes.summary,
    shape: { ...disputeParameters, ...paging },
    place: (given) => ({ path: '/disputes', given }),
  },
  {
    name: 'show_dispute',
    title: 'One dispute',
    description: 'One dispute with its measures, resolutions, WTO cases and joint timeline.',
    shape: { id: idOf('The id of a dispute, such as jp-cn-seafood'), ...clockParameters },
    place: record('/disputes'),
  },
  {
    name: 'show_measure',
    title: 'One measure',
    description: 'One ban or tariff: what it covers, its rates, what happened to it, links and sources.',
    shape: { id: idOf('The id of a measure, such as eu-cn-bev-cvd'), ...measureRecordParameters },
    place: record('/measures'),
  },
  {
    name: 'list_wto_cases',
    title: 'WTO cases',
    description: LISTS['wto-cases'].summary,
    shape: { ...wtoCaseParameters, ...paging },
    place: (given) => ({ path: '/wto-cases', given }),
  },
];

/** How answers are to be read: what every assistant is told. */
export const HOW_TO_READ: readonly string[] = [
  '`on`: the day that the answer is about (that of `announced_by` unless given, else today). `announced_by`: only what had been announced by that day. `known_at`: as this ledger knew it at that instant.',
  '`certainty` (certain, possible, doubtful) and `match` (full, part, unclear) say how sure a row is and how it meets the question: tell them along. `sources` are ids of sources.',
  'Of a duty, `total_ad_valorem_pct` and `total_amount` are there only where they are certain; else `range` has the least and the most, and `depends_on` what they hang on.',
  'This is no legal advice, and not every measure is recorded: nothing found does not mean that there is nothing.',
];

/** The parameters as JSON Schema, with numbers and truths as programs have them. They are checked where all questions are, in the same words. */
export function argumentsOf(shape: z.ZodRawShape): { type: 'object'; properties: Record<string, object>; required: string[] } {
  const properties = Object.entries(shape).map(([name, schema]) => [name, argumentOf(schema as z.ZodType)] as const);
  const required = Object.entries(shape).flatMap(([name, schema]) => (schema instanceof z.ZodOptional ? [] : [name]));
  return { type: 'object', properties: Object.fromEntries(properties), required };
}

/** Whatever a code looks like, a word for it is as good. */
const WORDS_TOO = 'What people call it is understood as well';

function argumentOf(schema: z.ZodType): object {
  const { $schema: _schema, description, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  const said = description === undefined ? {} : { description };
  if (calledOf(schema) !== undefined) return { type: 'string', description: [description, WORDS_TOO].filter(Boolean).join('. ') };
  const type = programType(schema);
  return type === 'string' ? { ...rest, ...said } : { type, ...boundsIn(rest), ...said };
}
