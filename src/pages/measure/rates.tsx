import type { Child } from 'hono/jsx';
import { type Day, firstDay } from '../../domain/dates.ts';
import { collectionOf, findRate } from '../../domain/duty/rate-choice.ts';
import { groupBy } from '../../domain/group.ts';
import type { Rate } from '../../domain/ledger.ts';
import type { Scope } from '../../domain/scope.ts';
import { isInForce } from '../../domain/status.ts';
import { EXPORTER_CLASSES, isExporterClass } from '../../domain/vocabulary.ts';
import { COLLECTED, rateText } from '../../domain/words.ts';
import type { RateStep } from '../../things/rate-table.ts';
import type { RateTableStretch, StatusStretch } from '../../things/stretch.ts';
import { StatusBadge } from '../parts/badges.tsx';
import { Brief, isShownWhole, MoreOf, shownOf, wholeHref } from '../parts/brief.tsx';
import { longDate } from '../parts/days.tsx';
import { Hidden } from '../parts/hidden.tsx';
import { Table } from '../parts/table.tsx';
import { companyWords, exemptFrom, lastDayWords, notLevied, payerParts, statusesDuring, stretchWords } from '../parts/words.ts';
import { exporterName, type View } from '../view.ts';
import { Footnotes, NoteMarks } from './coverage.tsx';

interface RatesTableProps {
  tables: readonly RateTableStretch[];
  statuses: readonly StatusStretch[];
  view: View;
}

/** What is said about a rate beside its number. */
const notesOn = ({ note, doubt, confidence }: Rate): string[] =>
  [note, doubt === null ? null : `in doubt: ${doubt}`, confidence === 'recalled' ? 'from memory, not read in a source' : null].filter(
    (text) => text !== null,
  );

const notesIn = (rows: readonly PayerRow[]): string[] => [
  ...new Set(rows.flatMap(({ cells }) => cells.flatMap((cell) => (cell?.instead === null ? notesOn(cell.rate) : [])))),
];

/** How a rate is collected in a stretch: a provisional duty is secured by a guarantee. */
function collectedIn({ collection }: Rate, stretch: RateTableStretch, statuses: readonly StatusStretch[]): string {
  const levying = statusesDuring(stretch, statuses).find(({ status }) => isInForce(status));
  return COLLECTED[levying ? collectionOf(collection, levying.status) : collection];
}

function insteadWords(instead: readonly string[]): string {
  if (instead.includes('other_cooperating')) return 'as other cooperating';
  return instead.includes('all_others') ? 'as all others' : 'as everyone';
}

interface CellProps {
  cell: RateCell | null;
  stretch: RateTableStretch;
  statuses: readonly StatusStretch[];
  notes: readonly string[];
}

const Cell = ({ cell, stretch, statuses, notes }: CellProps) => {
  if (cell === null) return <span class="note">–</span>;
  const collected = collectedIn(cell.rate, stretch, statuses);
  return (
    <div>
      <span class={cell.instead === null ? 'rate' : 'rate inherited'}>{rateText(cell.rate)}</span>
      {cell.instead === null && <NoteMarks texts={notesOn(cell.rate)} notes={notes} />}
      {collected !== '' && <span class="note block">{collected}</span>}
      {cell.instead !== null && <span class="note block">{insteadWords(cell.instead)}</span>}
    </div>
  );
};

/** Marks the stretch of the day asked about, if its rates are levied then, and those that are still to come. */
const Place = ({ stretch, statuses }: { stretch: RateTableStretch; statuses: readonly StatusStretch[] }) => {
  if (stretch.upcoming) return <em>upcoming</em>;
  return stretch.current && statuses.some((one) => one.current && isInForce(one.status)) ? <strong class="now">now</strong> : null;
};

/** The days of a stretch, and when its rates are not levied. */
const Days = ({ stretch, statuses }: { stretch: RateTableStretch; statuses: readonly StatusStretch[] }) => {
  const idle = notLevied(stretch, statuses);
  const exempt = exemptFrom(stretch, statuses);
  return (
    <>
      {stretchWords(stretch)} <Place stretch={stretch} statuses={statuses} />
      {stretch.derived && <span class="note"> by its own terms</span>}
      {idle !== null && <span class="note block idle">{idle}</span>}
      {exempt !== null && <span class="note block">{exempt}</span>}
    </>
  );
};

/** Whose rate a row is, and below it what else narrows it. */
const Payer = ({ row: { scope }, view }: { row: PayerRow; view: View }) => {
  const { names, rest } = payerParts(scope, view);
  const told = (text: string): Child =>
    isShownWhole('rates', view) ? <bdi>{text}</bdi> : <Brief text={text} all={wholeHref('rates', view)} />;
  return (
    <div>
      {told(names)}
      {rest !== null && <span class="note block">{told(rest)}</span>}
    </div>
  );
};

/** One rate for all: how it moved, a stretch a row. */
const TableSteps = ({ row, tables, statuses, notes }: Omit<RatesTableProps, 'view'> & { row: PayerRow; notes: readonly string[] }) => (
  <Table
    caption="The rate over time"
    rows={tables.map((stretch, index) => ({ stretch, cell: row.cells[index] ?? null }))}
    empty="No rate is stated."
    columns={[
      {
        name: 'From',
        names: true,
        cell: ({ stretch }) => (
          <>
            {longDate(stretch.from)} <Place stretch={stretch} statuses={statuses} />
          </>
        ),
      },
      { name: 'Last day', cell: ({ stretch }) => lastDayWords(stretch.until) },
      { name: 'Rate', cell: ({ stretch, cell }) => <Cell cell={cell} stretch={stretch} statuses={statuses} notes={notes} /> },
      {
        name: 'Remarks',
        cell: ({ stretch }) =>
          [stretch.derived ? 'by its own terms' : null, notLevied(stretch, statuses), exemptFrom(stretch, statuses)]
            .filter(Boolean)
            .join('; '),
      },
    ]}
  />
);

/** Rows that stand together, with what each of them pays. */
interface AlikeRow extends Pick<PayerRow, 'cells'> {
  payers: PayerRow[];
}

/** Companies without a rate of their own in any stretch stand together where the same rates take their place. */
function alike(rows: readonly PayerRow[]): AlikeRow[] {
  const keyOf = ({ cells }: PayerRow, index: number): string =>
    cells.every((cell) => cell !== null && cell.instead !== null) ? JSON.stringify(cells) : String(index);
  const keys = new Map(rows.map((row, index) => [row, keyOf(row, index)]));
  return [...groupBy(rows, (row) => keys.get(row)).values()].map((payers) => ({ payers, cells: payers[0].cells }));
}

/** What each company or group pays in each stretch of time: on a phone each of them is a card. */
const Matrix = ({ rows, tables, statuses, notes, view }: RatesTableProps & { rows: readonly PayerRow[]; notes: readonly string[] }) => (
  <Table
    caption="Rates over time"
    kind="rates"
    rows={alike(rows)}
    empty=""
    columns={[
      { name: 'Whose', names: true, cell: ({ payers }) => payers.map((row) => <Payer row={row} view={view} />) },
      ...tables.map((stretch, index) => ({
        name: [stretchWords(stretch), notLevied(stretch, statuses), exemptFrom(stretch, statuses)].filter(Boolean).join('; '),
        heading: <Days stretch={stretch} statuses={statuses} />,
        kind: stretch.current ? ('current' as const) : undefined,
        cell: (row: AlikeRow) => <Cell cell={row.cells[index] ?? null} stretch={stretch} statuses={statuses} notes={notes} />,
      })),
    ]}
  />
);

/** Of a larger table only the first rows are shown at once. */
const MOST_CELLS = 100;

/** The rates of a tariff over time, with what is said about them. */
export const RatesTable = ({ tables, statuses, view }: RatesTableProps) => {
  const rows = rateRows(tables);
  const most = Math.ceil(MOST_CELLS / Math.max(1, tables.length));
  const notes = notesIn(rows);
  const [only, ...others] = rows;
  if (only === undefined) return <p>No rate is recorded.</p>;
  const isExempting = statuses.some(({ current, status, exemptions }) => current && isInForce(status) && exemptions.length > 0);
  return (
    <>
      {isExempting && (
        <p class="note">
          What the partial lifting frees pays none of it: <a href="#exempt">what that is</a>.
        </p>
      )}
      {others.length === 0 ? (
        <TableSteps row={only} tables={tables} statuses={statuses} notes={notes} />
      ) : (
        <>
          <Matrix rows={shownOf(rows, most, 'rates', view)} tables={tables} statuses={statuses} notes={notes} view={view} />
          <MoreOf all={rows} most={most} part="rates" what={['row', 'rows']} view={view} />
        </>
      )}
      <Footnotes notes={notes} />
    </>
  );
};

/** What a row pays in a stretch. */
interface RateCell {
  rate: Rate;
  /** Null for a rate of its own; else the class whose rate applies, or an empty list for the rate of everybody. */
  instead: readonly string[] | null;
}

/** A company or a group, with what it pays in each stretch; null where no single rate can be named. */
interface PayerRow {
  /** The scope of its own rates, narrowed to one company. */
  scope: Scope;
  cells: (RateCell | null)[];
}

const NO_UNIONS = { unionsOf: () => [], membersOf: () => [] };

/** What tells rows apart: everything but the companies that a class stands for. */
const keyOf = ({ goods, partners, excluded, exporters, condition, quota }: Scope): string =>
  JSON.stringify([exporters, goods.map(({ name, codes }) => [name, codes]), partners, excluded, condition, quota]);

const ofOne = (scope: Scope, exporter: string): Scope => ({ ...scope, exporters: [exporter], companies: [] });
const company = (exporter: string): Scope => ({
  goods: [],
  partners: [],
  excluded: [],
  exporters: [exporter],
  companies: [],
  condition: null,
  quota: null,
  list_unknown: [],
});

/** A rate of several companies gives each a row. */
const rowScopes = ({ scope }: Rate): Scope[] =>
  scope.exporters.length === 0 ? [scope] : scope.exporters.map((exporter) => ofOne(scope, exporter));

/** Does nothing but the company narrow the scope? */
const isBare = (scope: Scope): boolean => scope.exporters.length === 1 && keyOf(scope) === keyOf(company(scope.exporters[0] ?? ''));

/** Everybody first, then companies, then the classes that take the rest. */
function rankOf({ exporters: [exporter] }: Scope): number {
  if (exporter === undefined) return 0;
  return isExporterClass(exporter) ? 2 + EXPORTER_CLASSES.indexOf(exporter) : 1;
}

/** The rows of all tables, each once, in the order of the last: everybody, the companies by id, the classes. */
function scopesIn(tables: readonly RateTableStretch[]): Scope[] {
  const rates = [...tables].reverse().flatMap((table) => table.rates);
  const members = rates.flatMap(({ scope }) => scope.companies).map(company);
  const rows = new Map([...rates.flatMap(rowScopes), ...members].map((scope) => [keyOf(scope), scope] as const));
  const idOf = ({ exporters: [exporter = ''] }: Scope): string => exporter;
  return [...rows.values()].sort(
    (a, b) => rankOf(a) - rankOf(b) || (idOf(a) === idOf(b) ? Number(isBare(b)) - Number(isBare(a)) : idOf(a) < idOf(b) ? -1 : 1),
  );
}

/** What each row pays in a stretch. */
function cellsIn({ rates, from }: RateTableStretch): (scope: Scope) => RateCell | null {
  // A schedule has thousands of rates, and as many rows.
  const ownRates = new Map(rates.toReversed().flatMap((rate) => rowScopes(rate).map((scope): [string, Rate] => [keyOf(scope), rate])));
  return (scope) => {
    const own = ownRates.get(keyOf(scope));
    if (own) return { rate: own, instead: null };
    const [exporter] = scope.exporters;
    if (exporter === undefined || !isBare(scope)) return null;
    const choice = findRate(rates, { exporter }, firstDay(from), NO_UNIONS);
    return 'rate' in choice ? { rate: choice.rate, instead: choice.rate.scope.exporters } : null;
  };
}

/** The rates of a tariff over time: a row for each company or group, a cell for each stretch. */
export function rateRows(tables: readonly RateTableStretch[]): PayerRow[] {
  const cells = tables.map(cellsIn);
  return scopesIn(tables).map((scope) => ({ scope, cells: cells.map((cellOf) => cellOf(scope)) }));
}

interface CompanyRatesProps {
  /** The address of the measure. */
  path: string;
  exporter: string | undefined;
  /** The companies that the measure names. */
  named: readonly string[];
  steps: readonly RateStep[] | undefined;
  on: Day;
  view: View;
}

function remarks({ residual, problem, alternatives, in_force, collected, doubt }: RateStep): string {
  return [
    in_force ? COLLECTED[collected ?? 'full'] : 'not in force',
    residual ? 'no rate of its own: that of all others' : '',
    problem ?? '',
    ...alternatives,
    doubt === null ? null : `doubtful: ${doubt}`,
  ]
    .filter(Boolean)
    .join('; ');
}

/** Says whether a step holds on the day or is still to come. */
function place({ from, until }: RateStep, on: Day): string {
  if (firstDay(from) > on) return ' upcoming';
  return until === null || on <= until ? ' now' : '';
}

const CompanySteps = ({ exporter, steps, on, view }: Required<Pick<CompanyRatesProps, 'exporter' | 'steps' | 'on' | 'view'>>) => (
  <Table
    caption={`What ${exporterName(exporter ?? '', view)} faced`}
    rows={steps ?? []}
    empty="Its history has not begun."
    columns={[
      {
        name: 'From',
        names: true,
        cell: (step) => (
          <>
            {longDate(step.from)}
            <span class="note">{place(step, on)}</span>
          </>
        ),
      },
      { name: 'Last day', cell: ({ until }) => (until === null ? '' : longDate(until)) },
      { name: 'Status', cell: ({ status }) => <StatusBadge status={status} /> },
      { name: 'Rate', cell: ({ rate, in_force }) => (rate === null ? in_force ? <em>unknown</em> : '' : <span class="rate">{rate}</span>) },
      { name: 'Remarks', cell: remarks },
    ]}
  />
);

/** What a company faced from a tariff over time, and a form that asks for one. */
export const CompanyRates = ({ path, exporter, named, steps, on, view }: CompanyRatesProps) => (
  <>
    <form class="filters" action={`${path}#company-rates`} method="get">
      <Hidden fields={view.clocks} />
      <div class="field">
        <label for="exporter">Company</label>
        <input type="text" id="exporter" name="exporter" value={exporter ?? ''} list="exporter-names" required />
        <datalist id="exporter-names">
          {named.map((id) => (
            <option value={isExporterClass(id) ? id : exporterName(id, view)}>{companyWords(id, view)}</option>
          ))}
        </datalist>
      </div>
      <div class="field actions">
        <button type="submit">Show its rates</button>
      </div>
    </form>
    {steps !== undefined && <CompanySteps exporter={exporter} steps={steps} on={on} view={view} />}
  </>
);
