import { groupBy } from '../../domain/group.ts';
import { isComing, isInForce } from '../../domain/status.ts';
import type { Met } from '../../domain/vocabulary.ts';
import { collectedWords, firstOf } from '../../domain/words.ts';
import { activeWords, type DisputeRow } from '../../things/dispute.ts';
import { lacksRate, type MeasureRow, onlyIfWords } from '../../things/measure.ts';
import type { ResolutionRow } from '../../things/resolution.ts';
import type { StatusChangeRow } from '../../things/status-change.ts';
import { partOf, placeName, productWords, type View } from '../view.ts';
import { ChangeMark, DisputeStateBadge, HowKnown, LastChecked, RuleLines, StatusBadge } from './badges.tsx';
import { DayElement, longDate, minuteOf, onDate } from './days.tsx';
import { DisputeName, MeasureName, Titled } from './links.tsx';
import { MeasureSource } from './sources.tsx';
import { Table } from './table.tsx';
import { companyWords, listed, targetWords, typeWords, words } from './words.ts';

/** Disputes as rows. */
export const DisputesTable = ({ rows, view }: { rows: readonly DisputeRow[]; view: View }) => (
  <Table
    caption="Disputes"
    rows={rows}
    empty="No dispute fits."
    columns={[
      { name: 'Dispute', names: true, cell: (row) => <Titled title={row.title} href={view.href(`/disputes/${row.id}`)} /> },
      { name: 'Parties', cell: (row) => listed(row.parties.map((code) => placeName(code, view))) },
      { name: 'State', cell: (row) => <DisputeStateBadge state={row.state} /> },
      { name: 'Measures in force', cell: activeWords },
      { name: 'Last change of status', cell: (row) => row.last_change_on && <DayElement of={row.last_change_on} /> },
      { name: 'Lifting or easing agreed', cell: (row) => row.lifting_agreed_on && <DayElement of={row.lifting_agreed_on} /> },
      { name: 'Last checked', cell: (row) => row.checked_on && <DayElement of={row.checked_on} /> },
    ]}
  />
);

/** Long lists are cut on the page; the CSV, JSON and the measure itself have them all. */
const SHOWN = 4;
function cut(texts: readonly string[]): string {
  const more = texts.length - SHOWN;
  return more > 1 ? `${listed(texts.slice(0, SHOWN))} and ${more} more` : listed(texts);
}

/** So many codes of the same name are read at once. */
const SHOWN_CODES = 2;

/** Products by name; codes without a name of their own stand together with what they lie within. */
function products(codes: readonly string[], view: View): string {
  const groups = groupBy(codes, (code) => partOf(code, view) ?? code);
  const texts = [...groups].slice(0, SHOWN).map(([name, group]) => {
    if (group.length === 1) return productWords(group[0], view);
    return `${firstOf(group, SHOWN_CODES)} (within ${name})`;
  });
  const shown = [...groups.values()].slice(0, SHOWN).reduce((sum, group) => sum + group.length, 0);
  return codes.length > shown ? `${texts.join('; ')}; and ${codes.length - shown} more` : texts.join('; ');
}

const affected = ({ affected, excluded }: MeasureRow, view: View): string => {
  const names = (codes: readonly string[]): string => cut(codes.map((code) => placeName(code, view)));
  return excluded.length > 0 ? `${names(affected)} except ${names(excluded)}` : names(affected);
};

/** The unbroken run in force that the status is a part of, where it began before the status or its end is known. */
function run({ status_from, in_force_from, in_force_until, end_in_doubt }: MeasureRow): string | null {
  if (in_force_from === null || (in_force_from === status_from && in_force_until === null)) return null;
  const held = in_force_from === status_from ? 'in force' : 'in force without a break';
  return in_force_until === null
    ? `${held} since ${longDate(in_force_from)}`
    : `${held} ${longDate(in_force_from)} to ${longDate(in_force_until)}${end_in_doubt ? ', in doubt' : ''}`;
}

/** How a row that is less than what was asked meets it. What makes it unclear stands in the row: words, an ex, or a condition of the measure. */
const MATCH_WORDS: Readonly<Record<Exclude<Met, 'full'>, string>> = {
  part: 'meets the question in part',
  unclear: 'may or may not meet the question',
};
const WHY_UNCLEAR =
  'What may or may not meet the question: its goods are described in words, only a part of a code is meant, a condition decides, or a list was not transcribed.';

/** What else there is to know about the status. */
const remarks = (row: MeasureRow): string[] => [
  ...(row.certainty === 'certain' ? [] : [row.certainty]),
  ...(row.match === 'full' ? [] : [MATCH_WORDS[row.match]]),
  ...(row.lifting_agreed_on === null ? [] : [`lifting or easing agreed ${onDate(row.lifting_agreed_on)}`]),
];

/** The rate; for a tariff that is not in force it says so, as nobody pays it. */
const Rate = ({ row }: { row: MeasureRow }) => {
  const { status, rate_summary, collected, duty_rules: rules } = row;
  if (rate_summary === null)
    return (
      <>
        {lacksRate(row) && <span class="note">not recorded</span>}
        <RuleLines rules={rules} />
      </>
    );
  // Of what is still to come nothing was left uncollected in the end.
  const how = collectedWords(isComing(status) ? collected.filter((one) => one !== 'none') : collected);
  return (
    <>
      {isInForce(status) ? <span>{rate_summary}</span> : <span class="note">{`not in force: ${rate_summary}`}</span>}
      {how !== '' && <span class="note line">{how}</span>}
      <RuleLines rules={rules} />
    </>
  );
};

/** Measures as rows. */
export const MeasuresTable = ({ rows, view, caption = 'Measures' }: { rows: readonly MeasureRow[]; view: View; caption?: string }) => (
  <>
    <Table
      caption={caption}
      rows={rows}
      empty="No measure that is recorded here fits; there may be others."
      columns={[
        {
          name: 'Measure',
          names: true,
          cell: (row) => (
            <>
              <Titled title={row.title} href={view.href(`/measures/${row.id}`)} />
              <span class="note line">{typeWords(row.type)}</span>
            </>
          ),
        },
        { name: 'Imposed by', cell: (row) => placeName(row.imposed_by, view) },
        {
          name: 'Affects',
          cell: (row) => (
            <>
              {affected(row, view)}
              {row.exporters.length > 0 && (
                <span class="note line">{`only ${cut(row.exporters.map((exporter) => companyWords(exporter, view)))}`}</span>
              )}
            </>
          ),
        },
        {
          name: 'Products',
          cell: (row) => (
            <>
              {products(row.products, view)}
              {row.only_if.length > 0 && <bdi class="note line">{onlyIfWords(row.only_if)}</bdi>}
            </>
          ),
        },
        {
          name: 'Status',
          cell: (row) => (
            <>
              <StatusBadge status={row.status} /> <span class="note line">since {longDate(row.status_from)}</span>
              {run(row) !== null && <span class="note line">{run(row)}</span>}
              {remarks(row).map((remark) => (
                <span class="doubt line">{remark}</span>
              ))}
              <LastChecked on={row.checked_on} />
            </>
          ),
        },
        ...(rows.some((row) => row.rate_summary !== null || lacksRate(row))
          ? [{ name: 'Rate', cell: (row: MeasureRow) => <Rate row={row} /> }]
          : []),
        {
          name: 'Sources',
          cell: (row) => <MeasureSource of={{ measure: row.id, sources: row.sources }} view={view} />,
        },
      ]}
    />
    {rows.some(({ match }) => match === 'unclear') && <p class="note">{WHY_UNCLEAR}</p>}
  </>
);

const SIGNS: Readonly<Record<ResolutionRow['state'], string>> = {
  pending: '◔',
  partly_implemented: '◐',
  implemented: '✓',
  collapsed: '×',
  overtaken: '⊘',
};

/** What became of a resolution so far, and when; who is signed in may record the next step. */
const State = ({
  row: { seq, state, implemented_on, collapsed_on, outcomes, reached_doubtful },
  view,
}: {
  row: ResolutionRow;
  view: View;
}) => {
  const day = collapsed_on ?? implemented_on;
  const open =
    view.visitor !== null &&
    (state === 'pending' || state === 'partly_implemented' || (state === 'implemented' && implemented_on === null));
  return (
    <>
      <span class="badge">
        <span aria-hidden="true">{SIGNS[state]}</span> {words(state)}
      </span>
      {day !== null && <span class="note"> {longDate(day)}</span>}
      {reached_doubtful.length > 0 && (
        <span class="doubt line">
          {reached_doubtful.length === outcomes.length
            ? 'which is in doubt'
            : `for ${reached_doubtful.length} of ${outcomes.length} measures in doubt`}
        </span>
      )}
      {open && (
        <span class="line">
          <a href={view.href(`/resolutions/${seq}/implement`)}>It took effect</a> ·{' '}
          <a href={view.href(`/resolutions/${seq}/collapse`)}>It came to nothing</a>
        </span>
      )}
    </>
  );
};

const Outcomes = ({ outcomes, view }: { outcomes: ResolutionRow['outcomes']; view: View }) => (
  <ul class="outcomes">
    {outcomes.map(({ measure_id, reaches }) => (
      <li>
        <MeasureName id={measure_id} view={view} />: {targetWords(reaches)}
      </li>
    ))}
  </ul>
);

/** Resolutions as rows; `ofOneDispute`: of the dispute that the page is about. */
export const ResolutionsTable = (props: { rows: readonly ResolutionRow[]; view: View; ofOneDispute?: boolean }) => {
  const { rows, view, ofOneDispute = false } = props;
  const dispute = {
    name: 'Dispute',
    cell: (row: ResolutionRow) => row.dispute !== null && <DisputeName id={row.dispute} view={view} />,
  };
  return (
    <Table
      caption="Resolutions"
      rows={rows}
      empty="No resolution fits."
      columns={[
        { name: 'Agreed', cell: (row) => (row.agreed_on === null ? 'day unknown' : <DayElement of={row.agreed_on} />) },
        ...(ofOneDispute ? [] : [dispute]),
        { name: 'Terms', names: true, cell: (row) => <bdi class="terms">{row.terms}</bdi> },
        { name: 'Method', cell: (row) => words(row.method) },
        { name: 'Outcomes', cell: (row) => <Outcomes outcomes={row.outcomes} view={view} /> },
        { name: 'State', cell: (row) => <State row={row} view={view} /> },
        { name: 'Sources', cell: (row) => <HowKnown of={row} view={view} /> },
      ]}
    />
  );
};

function marks(row: StatusChangeRow): string[] {
  const scheduled = row.derived ? [row.scheduled ? 'comes by itself' : 'came by itself'] : row.scheduled ? ['scheduled'] : [];
  return [
    ...scheduled,
    ...(row.overtaken_by === null ? [] : [`comes no more, by entry ${row.overtaken_by}`]),
    ...(row.until_on === null ? [] : [`until ${longDate(row.until_on)}`]),
    ...(row.match === 'full' || row.match === null ? [] : [MATCH_WORDS[row.match]]),
  ];
}

interface Props {
  rows: readonly StatusChangeRow[];
  view: View;
  caption?: string;
  empty?: string;
}

/** Status changes as rows. */
export const StatusChangesTable = ({ rows, view, caption = 'Status changes', empty = 'No change fits.' }: Props) => (
  <Table
    caption={caption}
    rows={rows}
    empty={empty}
    columns={[
      { name: 'First day', cell: (row) => <DayElement of={row.effective_on} /> },
      {
        name: 'Measure',
        names: true,
        cell: (row) => (
          <>
            <Titled title={row.title} href={view.href(`/measures/${row.measure}`)} />
            <span class="note line">{placeName(row.imposed_by, view)}</span>
          </>
        ),
      },
      {
        name: 'Change',
        cell: (row) => (
          <>
            <ChangeMark of={row} />
            {marks(row).map((mark) => (
              <span class="note line">{mark}</span>
            ))}
            {row.confidence === 'recalled' && <span class="doubt line">⚠ from memory, not verified</span>}
            {row.doubt !== null && <span class="doubt line">doubtful: {row.doubt}</span>}
          </>
        ),
      },
      { name: 'Announced', cell: (row) => row.announced_on && <DayElement of={row.announced_on} /> },
      // Who asks by that clock wants to know who said what when.
      ...(view.given.by?.includes('recorded')
        ? [
            {
              name: 'Recorded',
              cell: (row: StatusChangeRow) => (
                <>
                  <time dateTime={row.recorded_at}>{minuteOf(row.recorded_at)}</time> <span class="note line">by {row.recorded_by}</span>
                </>
              ),
            },
          ]
        : []),
      { name: 'Note', cell: (row) => row.note ?? row.exemptions.join('; ') },
      {
        name: 'Sources',
        cell: (row) => <MeasureSource of={row} view={view} />,
      },
    ]}
  />
);
