import type { Day } from '../../domain/dates.ts';
import { rateText } from '../../domain/words.ts';
import { type Backed, HowKnown } from '../parts/badges.tsx';
import { Brief, elsewhere, isShownWhole, MoreOf, shownOf, wholeHref } from '../parts/brief.tsx';
import { longDate } from '../parts/days.tsx';
import { Titled } from '../parts/links.tsx';
import { Table } from '../parts/table.tsx';
import { exemptFrom, lastDayWords, notLevied, scopeWords } from '../parts/words.ts';
import { isToday, type View } from '../view.ts';
import {
  hasRates,
  layOutRates,
  notInPercent,
  PLOT,
  type RateLine,
  type RateLinesLayout,
  rateSteps,
  type TariffRates,
} from './rate-lines-layout.ts';
import { ChartFigure, ChartPicture, Drawn, OpensAt, Pane, ShapeAt, Shapes, wrap } from './svg.tsx';
import { DayLine, FOOT, HEAD, rounded, TimeGrid } from './time-axis.tsx';

interface RateLinesProps {
  /** What the picture shows, for those who can't see it. */
  name: string;
  rows: readonly TariffRates[];
  /** The day that is asked about. */
  on: Day;
  view: View;
}

/** Where the plot ends and where the labels stand, in percent of the width. */
const END = PLOT.x + PLOT.width;
const LABELS = END + 3;
const LABEL_LETTERS = 24;
/** Patterns of dashes, one after the other. */
const PATTERNS = 6;

const Percents = ({ layout }: { layout: RateLinesLayout }) => (
  <Drawn kind="grid">
    {layout.percents.map(({ value, y }) => {
      const at = rounded(HEAD + (y / 100) * layout.height);
      return (
        <>
          <line x1={`${PLOT.x}%`} x2={`${END}%`} y1={at} y2={at} />
          <text class="to-left" x={`${PLOT.x}%`} dx="-6" y={at + 4}>{`${value}%`}</text>
        </>
      );
    })}
  </Drawn>
);

/** Paths stretch with the plot; the width of their lines does not. */
const Lines = ({ layout }: { layout: RateLinesLayout }) => {
  const bands = layout.lines.map(({ band }) => band).join('');
  return (
    <Drawn>
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: it is a part of a picture that has a name */}
      <svg y={HEAD} width="100%" height={layout.height} viewBox="0 0 100 100" preserveAspectRatio="none" class="pane">
        {/* One path: where bands lie on each other they are no darker, and what they share is shown once. */}
        {bands !== '' && <path class="band" d={bands} />}
        {layout.lines.map(({ line }, index) => line !== '' && <path class={`rate pattern-${index % PATTERNS}`} d={line} />)}
      </svg>
      {layout.lines.map(({ marks, shape }) =>
        marks.map(({ x, y, title }) => <ShapeAt shape={shape} x={`${x}%`} y={rounded(HEAD + (y / 100) * layout.height)} title={title} />),
      )}
    </Drawn>
  );
};

const Label = ({ line, index, height, view }: { line: RateLine; index: number; height: number; view: View }) => {
  const y = HEAD + line.labelY;
  const lines = wrap(line.row.title, LABEL_LETTERS, 2);
  const goesOn = line.end.x === 100;
  return (
    <>
      <Drawn>
        {goesOn && (
          <line class="leader" x1={`${END}%`} x2={`${LABELS - 0.6}%`} y1={rounded(HEAD + (line.end.y / 100) * height)} y2={y + 8} />
        )}
        <line class={`rate pattern-${index % PATTERNS}`} x1={`${LABELS}%`} x2={`${LABELS + 4}%`} y1={y + 8} y2={y + 8} />
        <ShapeAt shape={line.shape} x={`${LABELS + 2}%`} y={y + 8} />
      </Drawn>
      <text class="value" x={`${LABELS + 4.6}%`} y={y + 12}>
        {line.label}
      </text>
      <a href={view.href(`/measures/${line.row.id}`)}>
        <title>{line.row.title}</title>
        {lines.map((text, row) => (
          <text class="label" x={`${LABELS}%`} y={y + 26 + row * 14}>
            {text}
          </text>
        ))}
      </a>
    </>
  );
};

/** So much of the width is shown right of the day where the picture is wider than a phone's screen: the labels, as far as they have room. */
const BEFORE_LABELS = 40;

/** The rates of tariffs while they were in force, as lines in steps; a band where companies or goods have rates of their own. */
export const RateLines = ({ name, rows, on, view }: RateLinesProps) => {
  const layout = layOutRates(rows, on);
  const bottom = HEAD + layout.height;
  return (
    <OpensAt at={Math.min(100, PLOT.x + (layout.on * PLOT.width) / 100 + BEFORE_LABELS)}>
      <ChartPicture name={name} role="group" height={bottom + FOOT}>
        <Shapes shapes={layout.lines.map(({ shape }) => shape)} size={9} />
        <Percents layout={layout} />
        <Pane x={`${PLOT.x}%`} y={0} width={`${PLOT.width}%`} height={bottom + FOOT}>
          <rect class="ahead-zone" x={`${layout.on}%`} y={HEAD} width={`${rounded(100 - layout.on)}%`} height={layout.height} />
          <TimeGrid axis={layout.axis} bottom={bottom} />
          <Lines layout={layout} />
          <DayLine axis={layout.axis} bottom={bottom} on={on} today={isToday(on, view)} />
        </Pane>
        {layout.lines.map((line, index) => (
          <Label line={line} index={index} height={layout.height} view={view} />
        ))}
      </ChartPicture>
    </OpensAt>
  );
};

interface Props extends RateLinesProps {
  /** The entries behind the rate tables. */
  ledger: readonly Backed[];
}

const LinkTo = ({ row, view }: { row: TariffRates; view: View }) => <Titled title={row.title} href={view.href(`/measures/${row.id}`)} />;

/** So many rates of a table are told beside its days. */
const MOST_RATES = 4;
const SCOPE_LETTERS = 100;
/** And so many tables. */
const MOST_TABLES = 4;

const Words = ({ text, view }: { text: string; view: View }) =>
  isShownWhole('rates', view) ? <bdi>{text}</bdi> : <Brief text={text} all={wholeHref('rates', view)} most={SCOPE_LETTERS} />;

const RatesOverTime = ({ name, rows, ledger, view }: Props) => {
  const entries = new Map(ledger.map((entry) => [entry.seq, entry]));
  const all = rows.flatMap((row) => row.rate_tables.map((table) => ({ row, table })));
  return (
    <>
      <Table
        caption={`${name}, as a table`}
        rows={shownOf(all, MOST_TABLES, 'rates', view)}
        empty="No rate is recorded."
        columns={[
          { name: 'Measure', names: true, cell: ({ row }) => <LinkTo row={row} view={view} /> },
          { name: 'First day', cell: ({ table }) => longDate(table.from) },
          { name: 'Last day', cell: ({ table }) => lastDayWords(table.until) },
          {
            name: 'Rates',
            cell: ({ table }) => (
              <ul>
                {shownOf(table.rates, MOST_RATES, 'rates', view).map((rate) => (
                  <li>
                    {rateText(rate)}: <Words text={scopeWords(rate.scope, view)} view={view} />
                  </li>
                ))}
                {shownOf(table.rates, MOST_RATES, 'rates', view).length < table.rates.length && (
                  <li>
                    <a href={wholeHref('rates', view)}>{`all ${table.rates.length} rates`}</a>
                  </li>
                )}
              </ul>
            ),
          },
          {
            name: 'Levied',
            cell: ({ row, table }) =>
              [notLevied(table, row.statuses) ?? 'yes', exemptFrom(table, row.statuses)].filter((one) => one !== null).join('; '),
          },
          {
            name: 'Sources',
            cell: ({ table }) => (
              <HowKnown of={entries.get(table.seq)} certainty={table.certainty} view={view} all={elsewhere('rates', view)} />
            ),
          },
        ]}
      />
      <MoreOf all={all} most={MOST_TABLES} part="rates" what={['row', 'rows']} view={view} />
    </>
  );
};

/** The rates that a picture of percentages leaves out. */
const NotDrawn = ({ rows, view }: { rows: readonly TariffRates[]; view: View }) => {
  const left = rows.flatMap((row) =>
    row.rate_tables.flatMap((table) => {
      const rates = notInPercent(table.rates);
      return rates.length === 0 ? [] : [{ row, text: `${rates.map(rateText).join(', ')} from ${longDate(table.from)}` }];
    }),
  );
  if (left.length === 0) return null;
  return (
    <>
      <p class="note">Not in the picture, because it is money per unit, or determined and not levied:</p>
      <ul class="note">
        {left.map(({ row, text }) => (
          <li>
            <LinkTo row={row} view={view} />: {text}
          </li>
        ))}
      </ul>
    </>
  );
};

/** The rates of tariffs over time, as lines and as a table with their sources; as a table alone where none is in percent. */
export const RatesFigure = (props: Props) => {
  const { name, rows, on, view } = props;
  const table = <RatesOverTime {...props} />;
  const beside = <NotDrawn rows={rows} view={view} />;
  if (!hasRates(rows))
    return (
      <>
        {beside}
        {table}
      </>
    );
  const banded = rows.some((row) => rateSteps(row).some(({ low, high }) => low < high));
  const band =
    ' Where companies or goods differ, a band runs from the lowest to the highest, and the line is what all others pay, or the highest.';
  const caption = `Rates in percent of the customs value, while each tariff is in force; days still to come are shaded.${banded ? band : ''}`;
  return (
    <ChartFigure name={name} caption={caption} legend={beside} table={table}>
      <RateLines name={name} rows={rows} on={on} view={view} />
    </ChartFigure>
  );
};
