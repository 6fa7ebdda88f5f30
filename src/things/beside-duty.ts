import * as z from 'zod';
import { BAN_TYPES, CERTAINTIES, DIRECTIONS, DUTY_TYPES, KINDS, MATCHES, STATUSES, words } from '../domain/vocabulary.ts';
import { CheckedOnAnswer } from './check.ts';
import { OnlyExportersAnswer, OnlyIfAnswer, onlyIfWords } from './measure.ts';
import { MATCH_MEANS, textOrNull } from './scalars.ts';

// What stands beside a duty, in no sum with it: bans, what the origin charges on export, and what may come.

/** A measure on the goods that a duty is asked for, which stands beside it: of the importer, or of the origin on what leaves it. */
const BesideAnswer = z.strictObject({
  measure: z.string(),
  title: z.string(),
  imposed_by: z.string(),
  status: z.enum(STATUSES),
  certainty: z.enum(CERTAINTIES).meta({ description: 'How sure the weakest of its status, its coverage and its rates is' }),
  match: z.enum(MATCHES).meta({ description: MATCH_MEANS }),
  sources: z.array(z.string()).readonly().meta({ description: 'Ids of /sources' }),
  checked_on: CheckedOnAnswer,
  exporters: OnlyExportersAnswer,
  only_if: OnlyIfAnswer,
});
export type BesideDuty = z.output<typeof BesideAnswer>;

/** What stands beside a duty, by the field of the answer that tells it. */
export type BesideDutyField = 'bans' | 'export_duties' | 'coming';

const rateInWords = textOrNull.meta({ description: 'In words; null where it is not recorded' });

/** A ban or another restriction. */
export const DutyBanAnswer = z.strictObject({ ...BesideAnswer.shape, ban_type: z.enum(BAN_TYPES), direction: z.enum(DIRECTIONS) });

/** A duty that the origin charges on what leaves it: beside the duty of the importer, and in no sum with it. */
export const ExportDutyAnswer = z.strictObject({ ...BesideAnswer.shape, duty_type: z.enum(DUTY_TYPES), rate: rateInWords });

/** What is not in force on the day, and may come: threatened, under investigation, proposed, announced or suspended. */
export const ComingAnswer = z.strictObject({
  ...BesideAnswer.shape,
  kind: z.enum(KINDS),
  type: z.string(),
  direction: z.enum(DIRECTIONS),
  rate: rateInWords,
  status_from: z.string().meta({ description: 'Since when it stands so, as precisely as is known' }),
  applies_from: textOrNull.meta({
    description:
      'The first day on which it is in force unless something else is decided, as precisely as is known: its rate and whether it meets the goods are those of that day; null if none is set',
  }),
});

/** How sure it is that it holds, in words; nothing where it is certain. */
const sureness = ({ certainty }: BesideDuty): string => (certainty === 'certain' ? '' : `, ${certainty}`);

/** On which conditions it hangs, in words; nothing where on none. */
const conditionWords = ({ only_if }: BesideDuty): string => (only_if.length === 0 ? '' : `, ${onlyIfWords(only_if)}`);

/** How sure it is, and on which conditions it hangs, in words. */
export const surenessWords = (one: BesideDuty): string => `${sureness(one)}${conditionWords(one)}`;

/** How it stands in a few words, such as "in force", "in force, for a part of them" or "lifted, doubtful". */
export const besideWords = (one: BesideDuty): string => standing(one);

/** `since`: what is said after its status. */
const standing = (one: BesideDuty, since = ''): string => {
  const reach = { full: '', part: ', for a part of these goods', unclear: ', perhaps for these goods' };
  const whose = one.exporters.length > 0 ? `, only ${one.exporters.join(', ')}` : '';
  return `${words(one.status)}${since}${sureness(one)}${reach[one.match]}${whose}${conditionWords(one)}`;
};

type Coming = z.output<typeof ComingAnswer>;

/** What may come, in words: a type of ban or of duty, and whether it is on what leaves the origin. */
export const comingWhat = ({ kind, type, direction }: Pick<Coming, 'kind' | 'type' | 'direction'>): string =>
  `${words(type)}${kind === 'tariff' ? ' duty' : ''}${kind === 'tariff' && direction === 'export' ? ' on export' : ''}`;

/** How what may come stands, in a few words, such as "proposed since 2025-07-30" or "announced since 2025-03-26, in force from 2025-04-03". */
export const comingWords = (one: Coming): string =>
  standing(one, ` since ${one.status_from}${one.applies_from === null ? '' : `, in force from ${one.applies_from}`}`);
