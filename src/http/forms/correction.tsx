import { z } from '@hono/zod-openapi';
import {
  CollapseBody,
  CorrectionBody,
  CoverageBody,
  DutyRuleBody,
  ImplementationBody,
  LinkBody,
  MilestoneBody,
  QuotaBody,
  RateTableBody,
  ResolutionBody,
  StatusChangeBody,
} from '../../contract/entries.ts';
import type { Entry } from '../../domain/ledger.ts';
import type { EntryKind } from '../../domain/vocabulary.ts';
import { correctEntry, entryToCorrect } from '../../tracker/correct.ts';
import { entryInput } from '../../tracker/entry-input.ts';
import type { Names } from '../../tracker/names.ts';
import { RecordCorrectionPage } from '../../web/pages/record-correction-page.tsx';
import type { Given } from '../address.ts';
import { seqOf } from '../calls.ts';
import { dayIn, standingOn } from './changes.tsx';
import { joined, type Part, plainPart, statusChangePart, textOf } from './fields.ts';
import { statusChangeFields } from './prefill.ts';
import { defineRecordingForm } from './recording-form.ts';

interface Subject {
  entry: Entry;
  measures: string[];
  /** What its fields hold at first; null if its replacement is written as JSON. */
  filled: Given | null;
}

const BODIES = {
  status_change: StatusChangeBody,
  coverage: CoverageBody,
  rate_table: RateTableBody,
  milestone: MilestoneBody,
  resolution: ResolutionBody,
  implementation: ImplementationBody,
  collapse: CollapseBody,
  link: LinkBody,
  quota: QuotaBody,
  duty_rule: DutyRuleBody,
  correction: z.never(),
} as const satisfies Record<EntryKind, z.ZodType>;

/** What is to take the place of the entry: out of the fields of a status change, or out of JSON. */
function replacementPart(fields: Given, { filled }: Subject, names: Names): Part {
  if (fields.taking?.[0] === 'back') return { body: {}, places: [], problems: [] };
  if (filled !== null) {
    const { body, places, problems } = statusChangePart(fields, names);
    // What is wrong with the history that results is said of the change, wherever it stood.
    const inside = places.map(([path, field]) => [`replacement.${path}`, field] as const);
    return { body: { replacement: body }, places: [...places, ...inside], problems };
  }
  const places = [['replacement', 'replacement']] as const;
  try {
    return { body: { replacement: JSON.parse(textOf(fields, 'replacement') ?? '') }, places, problems: [] };
  } catch (error) {
    return { body: {}, places, problems: [{ field: 'replacement', message: `is not JSON: ${(error as SyntaxError).message}` }] };
  }
}

const homeOf = ({ entry }: Subject): string => {
  if (entry.measure_id !== null) return `/measures/${entry.measure_id}`;
  return entry.dispute_id === null ? '/disputes' : `/disputes/${entry.dispute_id}`;
};

export const CORRECT_ENTRY = defineRecordingForm({
  path: '/ledger/{seq}/correct',
  load: async (tracker, seq): Promise<Subject> => {
    const found = await entryToCorrect(tracker, seqOf(seq, 'ledger entry'));
    return { ...found, filled: found.entry.kind === 'status_change' ? statusChangeFields(found.entry) : null };
  },
  measures: ({ measures }) => measures,
  home: homeOf,
  cites: ({ entry }) => entry.sources,
  start: ({ entry, filled }) => ({
    taking: ['replace'],
    ...(filled ?? { replacement: [JSON.stringify(entryInput(entry), null, 2)] }),
  }),
  read: (fields, subject, names) => joined(plainPart(fields, 'reason'), replacementPart(fields, subject, names)),
  schema: ({ entry }) => CorrectionBody.extend({ replacement: BODIES[entry.kind].optional() }),
  // The verb reads the replacement itself, as a body of the entry's kind.
  verb: (tracker, context, { entry }, { reason }, { replacement }) =>
    correctEntry(tracker, context, entry.seq, {
      reason,
      ...(replacement !== undefined && { replacement: replacement as Record<string, unknown> }),
    }),
  page: async ({ tracker, subject, state, view }) => {
    const { entry, filled } = subject;
    const on = dayIn(state.fields, view);
    const standing = filled === null || entry.measure_id === null ? null : await standingOn(tracker, entry.measure_id, on, entry.seq);
    const title = view.names.measures.get(entry.measure_id ?? '') ?? view.names.disputes.get(entry.dispute_id ?? '') ?? 'Disputes';
    return (
      <RecordCorrectionPage state={state} view={view} entry={entry} home={{ href: homeOf(subject), title }} standing={standing} on={on} />
    );
  },
});
