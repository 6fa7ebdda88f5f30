import type { Command } from 'commander';
import { type DutyQuote, quoteDuty, toldOf } from '../lookups/duty.ts';
import { clocksIn } from '../lookups/tracker.ts';
import { type BesideDutyField, besideWords, comingWhat, comingWords } from '../things/beside-duty.ts';
import {
  chargedWords,
  codeLineWords,
  DUTY_COLUMNS,
  dependsBesides,
  dutyRows,
  isRoundedOnce,
  lacksTogether,
  percentRangeWords,
  ROUNDED_ONCE,
  rangeWords,
  valueText,
  withFirstCodes,
} from '../things/duty.ts';
import { dutyParameters, readDutyQuestion } from '../things/duty-question.ts';
import { asking } from './asking.ts';
import type { Environment } from './environment.ts';
import { announcedWords, noteLedger } from './notes.ts';
import { type Column, facts, formatTable, note, paragraph, points, printAnswer, section, some } from './output.ts';

/** Adds `duty`: what a good pays, with every step. What can't be computed is a part of the answer, not a failure. */
export function addDuty(program: Command, environment: Environment): void {
  const command = program
    .command('duty')
    .summary('what a good pays on a day: the base, every tariff in force, the total')
    .description(
      'Tells what a good pays on a day: the base duty, every tariff in force, what is not charged and why, and the total. Where a number is not known it says why, and ends with 0 all the same.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  trade-disputes duty --importer EU --origin CN --product 8703801010 --exporter BYD --on 2024-10-30\n' +
        '  trade-disputes duty --importer CN --origin AU --product 220421 --exporter "Treasury Wine Estates" --preference --on 2021-04-01\n' +
        "  trade-disputes duty --importer TR --origin CN --product 870323 --customs-value 15000 --currency USD --quantity '1 unit'",
    );
  asking(command, environment, dutyParameters, readDutyQuestion, async (to, tracker, question, { format, ...how }) => {
    const quote = await quoteDuty(tracker, question);
    await printAnswer(to, format, {
      ...{ name: 'duty', ...clocksIn(quote), rows: dutyRows(quote), columns: DUTY_COLUMNS, ...how },
      body: withFirstCodes(toldOf(quote)),
      shown: (width) => dutyText(quote, width),
    });
    if (format === 'json') return;
    await note(to, about(quote));
    await noteLedger(to, quote);
  });
}

function about(quote: DutyQuote): string {
  return [
    `duty on ${quote.on}, ${announcedWords(quote)}as known at ${quote.known_at}`,
    lackOfTotal(quote) ?? (quote.cannot_compute.length > 0 ? `can't be computed: ${codesOf(quote.cannot_compute)}` : null),
  ]
    .filter((part) => part !== null)
    .join('; ');
}

type Line = DutyQuote['lines'][number];
type Suppressed = DutyQuote['suppressed'][number];

/** A line of the invoice, or its total. */
interface Item {
  part: string;
  line: Line | null;
  ad_valorem_pct: string | null;
  amount: Line['amount'];
}

/** A duty answer as text: what was asked, the invoice, and all that it depends on. */
function dutyText(quote: DutyQuote, width: number): string {
  const { question, base, lines, suppressed, cannot_compute, bans, export_duties, coming, not_modelled } = quote;
  const items: Item[] = [...(base ? [item('base', base)] : []), ...lines.map((line) => item('plus', line))];
  const lack = lackOfTotal(quote);
  if (lack === null) items.push({ part: 'total', line: null, ad_valorem_pct: quote.total_ad_valorem_pct, amount: quote.total_amount });
  const { by_code, by_code_more } = withFirstCodes(quote);
  return [
    `${question.product} from ${question.origin} into ${question.importer} on ${quote.on}\n`,
    facts(
      [
        ['exporter', question.exporter],
        ['preference', question.preference ? 'claimed' : null],
        ['quota', question.quota],
        [
          'customs value',
          question.customs_value === null
            ? null
            : `${valueText(question.customs_value)} ${question.currency} (${question.customs_value_is})`,
        ],
        ['quantity', question.quantity.join(', ')],
        ['exchange rates', question.fx.join(', ')],
        ['conditions', question.condition.join(', ')],
        ['parts of the value', question.value_part.join(', ')],
      ],
      width,
    ),
    '\n',
    items.length === 0 ? '' : formatTable(items, INVOICE, width),
    lack === null ? '' : paragraph(lack, width),
    isRoundedOnce(quote) ? paragraph(ROUNDED_ONCE, width) : '',
    section('By code', by_code, BY_CODE, width),
    by_code_more > 0 ? `  and ${by_code_more} more: --format csv has all of them\n` : '',
    section('Not charged', suppressed, NOT_CHARGED, width),
    points('Of the rates', notesOf(quote), width),
    points('Depends on', dependsBesides(quote), width),
    points(
      "Can't be computed",
      lacksTogether(cannot_compute).map(({ code, measures, detail }) => [code, measures.join(', '), detail].filter(Boolean).join(': ')),
      width,
    ),
    section('Bans on these goods', bans, BANS, width),
    section('Charged on export, in no total', export_duties, EXPORT_DUTIES, width),
    section('May come, in no total', coming, COMING, width),
    points('Not modelled', not_modelled, width),
  ].join('');
}

/** What is said beside the rates of what is paid. */
const notesOf = ({ base, lines }: DutyQuote): string[] =>
  [...(base ? [base] : []), ...lines].flatMap(({ measure, notes, charged_on: on }) =>
    [...(on === null ? [] : [`charged on ${chargedWords(on)}`]), ...notes].map((note) => `${measure}: ${note}`),
  );

/** Says in one line that an answer has no total, and why; null if it has one. */
function lackOfTotal(quote: DutyQuote): string | null {
  const { total_ad_valorem_pct, total_amount, cannot_compute } = quote;
  if (total_ad_valorem_pct !== null || total_amount !== null) return null;
  const { amount, ad_valorem_pct } = quote.range;
  const both = quote.base !== null && amount?.most != null && ad_valorem_pct !== null;
  const range = [rangeWords(quote) ?? 'no total', ...(both ? [`(${percentRangeWords(ad_valorem_pct)})`] : [])].join(' ');
  return `${range}: ${codesOf(cannot_compute) || 'nothing is collected that could be added up'}`;
}

/** Why there are numbers missing, in a few words. */
const codesOf = (problems: DutyQuote['cannot_compute']): string => [...new Set(problems.map(({ code }) => code))].join(', ');

const item = (part: string, line: Line): Item => ({ part, line, ad_valorem_pct: line.ad_valorem_pct, amount: line.amount });

/** Whose rate it is; empty for a rate that is not known. */
const appliesTo = ({ rate, applies_to, residual }: Line): string =>
  rate === null ? '' : residual ? `${applies_to} (residual)` : applies_to;
const percent = (pct: string | null): string => (pct === null ? '' : `${pct}%`);
const money = (amount: Line['amount']): string => (amount === null ? '' : `${amount.amount} ${amount.currency}`);

const INVOICE: readonly Column<Item>[] = [
  { title: '', text: ({ part }) => part },
  { title: 'measure', text: ({ line }) => line?.measure ?? '' },
  {
    title: 'rate',
    text: ({ line }) => (line === null ? '' : `${line.rate ?? 'unknown'}${line.match === 'full' ? '' : ` (${line.match})`}`),
    shrinkTo: 8,
  },
  { title: 'applies to', text: ({ line }) => (line === null ? '' : appliesTo(line)), shrinkTo: 8 },
  { title: 'status', text: ({ line }) => line?.status ?? '' },
  { title: 'collected', text: ({ line }) => line?.collected ?? '' },
  { title: 'percent', text: ({ ad_valorem_pct }) => percent(ad_valorem_pct), decimal: true, keep: true },
  { title: 'amount', text: ({ amount }) => money(amount), decimal: true, keep: true },
  { title: 'instrument', text: ({ line }) => some(line?.legal_instruments ?? [], 1), shrinkTo: 16 },
  { title: 'sources', text: ({ line }) => some(line?.sources ?? []), shrinkTo: 16 },
  { title: 'checked', text: ({ line }) => line?.checked_on ?? '' },
];

const BY_CODE: readonly Column<DutyQuote['by_code'][number]>[] = [
  { title: 'code', text: ({ code, rest }) => (rest ? `rest of ${code}` : code) },
  {
    title: 'percent',
    text: ({ range: { ad_valorem_pct } }) => (ad_valorem_pct === null ? '' : percentRangeWords(ad_valorem_pct)),
    keep: true,
  },
  { title: 'duties', text: ({ lines }) => lines.map(codeLineWords).join('; '), shrinkTo: 16 },
];

/** The columns of what stands beside a duty; `own`: what only one kind of it has. */
const beside = <One extends DutyQuote[BesideDutyField][number]>(
  own: readonly Column<One>[],
  status: (one: One) => string = besideWords,
): readonly Column<One>[] => [
  { title: 'measure', text: ({ measure }) => measure },
  ...own,
  { title: 'imposed by', text: ({ imposed_by }) => imposed_by },
  { title: 'status', text: status, shrinkTo: 16, keep: true },
  { title: 'sources', text: ({ sources }) => some(sources), shrinkTo: 16 },
  { title: 'checked', text: ({ checked_on }) => checked_on ?? '' },
];
const BANS = beside<DutyQuote['bans'][number]>([{ title: 'type', text: ({ ban_type }) => ban_type }]);
const EXPORT_DUTIES = beside<DutyQuote['export_duties'][number]>([{ title: 'rate', text: ({ rate }) => rate ?? 'unknown', shrinkTo: 12 }]);
const COMING = beside<DutyQuote['coming'][number]>(
  [
    { title: 'what', text: comingWhat },
    { title: 'rate', text: ({ rate }) => rate ?? '', shrinkTo: 12 },
  ],
  comingWords,
);

const NOT_CHARGED: readonly Column<Suppressed>[] = [
  { title: 'measure', text: ({ measure }) => measure },
  { title: 'rate', text: ({ rate }) => rate ?? 'unknown', shrinkTo: 8 },
  { title: 'applies to', text: appliesTo, shrinkTo: 8 },
  { title: 'why', text: ({ rule }) => rule.text, shrinkTo: 20, keep: true },
];
