import type { Child } from 'hono/jsx';
import { firstDay, lastDay, type PartialDate } from '../../domain/dates.ts';
import type { Scope } from '../../domain/scope.ts';
import { grouped } from '../../domain/words.ts';
import type { Entry, EntryOf } from '../../things/ledger.ts';
import type { MeasureDetail } from '../../things/measure.ts';
import type { StatusStretch } from '../../things/stretch.ts';
import { HowKnown, StatusBadge } from '../parts/badges.tsx';
import { Brief, isShownWhole, MoreOf, shownOf, wholeHref } from '../parts/brief.tsx';
import { DayElement, longDate } from '../parts/days.tsx';
import { MeasureName } from '../parts/links.tsx';
import { SourceLinks } from '../parts/sources.tsx';
import { Table } from '../parts/table.tsx';
import { DUTY_RULE_WORDS, scopeWords, toLastDay, words } from '../parts/words.ts';
import type { View } from '../view.ts';

interface Props {
  measure: MeasureDetail;
  view: View;
}

interface Happening {
  day: PartialDate | null;
  /** What is said of it: its first line. */
  what: Child;
  /** The entry that says so. */
  entry: Entry | undefined;
  /** It happened by the terms of its entry, and no entry of its own says so. */
  derived: boolean;
  current: boolean;
  /** Why it is in doubt; null if it is not. */
  doubt: string | null;
}

/** So much of what a partial lifting frees is told with its day. */
const MOST_EXEMPTIONS = 4;
const EXEMPTION_LETTERS = 200;

const StatusLine = ({ one, view }: { one: StatusStretch; view: View }) => (
  <>
    <StatusBadge status={one.status} />
    {one.until !== null && <span class="note"> {toLastDay(one.until)}</span>}
    {one.exemptions.length > 0 && (
      <ul class="frees">
        {shownOf(one.exemptions, MOST_EXEMPTIONS, 'history', view).map((scope) => (
          <li>
            frees{' '}
            {isShownWhole('history', view) ? (
              <bdi>{scopeWords(scope, view)}</bdi>
            ) : (
              <Brief text={scopeWords(scope, view)} all={wholeHref('history', view)} most={EXEMPTION_LETTERS} />
            )}
          </li>
        ))}
        {shownOf(one.exemptions, MOST_EXEMPTIONS, 'history', view).length < one.exemptions.length && (
          <li>
            <a href={wholeHref('history', view)}>{`all ${one.exemptions.length}`}</a>
          </li>
        )}
      </ul>
    )}
  </>
);

function resolutionWords(entry: Entry): string {
  if (entry.kind === 'resolution') return `Agreed (${words(entry.method)}): ${entry.terms}`;
  return entry.kind === 'collapse' ? 'What was agreed came to nothing' : 'What was agreed is carried out';
}

const dayOfStep = (entry: Entry): PartialDate | null =>
  entry.kind === 'resolution' ? entry.agreed_on : 'effective_on' in entry ? entry.effective_on : null;

/** Statuses, milestones and agreements in the order of time; what has no day comes first. */
function happenings({ measure, view }: Props): Happening[] {
  const entries = new Map(measure.ledger.map((entry) => [entry.seq, entry]));
  const statuses = measure.statuses.map((one) => ({
    day: one.from,
    what: <StatusLine one={one} view={view} />,
    entry: entries.get(one.seq),
    derived: one.derived,
    current: one.current,
    doubt: one.doubt,
  }));
  const others = [...measure.milestones, ...measure.resolutions].map((entry) => ({
    day: entry.kind === 'milestone' ? entry.happened_on : dayOfStep(entry),
    what: <bdi>{entry.kind === 'milestone' ? entry.title : resolutionWords(entry)}</bdi>,
    entry,
    derived: false,
    current: false,
    doubt: entry.doubt,
  }));
  const order = ({ day }: Happening): string => (day === null ? '' : firstDay(day));
  return [...statuses, ...others].sort((a, b) => (order(a) === order(b) ? 0 : order(a) < order(b) ? -1 : 1));
}

const Trust = ({ entry, doubt }: { entry: Entry; doubt: string | null }) => (
  <>
    {doubt !== null && (
      <span class="doubt" dir="auto">
        {`⚠ in doubt: ${doubt}`}{' '}
      </span>
    )}
    {entry.confidence === 'recalled' && <span class="doubt">⚠ from memory </span>}
  </>
);

/** What an entry adds: its note, how far to trust it, and its sources. */
const Below = ({ entry, derived, doubt, view }: Pick<Happening, 'derived' | 'doubt'> & { entry: Entry; view: View }) => (
  <>
    {entry.note !== null && !derived && (
      <p class="note" dir="auto">
        {entry.note}
      </p>
    )}
    <div class="note">
      <Trust entry={entry} doubt={doubt} />
      <SourceLinks ids={entry.sources} view={view} />
    </div>
  </>
);

/** So many of the latest steps stand on the page of a measure. */
const MOST_STEPS = 15;

/** What happened to a measure and what is to happen, in the order of time, each with its sources. */
export const HistorySection = ({ measure, view }: Props) => {
  const all = happenings({ measure, view });
  const latest = all.slice(-shownOf(all, MOST_STEPS, 'history', view).length);
  return (
    <>
      <MoreOf all={all} most={MOST_STEPS} part="history" what={['step', 'steps']} view={view} />
      <Happenings of={latest} measure={measure} view={view} />
    </>
  );
};

const Happenings = ({ of, measure, view }: Props & { of: readonly Happening[] }) => (
  <ol class="timeline history">
    {of.map(({ day, what, entry, derived, current, doubt }) => {
      const upcoming = day !== null && firstDay(day) > measure.on;
      return (
        <li class={upcoming ? 'upcoming' : undefined} aria-current={current ? 'true' : undefined}>
          {day === null ? <span class="note">day unknown</span> : <DayElement of={day} />}
          <div>
            {what}
            {upcoming && <strong class="note"> upcoming</strong>}
            {derived && <span class="note"> by its own terms, not recorded</span>}
            {entry && <Below entry={entry} derived={derived} doubt={doubt} view={view} />}
          </div>
        </li>
      );
    })}
  </ol>
);

type Rule = EntryOf<'duty_rule'>;

const RuleItem = ({ rule, view }: { rule: Rule; view: View }) => {
  const scope = scopeWords(rule.scope, view);
  return (
    <li>
      {rule.measure_id !== null && <MeasureName id={rule.measure_id} view={view} />} {DUTY_RULE_WORDS[rule.type]}
      {rule.other_measure_id !== null && (
        <>
          {' '}
          <MeasureName id={rule.other_measure_id} view={view} />
        </>
      )}
      {rule.percent !== null && ` ${rule.percent}%`}
      <div class="note">
        {`from ${longDate(rule.first_on)}`}
        {rule.last_on !== null && ` to ${longDate(rule.last_on)}`}
        {scope !== 'everything' && `, for ${scope}`}
        {rule.doubt !== null && `; in doubt: ${rule.doubt}`} <SourceLinks ids={rule.sources} view={view} />
      </div>
    </li>
  );
};

/** Of more rules than so many only the first are shown at once. */
const MOST_RULES = 8;

/** How a tariff combines with others. */
export const MeasureRules = ({ rules, view }: { rules: readonly Rule[]; view: View }) => (
  <>
    <ul class="links">
      {shownOf(rules, MOST_RULES, 'rates', view).map((rule) => (
        <RuleItem rule={rule} view={view} />
      ))}
    </ul>
    <MoreOf all={rules} most={MOST_RULES} part="rates" what={['rule', 'rules']} view={view} />
  </>
);

const forWhom = (scope: Scope, view: View): string => {
  const words = scopeWords(scope, view);
  return words === 'everything' ? 'all together' : words;
};

/** The quotas of a measure, period by period: those that are over on the day asked stand last. */
export const Quotas = ({ measure: { quotas, on }, view }: Props) => {
  const isOver = ({ ends_on }: EntryOf<'quota'>): boolean => ends_on !== null && lastDay(ends_on) < on;
  const inOrder = [...quotas.filter((one) => !isOver(one)), ...quotas.filter(isOver)];
  return (
    <>
      <QuotaTable quotas={shownOf(inOrder, MOST_QUOTAS, 'coverage', view)} view={view} />
      <MoreOf all={inOrder} most={MOST_QUOTAS} part="coverage" what={['quota', 'quotas']} view={view} />
    </>
  );
};

/** Of more quotas than so many only the first are shown at once. */
const MOST_QUOTAS = 20;

const QuotaTable = ({ quotas, view }: { quotas: readonly EntryOf<'quota'>[]; view: View }) => (
  <Table
    caption="Quotas"
    seen
    rows={quotas}
    empty="No quota is recorded."
    columns={[
      { name: 'Period', names: true, cell: ({ period }) => period },
      {
        name: 'For',
        cell: ({ scope, note }) => (
          <>
            <bdi>{forWhom(scope, view)}</bdi>
            {note !== null && (
              <span class="note block" dir="auto">
                {note}
              </span>
            )}
          </>
        ),
      },
      { name: 'Quantity', kind: 'amount', cell: ({ quantity, unit }) => (quantity === null ? 'unknown' : `${grouped(quantity)} ${unit}`) },
      { name: 'Sources', cell: (one) => <HowKnown of={one} view={view} all={wholeHref('sources', view)} /> },
    ]}
  />
);
