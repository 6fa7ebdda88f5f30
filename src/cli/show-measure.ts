import { describeScope, rateText } from '../domain/words.ts';
import type { EntryOf } from '../things/ledger.ts';
import type { MeasureDetail } from '../things/measure.ts';
import type { WtoCaseRow } from '../things/register.ts';
import type { Stretch } from '../things/stretch.ts';
import { type Column, facts, oneLine, section } from './table.ts';

/** A measure with its whole life as text. */
export function measureText(measure: MeasureDetail, width: number): string {
  const { state } = measure;
  const rates = measure.rate_tables.flatMap(({ rates, ...stretch }) => rates.map((rate) => ({ ...stretch, rate })));
  return [
    `${measure.id}: ${oneLine(measure.title)}\n`,
    facts(
      [
        ['kind', `${measure.kind}, ${measure.type}, ${measure.direction}, ${measure.formality}`],
        ['imposed by', measure.imposed_by],
        ['dispute', measure.dispute],
        [
          `on ${measure.on}`,
          state === null ? 'its history has not begun' : `${state.status} since ${state.status_from} (${state.certainty})`,
        ],
        [
          'in force',
          state?.in_force_from ? `from ${state.in_force_from}${state.in_force_until ? ` to ${state.in_force_until}` : ''}` : null,
        ],
        ['until', state?.until_on ?? null],
        ['lifting agreed', state?.lifting_agreed_on ?? null],
        [
          'affected',
          state === null ? null : state.affected.join(', ') + (state.excluded.length > 0 ? ` except ${state.excluded.join(', ')}` : ''),
        ],
        ['products', state?.products.join(', ') ?? null],
        ['rate', state?.rate_summary ?? null],
        ['adds to', measure.adds_to],
        ['legal instruments', measure.legal_instruments.map(({ identifier }) => identifier).join('; ')],
        ['summary', measure.summary],
      ],
      width,
    ),
    section(
      'Statuses',
      measure.statuses,
      [
        ...STRETCH,
        { title: 'status', text: ({ status }) => status },
        { title: 'exempt', text: ({ exemptions, derived }) => (derived ? '' : exemptions.map(describeScope).join(' | ')), shrinkTo: 20 },
      ],
      width,
    ),
    section(
      'Coverage',
      measure.coverage,
      [...STRETCH, { title: 'covers', text: ({ scopes }) => scopes.map(describeScope).join(' | '), shrinkTo: 20 }],
      width,
    ),
    section(
      'Rates',
      rates,
      [
        ...STRETCH,
        { title: 'rate', text: ({ rate }) => rateText(rate) },
        { title: 'for', text: ({ rate }) => describeScope(rate.scope), shrinkTo: 20 },
        { title: 'collected', text: ({ rate }) => (rate.collection === 'full' ? '' : rate.collection) },
        { title: 'note', text: ({ rate }) => rate.note ?? '', shrinkTo: 20 },
      ],
      width,
    ),
    section('Milestones', measure.milestones, MILESTONES, width),
    section(
      'Resolutions',
      measure.resolutions.map((entry) => ({ entry, ...resolutionWords(entry) })),
      [
        { title: 'seq', text: ({ entry }) => String(entry.seq) },
        { title: 'day', text: ({ day }) => day ?? '' },
        { title: 'what', text: ({ what }) => what },
        { title: 'terms', text: ({ terms }) => terms, shrinkTo: 20 },
      ],
      width,
    ),
    section(
      'Links',
      measure.links,
      [
        { title: 'seq', text: (link) => String(link.seq) },
        { title: 'from', text: (link) => link.measure_id ?? '' },
        { title: 'type', text: (link) => link.type },
        { title: 'to', text: (link) => link.to_measure_id ?? link.to_dispute_id ?? link.to_wto_case_id ?? '' },
        { title: 'note', text: (link) => link.note ?? '', shrinkTo: 20 },
      ],
      width,
    ),
    section(
      'Quotas',
      measure.quotas,
      [
        { title: 'seq', text: (quota) => String(quota.seq) },
        { title: 'period', text: (quota) => quota.period },
        { title: 'quantity', text: (quota) => `${quota.quantity ?? 'unknown'} ${quota.unit}` },
        { title: 'for', text: (quota) => describeScope(quota.scope), shrinkTo: 20 },
      ],
      width,
    ),
    section(
      'Duty rules',
      measure.duty_rules,
      [
        { title: 'seq', text: (rule) => String(rule.seq) },
        {
          title: 'rule',
          text: (rule) =>
            [rule.measure_id, rule.type, rule.other_measure_id ?? (rule.percent === null ? '' : `${rule.percent}%`)].join(' '),
        },
        { title: 'from', text: (rule) => rule.first_on },
        { title: 'to', text: (rule) => rule.last_on ?? '' },
      ],
      width,
    ),
    wtoText(measure.wto_cases, width),
    section(
      'Sources',
      measure.sources,
      [
        { title: 'id', text: (source) => source.id },
        { title: 'publisher', text: (source) => source.publisher, shrinkTo: 12 },
        { title: 'title', text: (source) => source.title, shrinkTo: 20 },
        { title: 'url', text: (source) => source.url ?? '', shrinkTo: 20 },
      ],
      width,
    ),
  ].join('');
}

/** When a statement holds; the seq is what `correct` asks for. */
const STRETCH: readonly Column<Stretch>[] = [
  { title: 'seq', text: ({ seq }) => String(seq) },
  { title: 'from', text: ({ from }) => from },
  { title: 'until', text: ({ until }) => until ?? '' },
  {
    title: '',
    text: ({ current, upcoming, derived }) =>
      [current ? 'now' : upcoming ? 'upcoming' : '', derived ? 'derived' : ''].filter(Boolean).join(', '),
  },
];

export const MILESTONES: readonly Column<EntryOf<'milestone'>>[] = [
  { title: 'seq', text: ({ seq }) => String(seq) },
  { title: 'day', text: (milestone) => milestone.happened_on },
  { title: 'type', text: (milestone) => milestone.type },
  { title: 'title', text: (milestone) => milestone.title, shrinkTo: 20 },
  { title: 'note', text: (milestone) => milestone.note ?? '', shrinkTo: 20 },
];

function resolutionWords(entry: MeasureDetail['resolutions'][number]): { day: string | null; what: string; terms: string } {
  if (entry.kind === 'resolution') return { day: entry.agreed_on, what: entry.method, terms: entry.terms };
  if (entry.kind === 'implementation')
    return { day: entry.effective_on, what: `carried out (${entry.resolution_seq})`, terms: entry.note ?? '' };
  return { day: entry.effective_on, what: `collapsed (${entry.resolution_seq})`, terms: entry.note ?? '' };
}

/** WTO cases with their stages. */
export function wtoText(cases: readonly WtoCaseRow[], width: number): string {
  return cases
    .map(({ id, complainant, respondent, title, milestones }) => {
      const heading = `WTO case ${id}: ${complainant} against ${respondent}${title === null ? '' : `, ${oneLine(title)}`}`;
      return section(heading, milestones, MILESTONES, width) || `\n${heading}\n`;
    })
    .join('');
}
