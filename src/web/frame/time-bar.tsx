import { dayProblem } from '../../domain/dates.ts';
import { longDate, minuteOf } from '../parts/dates.tsx';
import type { Given, View } from '../view.ts';

/** The parameters that a page keeps when it is asked for another time: all but the clocks, and where in a list it was. */
const kept = ({ given, clocks }: View): Given =>
  Object.fromEntries(Object.entries(given).filter(([name]) => !Object.hasOwn(clocks, name) && name !== 'cursor'));

/** A field for a day; what is no day, such as an instant, is shown as it was written. */
const kindOf = (clock: string | undefined): string => (clock === undefined || dayProblem(clock) === null ? 'date' : 'text');

/** The two clocks: which day a page is about, and what was known by when. Each page that it leads to keeps them. */
export const TimeBar = ({ view }: { view: View }) => {
  const [on] = view.clocks.on ?? [];
  const [knownAt] = view.clocks.known_at ?? [];
  const other = on !== undefined && on !== view.today ? on : undefined;
  const known = knownBy(view);
  const travelled = other !== undefined || known === 'less' || known === 'nothing';
  return (
    <search class={travelled ? 'time travelled' : 'time'} aria-label="Time travel">
      <form class="clocks" action={view.path} method="get">
        {Object.entries(kept(view)).flatMap(([name, values]) => values.map((value) => <input type="hidden" name={name} value={value} />))}
        <label for="clock-on">The world on</label>
        <input type={kindOf(on)} id="clock-on" name="on" value={on ?? view.today} />
        <label for="clock-known">What did we know on</label>
        <input type={kindOf(knownAt)} id="clock-known" name="known_at" value={knownAt ?? ''} />
        <button type="submit">Go</button>
      </form>
      {known === 'nothing' && view.names.begins_at !== null && (
        <p class="elsewhen">
          The ledger of this tracker begins on {longDate(view.names.begins_at.slice(0, 10))} ({minuteOf(view.names.begins_at)}): before that
          nothing was recorded here, so nothing was known. To see the world on a day in the past, use the first date.
        </p>
      )}
      {known === 'all' && <p class="note">Nothing was recorded later: this is what is known now.</p>}
      {travelled && (
        <p class="elsewhen">
          <strong>
            {other === undefined ? 'Today' : dayProblem(other) === null ? longDate(other) : `“${other}”`}
            {knownAt !== undefined && (known === 'less' || known === 'nothing') && `, as we knew it on ${knownWords(knownAt, view)}`}
          </strong>{' '}
          {other !== undefined && 'This is not today. '}
          {known === 'less' && 'What was recorded later is left out. '}
          <a href={backToToday(view)}>Back to today</a>
        </p>
      )}
    </search>
  );
};

/** The second clock in words: a day, or an instant as the answer reads it, whatever its offset was. */
const knownWords = (written: string, { knownAt }: View): string =>
  dayProblem(written) === null || knownAt === null ? longDate(written) : minuteOf(knownAt);

/** How much of what is recorded was known by then; undefined if that was not asked. */
function knownBy({ knownAt, names: { begins_at, changed_at } }: View): 'nothing' | 'less' | 'all' | undefined {
  if (knownAt === null) return undefined;
  if (begins_at !== null && knownAt < begins_at) return 'nothing';
  return changed_at !== null && knownAt >= changed_at ? 'all' : 'less';
}

const backToToday = (view: View): string => view.here(kept(view));
