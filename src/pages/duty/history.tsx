import { type Day, dayOf } from '../../domain/dates.ts';
import { COLLECTED } from '../../domain/words.ts';
import { type DutyHistory, type DutyStretch, paidWords, type StretchLine } from '../../things/duty-history.ts';
import { DutyStepsFigure } from '../charts/duty-steps.tsx';
import { DataLinks, Layout } from '../frame.tsx';
import { Problems, StatusBadge } from '../parts/badges.tsx';
import { DayElement, longDate } from '../parts/days.tsx';
import { MeasureName } from '../parts/links.tsx';
import { WhichIsMeant } from '../parts/meant.tsx';
import { Table } from '../parts/table.tsx';
import { companyWords, heading } from '../parts/words.ts';
import { placeInSentence, type View } from '../view.ts';
import { AskedShipment, DependsOn } from './duty.tsx';
import { DutyForm, type DutyPageProps } from './form.tsx';

interface AnswerProps {
  history: DutyHistory;
  view: View;
  /** The same answer as data. */
  json: string;
  csv: string;
  /** The same question with all clocks fixed. */
  permalink: string;
  /** The parts of the value that duties on such goods are charged on alone on some of the days. */
  parts: readonly string[];
  /** The address of the duty of a day, with every step. */
  onDay(day: Day): string;
  /** The address of a measure, with the company that is asked about. */
  measure(id: string): string;
}

type LineProps = Pick<AnswerProps, 'view' | 'measure'> & { line: StretchLine };

/** A tariff with its rate, and whose that is. */
const Line = ({ line: { measure: id, rate, applies_to, status, collected, match }, view, measure }: LineProps) => (
  <>
    {rate ?? <em>unknown rate</em>}: <MeasureName id={id} view={view} href={measure(id)} />
    {status !== 'in_force' && (
      <>
        {' '}
        <StatusBadge status={status} />
      </>
    )}
    {rate !== null && applies_to !== 'all' && (
      <span class="note block">
        {applies_to
          .split(', ')
          .map((company) => companyWords(company, view))
          .join(', ')}
      </span>
    )}
    {collected !== 'full' && <span class="note block">{COLLECTED[collected]}</span>}
    {match === 'part' && <span class="doubt block">⚠ on a part of these goods only</span>}
    {match === 'unclear' && <span class="doubt block">⚠ may or may not be paid on these goods</span>}
  </>
);

/** What is paid, as a link to every step of it. */
const Paid = ({ row, href }: { row: DutyStretch; href: string }) =>
  row.problem === null ? <a href={href}>{paidWords(row) ?? 'nothing is recorded'}</a> : <span>{row.problem}</span>;

const Days = ({ row: { from, until }, known }: { row: DutyStretch; known: Day }) => (
  <>
    <DayElement of={from} />
    <span class="note line">
      {until === null ? 'goes on' : until === from ? 'this day only' : <time dateTime={until}>{`to ${longDate(until)}`}</time>}
      {until !== null && until > known && ', as far as is known'}
    </span>
  </>
);

const Stretches = ({ history, view, onDay, measure }: AnswerProps) => {
  const of = (lines: readonly StretchLine[]) =>
    lines.length === 0 ? (
      ''
    ) : (
      <ul>
        {lines.map((line) => (
          <li>{<Line line={line} view={view} measure={measure} />}</li>
        ))}
      </ul>
    );
  const isKept = history.data.some(({ suppressed }) => suppressed.length > 0);
  const isOpen = history.data.some(({ cannot_compute }) => cannot_compute.length > 0);
  return (
    <Table
      caption="What was paid, stretch by stretch"
      seen
      rows={history.data}
      empty="There is nothing on these days."
      columns={[
        { name: 'Days', names: true, cell: (row) => <Days row={row} known={dayOf(history.known_at)} /> },
        { name: 'Paid', cell: (row) => <Paid row={row} href={onDay(row.from)} /> },
        { name: 'Base', cell: ({ base }) => of(base === null ? [] : [base]) },
        { name: 'On top of it', cell: ({ lines }) => of(lines) },
        ...(isKept
          ? [
              {
                name: 'In force, and not paid',
                cell: ({ suppressed }: DutyStretch) =>
                  suppressed.length > 0 && (
                    <ul>
                      {suppressed.map((id) => (
                        <li>
                          <MeasureName id={id} view={view} href={measure(id)} />
                        </li>
                      ))}
                    </ul>
                  ),
              },
            ]
          : []),
        ...(isOpen
          ? [{ name: 'Why there is no total', cell: ({ cannot_compute }: DutyStretch) => cannot_compute.map(heading).join(', ') }]
          : []),
      ]}
    />
  );
};

const Answer = (props: AnswerProps) => {
  const { history, view, json, csv, permalink, onDay, measure } = props;
  const { from, to, question } = history;
  const days = (
    <>
      From <DayElement of={from} /> to <DayElement of={to} />
    </>
  );
  const name = `Duty on ${question.product} from ${placeInSentence(question.origin, view)} into ${placeInSentence(question.importer, view)} over time`;
  return (
    <article id="answer" class="answer">
      <AskedShipment asked={history} when={days} view={view} />
      <DutyStepsFigure name={name} history={history} view={view} />
      <Stretches {...props} />
      <DependsOn texts={history.depends_on} view={view} measure={measure} />
      <p>
        <a href={onDay(to)}>The duty on the last of these days, with every step</a>
      </p>
      <DataLinks json={json} csv={csv} permalink={permalink} />
    </article>
  );
};

/** A form that asks what a good paid from one day to another, and the answer as steps and as a table. */
export const DutyHistoryPage = ({ given, view, answer, problems = [], suggestions = [] }: DutyPageProps<AnswerProps>) => (
  <Layout
    title="What a good paid over time"
    view={view}
    about={{ description: 'The duties on a good from one economy into another, stretch by stretch of days, with their sources.' }}
  >
    <p>
      The base duty and every tariff on top of it: a row for each stretch of days with the same answer.{' '}
      <a href={view.href('/duty')}>The duty of one day</a> shows every step.
    </p>
    <Problems problems={problems} />
    <WhichIsMeant suggestions={suggestions} />
    <DutyForm
      given={given}
      view={view}
      problems={problems}
      valued={null}
      parts={answer?.parts ?? []}
      isShareOpen={answer?.history.data.some(({ cannot_compute }) => cannot_compute.includes('value_share_unknown')) ?? false}
      over
    />
    {answer !== undefined && <Answer {...answer} />}
  </Layout>
);
