import type { Entry } from '../domain/ledger.ts';
import { describeScope, rateText } from '../domain/words.ts';

/** An entry of the ledger with what corrections made of it. */
export type AnnotatedEntry = Entry & { corrected_by: number | null; replaces: number | null };

/** An entry as one row: what it says in words, and its clocks. */
export interface LedgerRow {
  seq: number;
  kind: Entry['kind'];
  about: string | null;
  says: string;
  /** First day on which it holds, or the day on which it happened. */
  effective_on: string | null;
  /** First day on which it ends by its own terms. */
  until_on: string | null;
  announced_on: string | null;
  recorded_at: string;
  recorded_by: string;
  confidence: Entry['confidence'];
  doubt: string | null;
  note: string | null;
  sources: readonly string[];
  corrected_by: number | null;
  replaces: number | null;
}

export const LEDGER_COLUMNS = [
  'seq',
  'kind',
  'about',
  'says',
  'effective_on',
  'until_on',
  'announced_on',
  'recorded_at',
  'recorded_by',
  'confidence',
  'doubt',
  'note',
  'sources',
  'corrected_by',
  'replaces',
] as const satisfies readonly (keyof LedgerRow)[];

/** An entry as one row of a table. */
export function ledgerRow(entry: AnnotatedEntry): LedgerRow {
  const { seq, kind, announced_on, recorded_at, recorded_by, confidence, doubt, note, sources, corrected_by, replaces } = entry;
  return {
    seq,
    kind,
    about: entry.measure_id ?? entry.dispute_id ?? entry.wto_case_id,
    says: describeEntry(entry),
    ...daysOf(entry),
    announced_on,
    recorded_at,
    recorded_by,
    confidence,
    doubt,
    note,
    sources,
    corrected_by,
    replaces,
  };
}

function daysOf(entry: Entry): Pick<LedgerRow, 'effective_on' | 'until_on'> {
  switch (entry.kind) {
    case 'status_change':
    case 'coverage':
    case 'rate_table':
      return { effective_on: entry.effective_on, until_on: entry.until_on };
    case 'milestone':
      return { effective_on: entry.happened_on, until_on: null };
    case 'resolution':
      return { effective_on: entry.agreed_on, until_on: null };
    case 'implementation':
    case 'collapse':
      return { effective_on: entry.effective_on, until_on: null };
    case 'duty_rule':
      return { effective_on: entry.first_on, until_on: null };
    case 'quota':
      return { effective_on: entry.starts_on, until_on: null };
    case 'link':
    case 'correction':
      return { effective_on: null, until_on: null };
  }
}

/** What an entry says, in one line. */
export function describeEntry(entry: Entry): string {
  switch (entry.kind) {
    case 'status_change':
      return [words(entry.status), ...entry.exemptions.map((scope) => `exempt: ${describeScope(scope)}`)].join('; ');
    case 'coverage':
      return entry.scopes.map(describeScope).join('; and ');
    case 'rate_table':
      return entry.rates.map((rate) => `${rateText(rate)}: ${describeScope(rate.scope)}`).join(' | ');
    case 'milestone':
      return `${words(entry.type)}: ${entry.title}`;
    case 'resolution':
      return `${words(entry.method)}: ${entry.terms} (${entry.outcomes.map((one) => `${one.measure_id} ${words(one.reaches)}`).join(', ')})`;
    case 'implementation':
      return `resolution ${entry.resolution_seq} carried out for ${entry.measures.join(', ')}`;
    case 'collapse':
      return `resolution ${entry.resolution_seq} came to nothing`;
    case 'link':
      return `${words(entry.type)} ${entry.to_measure_id ?? entry.to_dispute_id ?? entry.to_wto_case_id ?? entry.note ?? ''}`;
    case 'duty_rule':
      return [
        words(entry.type),
        entry.other_measure_id,
        entry.percent === null ? null : `${entry.percent}%`,
        `for ${describeScope(entry.scope)}`,
        entry.last_on === null ? null : `until ${entry.last_on}`,
      ]
        .filter((part) => part !== null)
        .join(' ');
    case 'quota':
      return `${entry.period}: ${entry.quantity ?? 'unknown quantity'} ${entry.unit}, ${describeScope(entry.scope)}`;
    case 'correction':
      return entry.replacement_seq === null
        ? `takes entry ${entry.retracts_seq} back: ${entry.reason}`
        : `puts entry ${entry.replacement_seq} in the place of ${entry.retracts_seq}: ${entry.reason}`;
  }
}

const words = (term: string): string => term.replaceAll('_', ' ');
