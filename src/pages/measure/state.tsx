import { addDays, dayOf, type Instant, lastDay, type PartialDate } from '../../domain/dates.ts';
import type { StatusStatement } from '../../domain/statement.ts';
import { isInForce } from '../../domain/status.ts';
import { isInForceOpen, periodOn, statusPeriods } from '../../domain/timeline.ts';
import type { OutcomeTarget, Status } from '../../domain/vocabulary.ts';
import { rateText } from '../../domain/words.ts';
import type { EntryOf, LedgerEntry } from '../../things/ledger.ts';
import { entriesOf, standingOf } from '../../things/ledger.ts';
import type { MeasureDetail } from '../../things/measure.ts';
import type { RateTableStretch, StatusStretch, Stretch } from '../../things/stretch.ts';
import { phaseOf, signOf } from '../parts/badges.tsx';
import { longDate, minuteOf, onDate } from '../parts/days.tsx';
import { Fact } from '../parts/facts.tsx';
import { heading, lastDayWords, listed, spanWords, toLastDay, words } from '../parts/words.ts';
import { placeName, type View } from '../view.ts';

type Told = Pick<MeasureDetail, 'id' | 'on' | 'state' | 'statuses' | 'coverage' | 'rate_tables' | 'in_force_in_doubt' | 'ledger'>;

/** The last unbroken run in force among stretches in the order of time; empty where there is none. */
function lastRun(stretches: readonly StatusStretch[]): StatusStretch[] {
  let run: StatusStretch[] = [];
  let before: StatusStretch | undefined;
  for (const one of stretches) {
    if (isInForce(one.status)) run = before && isInForce(before.status) ? [...run, one] : [one];
    before = one;
  }
  return run;
}

/** That it was in force before a run, with a break between; nothing where it was not. */
function firstTime(run: readonly StatusStretch[], measure: Told): string {
  const first = measure.statuses.find((one) => isInForce(one.status));
  if (first === undefined || run.length === 0 || run.includes(first)) return '';
  return `; the first time ${wasOpen(first, measure) ? 'perhaps ' : ''}from ${longDate(first.from)}`;
}

type Change = EntryOf<'status_change'>;

/** What entries say of the statuses of a measure, without those that were corrected. */
function statusStatements(id: string, ledger: readonly LedgerEntry[]): StatusStatement[] {
  const { standing, rootOf } = standingOf(ledger);
  const own = entriesOf(standing, 'status_change').filter(({ measure_id }) => measure_id === id);
  return own.map((entry) => ({ ...entry, position: rootOf(entry.seq) }));
}

/** Why it is in doubt that a stretch comes; what comes by the terms of the entry that holds now is in no more doubt than that one, which is told by itself. */
function doubtOf({ seq, doubt }: Stretch, { statuses, rate_tables }: Told): string | null {
  const holds = [...statuses, ...rate_tables].find((one) => one.current && one.seq === seq);
  return doubt === holds?.doubt ? null : doubt;
}

const byItself = ({ derived }: Stretch): string => (derived ? ' by its own terms' : '');

/** What a table charges on what, whatever is remarked on it: two that charge the same are no change. */
const chargedBy = (table: RateTableStretch | undefined): string =>
  JSON.stringify(table?.rates.map((rate) => [rate.scope, rateText(rate), rate.collection]));

/** What comes after the day: the next status, what ends it, other rates while it is in force; each null where nothing is known to come. */
function toCome({ statuses, rate_tables }: Told) {
  const [next = null] = statuses.filter((one) => one.upcoming);
  const end = statuses.find((one) => one.upcoming && !isInForce(one.status)) ?? null;
  const levied = statuses.some((one) => one.current && isInForce(one.status));
  const now = chargedBy(rate_tables.find((one) => one.current));
  const rates = rate_tables.find(
    (one) => levied && one.upcoming && (end === null || one.starts_on < end.starts_on) && chargedBy(one) !== now,
  );
  return { next, end, rates: rates ?? null };
}

/** Does a stretch say what the one before it said? */
const isSaidAgain = (before: StatusStretch | undefined, one: StatusStretch | undefined): boolean =>
  JSON.stringify([before?.status, before?.exemptions]) === JSON.stringify([one?.status, one?.exemptions]);

/** The next status of what is in force, where it is in force too: in part, in full again or in another part. */
function goesOnWords(next: StatusStretch, measure: Told): string {
  const now = measure.statuses.find((one) => one.current);
  const inDoubt = doubtOf(next, measure) !== null;
  const isAgain = isSaidAgain(now, next);
  if (isAgain && !inDoubt) return '';
  const is = isAgain ? 'may still be' : inDoubt ? 'may be' : 'is';
  const partly = now?.status === 'partially_lifted';
  const how = !partly || isAgain ? '' : next.status === 'in_force' ? ' in full' : next.status === 'partially_lifted' ? ' otherwise' : '';
  return ` From ${longDate(next.from)} it ${is} ${words(next.status)}${how}${byItself(next)}.`;
}

/** What comes next of what is in force: in part, or in full again; other rates; its end, if that is known. */
function outlook(measure: Told): string {
  const { next, end, rates } = toCome(measure);
  const sure = (one: Stretch, yes: string, perhaps: string): string => (doubtOf(one, measure) === null ? yes : perhaps);
  return [
    next && isInForce(next.status) ? goesOnWords(next, measure) : '',
    rates ? ` Other rates ${sure(rates, 'apply', 'may apply')} from ${longDate(rates.from)}${byItself(rates)}.` : '',
    end && end.from.length < 10
      ? ` From some day of ${longDate(end.from)} it ${sure(end, 'is', 'may be')} ${words(end.status)}${byItself(end)}.`
      : end
        ? ` Its last day in force ${sure(end, 'is', 'may be')} ${lastDayWords(end.from)}: ${words(end.status)}${byItself(end)} after that.`
        : '',
  ].join('');
}

/** Since when it is lifted in part, and since when in the part that it is now; `from`: since when it is in force. */
function partWords({ statuses }: Told, from: PartialDate, since: PartialDate): string {
  let first = statuses.findIndex((one) => one.current);
  while (statuses[first - 1]?.status === 'partially_lifted') first--;
  const begun = statuses[first]?.from ?? since;
  // What it never met was not lifted.
  if (begun === from) return `with exemptions from its first day${begun === since ? '' : `, as they are now since ${longDate(since)}`}`;
  return `partially lifted since ${longDate(begun)}${begun === since ? '' : `, as it is now since ${longDate(since)}`}`;
}

/**
 * Is it said once more of what holds, with a doubt: that it was not followed since, or that its end was looked for and not found? Then its first
 * day is certain, and how long it has lasted is not.
 */
function isSaidAgainInDoubt({ statuses, ledger }: Told): boolean {
  const at = statuses.findIndex((one) => one.current);
  const [before, now] = [statuses[at - 1], statuses[at]];
  return isSaidAgain(before, now) && ledger.some(({ seq, doubt }) => seq === now?.seq && doubt !== null);
}

function inForceWords(measure: Told): string {
  const { on, state } = measure;
  const [status, from] = [state?.status, state?.in_force_from ?? on];
  const span = `for ${spanWords(from, addDays(on, 1))}${isSaidAgainInDoubt(measure) ? ' as far as is known' : ''}`;
  const since = state?.status_from ?? from;
  const what = status === 'provisional' ? `Applied provisionally since ${longDate(from)}` : `In force since ${longDate(from)}`;
  const part = status === 'partially_lifted' ? `; ${partWords(measure, from, since)}` : '';
  const run = lastRun(measure.statuses.slice(0, measure.statuses.findIndex((one) => one.current) + 1));
  return `${what}, ${span}${firstTime(run, measure)}${part}.${outlook(measure)}`;
}

/**
 * Is it open whether it was in force in a stretch of that? A day that is known to the month says so itself: asked is the day by which it had begun
 * for certain, or its last one where that is earlier.
 */
function wasOpen({ from, ends_on }: StatusStretch, { id, ledger }: Told): boolean {
  const begun = lastDay(from);
  return isInForceOpen(statusStatements(id, ledger), ends_on !== null && ends_on <= begun ? addDays(ends_on, -1) : begun);
}

/** What is not in force: since when, until when, and when it last was, which ended then only if it is over for certain. */
function outOfForceWords(current: StatusStretch, measure: Told): string {
  const { statuses } = measure;
  const earlier = lastRun(statuses.slice(0, statuses.indexOf(current)));
  const [begun, ended] = [earlier[0], earlier.at(-1)];
  const next = statuses[statuses.indexOf(current) + 1];
  const first = `${heading(current.status)} since ${longDate(current.from)}`;
  const perhaps = next && doubtOf(next, measure) !== null ? 'perhaps ' : '';
  const then = next ? `; ${perhaps}${words(next.status)} from ${longDate(next.from)}${next.derived ? ', by its own terms' : ''}` : '';
  const it = measure.in_force_in_doubt ? 'If so, it' : 'It';
  if (begun && ended?.until) {
    const open = earlier.map((one) => wasOpen(one, measure));
    const [maybe, inPart] = open.every(Boolean) ? ['perhaps ', ''] : ['', open.some(Boolean) ? '; a part of that is in doubt' : ''];
    const span = `${longDate(begun.from)} ${toLastDay(ended.until)}, for ${spanWords(begun.from, ended.until)}`;
    return `${first}${then}. ${it} was ${maybe}in force from ${span}${firstTime(earlier, measure)}${inPart}.`;
  }
  return `${first}${then}. ${it} has never been in force.`;
}

/** Where a measure stands on the day that is asked about, in a sentence or two that say no more than is known. */
function stateWords(measure: Told): string {
  const { state, statuses } = measure;
  const current = statuses.find((one) => one.current);
  if (state === null || current === undefined) {
    const first = statuses[0];
    if (first === undefined) return 'Nothing is recorded of its status.';
    const comes = doubtOf(first, measure) === null ? 'is' : 'may be';
    return `Its history has not begun by that day: it ${comes} ${words(first.status)} from ${longDate(first.from)}.`;
  }
  const inForce = isInForce(current.status);
  const said = inForce ? inForceWords(measure) : outOfForceWords(current, measure);
  return measure.in_force_in_doubt && !(inForce && isSaidAgainInDoubt(measure))
    ? `Perhaps ${said.charAt(0).toLowerCase()}${said.slice(1)}`
    : said;
}

const inDoubt = (what: string, why: string): string => `${what} is in doubt: ${why.replace(/\.$/, '')}.`;

/** That single rates of the table that is levied are in doubt, which makes the row of the measure doubtful too; why is said beside each. */
function rateDoubt({ state, rate_tables }: Told): string | null {
  if (state === null || !isInForce(state.status)) return null;
  const reasons = new Set(rate_tables.find((one) => one.current)?.rates.flatMap(({ doubt }) => (doubt === null ? [] : [doubt])));
  const [why, ...others] = reasons;
  if (why === undefined) return null;
  return others.length === 0 ? inDoubt('A rate of it', why) : 'Some of its rates are in doubt: why stands beside them.';
}

/** How far to trust that, in words; nothing where there is no doubt. */
function doubtWords(measure: Told): string[] {
  const { state, statuses, coverage, rate_tables, ledger } = measure;
  const holding: (readonly [part: string, stretches: readonly Stretch[]])[] = [
    ['Its status', statuses],
    ['What it covers', coverage],
    ['What it charges', rate_tables],
  ];
  const parts = holding.map(([part, stretches]) => {
    const current = stretches.find((one) => one.current);
    return { part, doubt: current?.doubt, entry: ledger.find(({ seq }) => seq === current?.seq) };
  });
  return [
    state?.certainty === 'possible' ? 'Possibly, not certainly: a date is known to the month or the year only.' : null,
    ...parts.map(({ part, doubt }) => (doubt ? inDoubt(part, doubt) : null)),
    rateDoubt(measure),
    ...new Set(
      Object.values(toCome(measure))
        .map((one) => one && doubtOf(one, measure))
        .flatMap((why) => (why ? [inDoubt('What comes next', why)] : [])),
    ),
    ...parts.map(({ part, entry }) => (entry?.confidence === 'recalled' ? `${part} is from memory: no source was read for it.` : null)),
  ].filter((text) => text !== null);
}

const AGREED: Readonly<Partial<Record<OutcomeTarget, string>>> = {
  lifted: 'Its lifting was',
  partially_lifted: 'Its lifting in part was',
  suspended: 'Its suspension was',
  rate: 'Another rate was',
};

/** What was agreed about it on the day that its state names, as far as that is one thing, and when: of some it is known alone when they were told. */
function whatIsAgreed({ id, state, ledger }: Told): string | null {
  const day = state?.lifting_agreed_on;
  if (!day) return null;
  const standing = entriesOf(standingOf(ledger).standing, 'resolution');
  const dated = standing.filter(({ agreed_on }) => agreed_on === day);
  const agreed = dated.length > 0 ? dated : standing.filter(({ agreed_on }) => agreed_on === null);
  const targets = agreed.flatMap(({ outcomes }) => outcomes.filter(({ measure_id }) => measure_id === id).map(({ reaches }) => reaches));
  const [target, ...others] = new Set(targets);
  const what = (others.length === 0 && target !== undefined && AGREED[target]) || 'Its lifting or easing was';
  const isTold = dated.length === 0 && agreed.length > 0;
  return isTold
    ? `${what} agreed, as is known since ${longDate(day)}, and has not come yet.`
    : `${what} agreed ${onDate(day)} and has not come yet.`;
}

const Sign = ({ state }: Pick<Told, 'state'>) =>
  state === null ? null : (
    <span class={`sign ${phaseOf(state.status)}`} aria-hidden="true">
      {signOf(state.status)}
    </span>
  );

/** Where a measure stands, big and first, with its doubts. */
export const StateSentence = ({ measure }: { measure: Told }) => (
  <div class="stands">
    <p class="lead">
      <Sign state={measure.state} /> <strong>{stateWords(measure)}</strong>
      {whatIsAgreed(measure) !== null && ` ${whatIsAgreed(measure)}`}
    </p>
    {doubtWords(measure).map((text) => (
      <p class="doubt" dir="auto">
        {`⚠ ${text}`}
      </p>
    ))}
  </div>
);

interface Props {
  measure: MeasureDetail;
  view: View;
}

/** The affected economies by name, less those excluded. */
function affectedWords({ affected, excluded }: { affected: readonly string[]; excluded: readonly string[] }, view: View): string {
  const names = (codes: readonly string[]): string => listed(codes.map((code) => placeName(code, view)));
  return excluded.length === 0 ? names(affected) : `${names(affected)}, except ${names(excluded)}`;
}

/** So many legal acts are read at once: those that were named last, as they tend to be the ones that hold. */
const MOST_INSTRUMENTS = 3;

const Instruments = ({ of }: { of: MeasureDetail['legal_instruments'] }) => (
  <ul class="plain">
    {of.map(({ identifier, url, confidence }) => (
      <li>
        <bdi>{url === null ? identifier : <a href={url}>{identifier}</a>}</bdi>
        {confidence === 'recalled' && <span class="note"> from memory</span>}
      </li>
    ))}
  </ul>
);

/** What a measure is, whatever its status. */
export const MeasureFacts = ({ measure, view }: Props) => {
  const { state, legal_instruments, adds_to, adds_to_confidence } = measure;
  return (
    <dl class="facts">
      {state?.in_force_from && (
        <Fact name="In force">
          {longDate(state.in_force_from)} {state.in_force_until === null ? '– no end is known' : `to ${longDate(state.in_force_until)}`}
          {state.end_in_doubt && ', in doubt'}
        </Fact>
      )}
      <Fact name="Affects">{state === null ? 'nobody yet' : <bdi>{affectedWords(state, view)}</bdi>}</Fact>
      <Fact name="Direction">{words(measure.direction)}</Fact>
      <Fact name="Formality">
        {measure.formality === 'formal' ? 'formal: published or officially notified' : 'informal: never published'}
      </Fact>
      {adds_to !== null && (
        <Fact name="Comes on top of">
          <bdi>{adds_to}</bdi>
          {adds_to_confidence === 'recalled' && <span class="note"> from memory</span>}
        </Fact>
      )}
      {legal_instruments.length > 0 && (
        <Fact name="Legal instruments">
          <Instruments of={legal_instruments.slice(-MOST_INSTRUMENTS)} />
          {legal_instruments.length > MOST_INSTRUMENTS && (
            <details class="rest">
              <summary>{`and ${legal_instruments.length - MOST_INSTRUMENTS} more`}</summary>
              <Instruments of={legal_instruments.slice(0, -MOST_INSTRUMENTS)} />
            </details>
          )}
        </Fact>
      )}
    </dl>
  );
};

type Witness = Pick<MeasureDetail, 'id' | 'on' | 'known_at' | 'ledger' | 'statuses'>;

/** The status on the day asked, by what was recorded until an instant; null where nothing was. */
function statusKnown({ id, on, ledger }: Witness, at: Instant): Status | null {
  const known = ledger.filter((entry) => entry.recorded_at <= at);
  return periodOn(statusPeriods(statusStatements(id, known)), on)?.statement.status ?? null;
}

/** Was it recorded more than a day after it was to be known? */
const isLate = ({ announced_on, effective_on, recorded_at }: Change): boolean =>
  addDays(lastDay(announced_on ?? effective_on), 1) < dayOf(recorded_at);

/** The change that holds on the day asked if it was recorded late, else the last one that was. */
function example({ ledger, statuses }: Witness): Change | undefined {
  const late = ledger.filter(
    (entry): entry is LedgerEntry & Change => entry.kind === 'status_change' && entry.corrected_by === null && isLate(entry),
  );
  const current = statuses.find((one) => one.current);
  return late.find(({ seq }) => seq === current?.seq) ?? late.at(-1);
}

/** The last instant at which the answer for the day was another, and what it was; before the first entry there was none. */
function otherAnswer(told: Witness): { known_at: string; status: Status | null } | undefined {
  const instants = [...new Set(told.ledger.map((entry) => entry.recorded_at))].sort();
  const [first] = instants;
  if (first === undefined) return undefined;
  const now = statusKnown(told, told.known_at);
  const earlier = instants.findLast((instant) => statusKnown(told, instant) !== now);
  if (earlier !== undefined) return { known_at: earlier, status: statusKnown(told, earlier) };
  return now === null ? undefined : { known_at: addDays(dayOf(first), -1), status: null };
}

/** When something happened and when it was recorded, where the two differ, by an example from this measure. */
export const TwoClocks = ({ measure, view }: { measure: Witness; view: View }) => {
  const late = example(measure);
  const other = otherAnswer(measure);
  if (late === undefined && view.clocks.known_at === undefined) return null;
  const when = other && (other.known_at.length === 10 ? longDate(other.known_at) : minuteOf(other.known_at));
  return (
    <section class="two-clocks" aria-labelledby="two-clocks">
      <h2 id="two-clocks">What happened, and when we knew</h2>
      <p>
        {late &&
          `We recorded on ${longDate(dayOf(late.recorded_at))} that it was ${words(late.status)} from ${longDate(late.effective_on)}. `}
        {view.clocks.known_at !== undefined && `This page leaves out what was recorded after ${minuteOf(measure.known_at)}. `}
        {other && (
          <>
            Asked what we knew {other.known_at.length === 10 ? 'on' : 'at'} {when}, the tracker answers as it would have then:{' '}
            <a href={view.href(`/measures/${measure.id}`, { known_at: [other.known_at] })}>
              {other.status === null ? 'nothing was recorded of it' : `${words(other.status)}, as of ${longDate(measure.on)}`}
            </a>
            .
          </>
        )}
      </p>
    </section>
  );
};
