import { seqOf } from '../../changes/call.ts';
import { correctEntry, entryToCorrect } from '../../changes/correct.ts';
import { entryInput, kindOf, type RecordedKind } from '../../changes/kinds.ts';
import { type CodeFinder, readCalled } from '../../lookups/called.ts';
import { showDispute } from '../../lookups/disputes.ts';
import { standingsOn } from '../../lookups/standings.ts';
import type { Tracker } from '../../lookups/tracker.ts';
import type { BodyField } from '../../pages/recording/body-fields.tsx';
import { RecordCorrectionPage } from '../../pages/recording/correction-page.tsx';
import { CorrectionBody } from '../../things/correction.ts';
import { ENTRY_THINGS, type Entry } from '../../things/ledger.ts';
import type { Given } from '../address.ts';
import { bodyFields, bodyPart, fieldsOfBody } from './body-fields.ts';
import { type Part, partsJoined, plainPart, provenanceFields, provenancePart, textOf } from './fields.ts';
import { dayFilledIn, outcomesPart, standingOn } from './forms.tsx';
import { defineRecordingForm } from './recording-form.ts';
import { holds, wordsOfScope } from './scope-fields.ts';
import { shownFields } from './statement-forms.tsx';
import { statusChangeFields, statusChangePart } from './status-change-fields.ts';

/** How what takes an entry's place is filled in: fields of its own, those of its body, or JSON where it says more than fields can. */
type Filling = 'status' | 'body' | 'outcomes' | 'json';

interface Subject {
  entry: Entry & { kind: RecordedKind };
  /** The measures that the correction touches. */
  measures: string[];
  /** The measures that a resolution may speak of. */
  ofDispute: readonly string[];
  filling: Filling;
  /** What its fields hold at first. */
  filled: Given;
}

/** The fields of the body of each kind; null for one that has other fields. */
const KIND_FIELDS: { readonly [Kind in RecordedKind]: readonly BodyField[] | null } = {
  status_change: null,
  coverage: bodyFields(ENTRY_THINGS.coverage.asked),
  rate_table: bodyFields(ENTRY_THINGS.rate_table.asked),
  milestone: bodyFields(ENTRY_THINGS.milestone.asked),
  resolution: bodyFields(ENTRY_THINGS.resolution.asked, { outcomes: null }),
  implementation: bodyFields(ENTRY_THINGS.implementation.asked, { rate_tables: null }),
  collapse: bodyFields(ENTRY_THINGS.collapse.asked),
  link: bodyFields(ENTRY_THINGS.link.asked),
  duty_rule: bodyFields(ENTRY_THINGS.duty_rule.asked),
  quota: bodyFields(ENTRY_THINGS.quota.asked),
  check: bodyFields(ENTRY_THINGS.check.asked),
};

/** So many rates are no text to be looked over. */
const MOST_RATES = 2000;

/** What an entry says as fields of its own body; null if they can't hold it. */
function ownFields(entry: Subject['entry'], own: readonly BodyField[], called: CodeFinder): Given | null {
  if (entry.kind === 'implementation' && (entry.rate_tables ?? []).length > 0) return null;
  if (entry.kind === 'rate_table' && entry.rates.length > MOST_RATES) return null;
  // Scopes and rates as the ledger has them; all else as a body has it.
  const kept = Object.fromEntries(Object.entries(entry).filter(([name]) => ['scope', 'scopes', 'rates'].includes(name)));
  return fieldsOfBody(own, { ...entryInput(entry), ...kept }, called);
}

/** What each measure is to reach, as fields; null if one is to reach several things, or a part that fields can't hold. */
function outcomeFields(entry: Subject['entry'], called: CodeFinder): Given | null {
  if (entry.kind !== 'resolution') return {};
  const fields: Record<string, readonly string[]> = {};
  for (const { measure_id, reaches, scope } of entry.outcomes) {
    if (fields[`reaches-${measure_id}`] !== undefined || !holds(scope, called)) return null;
    fields[`reaches-${measure_id}`] = [reaches];
    for (const [field, text] of Object.entries(wordsOfScope(scope, called))) fields[`part_${field}-${measure_id}`] = [text];
  }
  return fields;
}

/** How an entry's replacement is filled in, and what its fields hold at first. */
export function fillingOf(entry: Subject['entry'], called: CodeFinder): Pick<Subject, 'filling' | 'filled'> {
  const about = provenanceFields(entry, called);
  if (entry.kind === 'status_change') {
    const filled = statusChangeFields(entry, called);
    if (filled) return { filling: 'status', filled };
  }
  const own = KIND_FIELDS[entry.kind];
  const filled = own && ownFields(entry, own, called);
  const outcomes = outcomeFields(entry, called);
  if (filled && outcomes)
    return { filling: entry.kind === 'resolution' ? 'outcomes' : 'body', filled: { ...filled, ...outcomes, ...about } };
  return { filling: 'json', filled: { replacement: [JSON.stringify(entryInput(entry), null, 2)] } };
}

/** A check needs no source: who looked is named. */
function aboutPart(kind: RecordedKind, fields: Given, called: CodeFinder): Part {
  const part = provenancePart(fields, called);
  return kind === 'check'
    ? { ...part, problems: part.problems.filter(({ field }) => field !== 'sources-1' || 'sources' in part.body) }
    : part;
}

/** What is to take the place of the entry: out of its fields, or out of JSON. */
export function replacementPart(fields: Given, { entry, filling, ofDispute }: Subject, called: CodeFinder): Part {
  if (fields.taking?.[0] === 'back') return { body: {}, places: [], problems: [] };
  if (filling === 'json') return jsonPart(fields);
  const { body, places, problems } =
    filling === 'status'
      ? statusChangePart(fields, called)
      : partsJoined(
          bodyPart(KIND_FIELDS[entry.kind] ?? [], fields, called),
          ...(filling === 'outcomes' ? [outcomesPart(fields, ofDispute, called)] : []),
          aboutPart(entry.kind, fields, called),
        );
  // What is wrong with the history that results is said of the change, wherever it stood.
  const inside = places.map(([path, field]) => [`replacement.${path}`, field] as const);
  return { body: { replacement: body }, places: [...places, ...inside], problems };
}

function jsonPart(fields: Given): Part {
  const places = [['replacement', 'replacement']] as const;
  try {
    return { body: { replacement: JSON.parse(textOf(fields, 'replacement') ?? '') }, places, problems: [] };
  } catch (error) {
    return { body: {}, places, problems: [{ field: 'replacement', message: `is not JSON: ${(error as SyntaxError).message}` }] };
  }
}

const homeOf = ({ entry }: Subject): string => {
  if (entry.measure_id !== null) return `/measures/${entry.measure_id}`;
  if (entry.dispute_id !== null) return `/disputes/${entry.dispute_id}`;
  return entry.wto_case_id === null ? '/disputes' : `/wto-cases/${entry.wto_case_id}`;
};

async function load(tracker: Tracker, seq: string): Promise<Subject> {
  const { entry, measures } = await entryToCorrect(tracker, seqOf(seq, 'ledger entry'));
  const ofDispute = entry.kind === 'resolution' && entry.dispute_id !== null ? await resolvable(tracker, entry, entry.dispute_id) : [];
  return { entry, measures, ofDispute, ...fillingOf(entry, await readCalled(tracker)) };
}

/** The measures of a dispute, those first that a resolution is about, as it has them: some may be of another dispute since. */
async function resolvable(
  tracker: Tracker,
  { outcomes }: Extract<Subject['entry'], { kind: 'resolution' }>,
  dispute: string,
): Promise<string[]> {
  const { measures } = await showDispute(tracker, dispute, {});
  return [...new Set([...outcomes.map(({ measure_id }) => measure_id), ...measures])];
}

export const CORRECT_ENTRY = defineRecordingForm({
  path: '/ledger/{seq}/correct',
  load,
  measures: ({ measures }) => measures,
  home: homeOf,
  cites: ({ entry }) => entry.sources,
  start: ({ filled }) => ({ taking: ['replace'], ...filled }),
  read: (fields, subject, called) => partsJoined(plainPart(fields, 'reason'), replacementPart(fields, subject, called)),
  schema: ({ entry }) => CorrectionBody.extend({ replacement: kindOf(entry.kind).body.optional() }),
  call: ({ entry }) => ({ method: 'POST', path: `/ledger/${entry.seq}/corrections` }),
  // The verb reads the replacement itself, as a body of the entry's kind.
  verb: (tracker, context, { entry }, { reason }, { replacement }) =>
    correctEntry(tracker, context, entry.seq, {
      reason,
      ...(replacement !== undefined && { replacement: replacement as Record<string, unknown> }),
    }),
  page: async ({ tracker, subject, state, view }) => {
    const { entry, filling, ofDispute } = subject;
    const on = dayFilledIn(state.fields, view);
    const { measures, disputes } = view.names;
    const title = measures.get(entry.measure_id ?? '') ?? disputes.get(entry.dispute_id ?? '') ?? entry.wto_case_id ?? 'Disputes';
    return (
      <RecordCorrectionPage
        state={state}
        view={view}
        entry={entry}
        home={{ href: homeOf(subject), title }}
        standing={filling === 'status' && entry.measure_id !== null ? await standingOn(tracker, entry.measure_id, on, entry.seq) : null}
        fields={filling === 'json' ? null : shownFields(KIND_FIELDS[entry.kind] ?? [])}
        outcomes={filling === 'outcomes' ? await standingsOn(tracker, ofDispute, view.today) : []}
        on={on}
      />
    );
  },
});
