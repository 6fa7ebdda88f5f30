import { isComing, isInForce } from '../domain/status.ts';
import { clipped } from '../domain/text.ts';
import type { Confidence, DisputeState, Status } from '../domain/vocabulary.ts';
import { collectedWords } from '../domain/words.ts';
import type { ListName, ListRows } from '../lookups/lists.ts';
import { activeWords, type DisputeRow } from '../things/dispute.ts';
import { lacksRate, type MeasureRow, onlyIfWords } from '../things/measure.ts';
import type { RateRow } from '../things/rate-row.ts';
import type { ExporterRow, JurisdictionRow, NomenclatureRow, ProductRow, SourceRow } from '../things/register.ts';
import type { ResolutionRow } from '../things/resolution.ts';
import { changeText, type StatusChangeRow } from '../things/status-change.ts';
import type { WtoCaseRow } from '../things/wto-case.ts';
import { type Column, counted, some, type Tone } from './output.ts';

// What people see of a list on a terminal; all the rest is in json and csv.

/** What is in force stands out, and so does what is over or on its way. */
const toneOf = (status: Status): Tone | undefined =>
  status === 'partially_lifted' || status === 'provisional' ? 'yellow' : isInForce(status) ? 'red' : isComing(status) ? undefined : 'green';

const STATE_TONES: Readonly<Partial<Record<DisputeState, Tone>>> = { active: 'red', easing: 'yellow', resolved: 'green' };

export const MEASURE_TABLE: readonly Column<MeasureRow>[] = [
  { title: 'id', text: (row) => row.id },
  { title: 'status', text: (row) => row.status, tone: (row) => toneOf(row.status) },
  { title: 'from', text: (row) => row.status_from },
  { title: 'by', text: (row) => row.imposed_by },
  { title: 'affected', text: (row) => affected(row), shrinkTo: 8 },
  { title: 'products', text: (row) => some(row.products), shrinkTo: 8 },
  { title: 'rate', text: (row) => row.rate_summary ?? (lacksRate(row) ? 'not recorded' : ''), shrinkTo: 8 },
  // A narrow terminal keeps it before whom it affects and what.
  { title: 'title', text: (row) => row.title, shrinkTo: 20, keep: true },
  { title: 'remarks', text: remarks, shrinkTo: 12 },
  { title: 'checked', text: (row) => row.checked_on ?? '' },
];

const affected = ({ affected: codes, excluded }: MeasureRow): string =>
  some(codes) + (excluded.length > 0 ? ` except ${some(excluded)}` : '');

/** Words of which a table has room for the beginning: `show` and the other formats have them whole. */
const shortened = (text: string): string => clipped(text, 120);

/** So many rules are told, and how many there are besides: `show` and the other formats have all. */
const MOST_RULES = 2;
const ruleWords = (rules: readonly string[]): string[] => [
  ...rules.slice(0, MOST_RULES).map(shortened),
  ...(rules.length > MOST_RULES ? [counted(rules.length - MOST_RULES, 'more rule')] : []),
];

/** How what is asked is met, where it is less than in full. */
const MATCH_REMARKS = { full: '', part: 'in part', unclear: 'unclear if met' } as const;

/**
 * When it is known to end, as its run in force does: what is prolonged goes on, whatever the status of the day says of its own end. Of what is
 * not in force, when that is over.
 */
function endWords({ status, in_force_from, in_force_until, until_on }: MeasureRow): string {
  if (in_force_from === null) return until_on === null ? '' : `until ${until_on}`;
  const end = in_force_until === null ? '' : `${in_force_until.length === 10 ? 'last day' : 'until some day of'} ${in_force_until}`;
  return [status === 'partially_lifted' && until_on !== null ? `in part until ${until_on}` : '', end].filter(Boolean).join('; ');
}

/** What makes a row less than a plain yes. */
function remarks(row: MeasureRow): string {
  return [
    row.certainty === 'certain' ? '' : row.certainty,
    MATCH_REMARKS[row.match],
    row.exporters.length === 0 ? '' : `only ${some(row.exporters)}`,
    shortened(onlyIfWords(row.only_if)),
    endWords(row),
    row.end_in_doubt ? 'its end is in doubt' : '',
    collectedWords(row.collected),
    ...ruleWords(row.duty_rules),
    row.lifting_agreed_on === null ? '' : `lifting or easing agreed ${row.lifting_agreed_on}`,
    row.exemptions.length === 0
      ? ''
      : `exempt: ${row.exemptions.length === 1 ? shortened(row.exemptions[0] as string) : `${row.exemptions.length} parts of it`}`,
    // The status may be one that was said again: a ban is older than the year for which it was prolonged.
    row.in_force_from === null || row.in_force_from === row.status_from ? '' : `in force since ${row.in_force_from}`,
  ]
    .filter(Boolean)
    .join('; ');
}

/** Why what is said may not be so; empty where there is no doubt. */
export const doubtWords = (doubt: string | null): string => (doubt === null ? '' : `doubtful: ${doubt}`);
/** How much what is said rests on; empty where it was read in a source. */
export const confidenceWords = (confidence: Confidence): string => (confidence === 'recalled' ? 'from memory' : '');

const DISPUTE_TABLE: readonly Column<DisputeRow>[] = [
  { title: 'id', text: (row) => row.id },
  { title: 'state', text: (row) => row.state, tone: (row) => STATE_TONES[row.state] },
  { title: 'last change', text: (row) => row.last_change_on ?? '' },
  { title: 'parties', text: (row) => some(row.parties, 6), shrinkTo: 8 },
  { title: 'active', text: activeWords },
  { title: 'title', text: (row) => row.title, shrinkTo: 20, keep: true },
  { title: 'lifting or easing agreed', text: (row) => row.lifting_agreed_on ?? '' },
  { title: 'checked', text: (row) => row.checked_on ?? '' },
];

export const RESOLUTION_TABLE: readonly Column<ResolutionRow>[] = [
  { title: 'seq', text: (row) => String(row.seq) },
  { title: 'dispute', text: (row) => row.dispute ?? '' },
  { title: 'method', text: (row) => row.method, shrinkTo: 12 },
  { title: 'agreed', text: (row) => row.agreed_on ?? 'day unknown' },
  { title: 'state', text: (row) => row.state },
  { title: 'since', text: (row) => row.collapsed_on ?? row.implemented_on ?? '' },
  { title: 'outcomes', text: (row) => some(row.outcomes.map(outcomeText), 3), shrinkTo: 16 },
  { title: 'remarks', text: resolutionRemarks, shrinkTo: 9 },
  { title: 'terms', text: (row) => row.terms, shrinkTo: 20, keep: true },
];

function resolutionRemarks({ doubt, reached_doubtful }: ResolutionRow): string {
  return [doubtWords(doubt), reached_doubtful.length === 0 ? '' : `in doubt for ${reached_doubtful.join(', ')}`].filter(Boolean).join('; ');
}

const outcomeText = ({ measure_id, reaches }: ResolutionRow['outcomes'][number]): string => `${measure_id}=${reaches}`;

export const STATUS_CHANGE_TABLE: readonly Column<StatusChangeRow>[] = [
  { title: 'seq', text: (row) => String(row.seq) },
  { title: 'from', text: (row) => row.effective_on },
  { title: 'measure', text: (row) => row.measure },
  {
    title: 'status',
    text: (row) => (row.what === 'status' ? row.status : changeText(row)),
    tone: (row) => toneOf(row.status),
    shrinkTo: 24,
  },
  { title: 'until', text: (row) => row.until_on ?? '' },
  { title: 'announced', text: (row) => row.announced_on ?? '' },
  { title: 'remarks', text: changeRemarks, shrinkTo: 9 },
  { title: 'note', text: (row) => row.note ?? '', shrinkTo: 20 },
];

/** A column of a list. */
export interface ListColumn<Row> extends Column<Row> {
  /** Only where the list is asked by this clock. */
  askedBy?: 'recorded';
}

/** Asked by the clock of recording, changes tell that clock, and whose entries they are. */
const CHANGE_TABLE: readonly ListColumn<StatusChangeRow>[] = [
  ...STATUS_CHANGE_TABLE.slice(0, -2),
  { title: 'recorded', text: (row) => `${row.recorded_at.slice(0, 19)}Z`, askedBy: 'recorded' },
  { title: 'by', text: (row) => row.recorded_by, shrinkTo: 10, askedBy: 'recorded' },
  ...STATUS_CHANGE_TABLE.slice(-2),
];

function changeRemarks(row: StatusChangeRow): string {
  return [
    row.match === null ? '' : MATCH_REMARKS[row.match],
    row.scheduled ? 'scheduled' : '',
    row.overtaken_by === null ? '' : `comes no more, by ${row.overtaken_by}`,
    row.derived ? 'derived' : '',
    doubtWords(row.doubt),
    confidenceWords(row.confidence),
  ]
    .filter(Boolean)
    .join('; ');
}

const JURISDICTION_TABLE: readonly Column<JurisdictionRow>[] = [
  { title: 'code', text: (row) => row.code },
  { title: 'kind', text: (row) => row.kind },
  { title: 'name', text: (row) => row.name, shrinkTo: 20 },
  { title: 'unions', text: (row) => row.unions.filter((code) => code !== row.code).join(', ') },
  { title: 'areas', text: (row) => (row.areas.length === 0 ? '' : `${row.areas[0]?.code} to ${row.areas.at(-1)?.code}`) },
  { title: 'aliases', text: (row) => some(row.aliases), shrinkTo: 10 },
];

const EXPORTER_TABLE: readonly Column<ExporterRow>[] = [
  { title: 'id', text: (row) => row.id },
  { title: 'name', text: (row) => row.name, shrinkTo: 20 },
  { title: 'home', text: (row) => row.home ?? '' },
  { title: 'aliases', text: (row) => row.aliases.join(', '), shrinkTo: 20 },
];

const SOURCE_TABLE: readonly Column<SourceRow>[] = [
  { title: 'id', text: (row) => row.id },
  { title: 'published', text: (row) => row.published_on ?? '' },
  { title: 'publisher', text: (row) => row.publisher, shrinkTo: 12 },
  { title: 'title', text: (row) => row.title, shrinkTo: 20 },
  { title: 'url', text: (row) => row.url ?? '', shrinkTo: 20 },
];

const NOMENCLATURE_TABLE: readonly Column<NomenclatureRow>[] = [
  { title: 'id', text: (row) => row.id },
  { title: 'of', text: (row) => row.jurisdiction },
  { title: 'title', text: (row) => row.title, shrinkTo: 20 },
  { title: 'revision', text: (row) => row.revision },
  { title: 'first day', text: (row) => row.first_on },
  { title: 'last day', text: (row) => row.last_on ?? '' },
  { title: 'complete', text: (row) => (row.complete ? 'yes' : 'no') },
  { title: 'lines', text: (row) => String(row.lines) },
];

const PRODUCT_TABLE: readonly Column<ProductRow>[] = [
  { title: 'code', text: (row) => row.code },
  { title: 'name', text: (row) => row.name ?? '', shrinkTo: 20 },
  { title: 'also called', text: (row) => row.words.join(', '), shrinkTo: 20 },
  { title: 'nomenclature', text: (row) => row.nomenclature ?? '', shrinkTo: 12 },
];

const RATE_TABLE: readonly Column<RateRow>[] = [
  { title: 'measure', text: (row) => row.measure, shrinkTo: 20 },
  {
    title: 'partner',
    text: ({ partner, excluded }) => (partner ?? 'not listed') + (excluded.length > 0 ? ` except ${some(excluded)}` : ''),
    shrinkTo: 8,
  },
  { title: 'code', text: goodsOfRate, shrinkTo: 8 },
  { title: 'exporter', text: (row) => row.exporter ?? '', shrinkTo: 10 },
  { title: 'rate', text: (row) => row.rate ?? 'not recorded' },
  { title: 'collected', text: (row) => row.collected ?? 'not in force' },
  { title: 'status', text: (row) => row.status },
  { title: 'from', text: (row) => row.first_on },
  { title: 'last day', text: (row) => row.last_on ?? '' },
  { title: 'remarks', text: rateRemarks, shrinkTo: 12 },
];

function goodsOfRate({ code, ex, goods }: RateRow): string {
  if (code === null) return goods ?? '';
  return `${ex ? 'ex ' : ''}${code}${ex && goods !== null ? ` ${goods}` : ''}`;
}

function rateRemarks({ certainty, exempt, quota, condition, duty_rules: rules }: RateRow): string {
  return [
    certainty === 'certain' ? '' : certainty,
    exempt === 'none' ? '' : exempt === 'all' ? 'exempt' : 'exempt in part',
    quota === null ? '' : quota === 'in' ? 'within the quota' : 'over the quota',
    condition === null ? '' : `if: ${shortened(condition)}`,
    ...ruleWords(rules),
  ]
    .filter(Boolean)
    .join('; ');
}

const WTO_CASE_TABLE: readonly Column<WtoCaseRow>[] = [
  { title: 'id', text: (row) => row.id },
  { title: 'complainants', text: (row) => row.complainants.join(', '), shrinkTo: 12 },
  { title: 'respondent', text: (row) => row.respondent },
  { title: 'requested', text: (row) => row.requested_on ?? '' },
  { title: 'stage', text: (row) => row.stage ?? '', shrinkTo: 12 },
  { title: 'since', text: (row) => row.stage_on ?? '' },
  { title: 'measures', text: (row) => some(row.measures), shrinkTo: 8 },
  { title: 'title', text: (row) => row.title ?? '', shrinkTo: 20, keep: true },
];

/** Every list has its columns. */
export const LIST_TABLES: { readonly [Name in ListName]: readonly ListColumn<ListRows[Name]>[] } = {
  bans: MEASURE_TABLE,
  tariffs: MEASURE_TABLE,
  measures: MEASURE_TABLE,
  disputes: DISPUTE_TABLE,
  resolutions: RESOLUTION_TABLE,
  'status-changes': CHANGE_TABLE,
  rates: RATE_TABLE,
  'wto-cases': WTO_CASE_TABLE,
  jurisdictions: JURISDICTION_TABLE,
  exporters: EXPORTER_TABLE,
  nomenclatures: NOMENCLATURE_TABLE,
  products: PRODUCT_TABLE,
  sources: SOURCE_TABLE,
};
