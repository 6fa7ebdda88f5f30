import { addDays, dayOf, type Instant, lastDay } from '../../domain/dates.ts';
import { applyCorrections, type EntryOf } from '../../domain/ledger.ts';
import { periodOn, statusPeriods } from '../../domain/timeline.ts';
import type { Status } from '../../domain/vocabulary.ts';
import type { LedgerEntry, MeasureDetail } from '../../tracker/show-measure.ts';
import { longDate, minuteOf } from '../parts/dates.tsx';
import { words } from '../parts/words.ts';
import type { View } from '../view.ts';

type Change = EntryOf<'status_change'>;
type Told = Pick<MeasureDetail, 'id' | 'on' | 'known_at' | 'ledger' | 'statuses'>;

/** The status on the day asked, by what was recorded until an instant; null where nothing was. */
function statusKnown({ id, on, ledger }: Told, at: Instant): Status | null {
  const known = ledger.filter((entry) => entry.recorded_at <= at);
  const { retracted, positions } = applyCorrections(known.filter((entry) => entry.kind === 'correction'));
  const changes = known.filter(
    (entry): entry is LedgerEntry & Change => entry.kind === 'status_change' && entry.measure_id === id && !retracted.has(entry.seq),
  );
  const statements = changes.map((entry) => ({ ...entry, position: positions.get(entry.seq) ?? entry.seq }));
  return periodOn(statusPeriods(statements), on)?.statement.status ?? null;
}

/** Was it recorded more than a day after it was to be known? */
const isLate = ({ announced_on, effective_on, recorded_at }: Change): boolean =>
  addDays(lastDay(announced_on ?? effective_on), 1) < dayOf(recorded_at);

/** The change that holds on the day asked if it was recorded late, else the last one that was. */
function example({ ledger, statuses }: Told): Change | undefined {
  const late = ledger.filter(
    (entry): entry is LedgerEntry & Change => entry.kind === 'status_change' && entry.corrected_by === null && isLate(entry),
  );
  const current = statuses.find((one) => one.current);
  return late.find(({ seq }) => seq === current?.seq) ?? late.at(-1);
}

/** The last instant at which the answer for the day was another, and what it was; before the first entry there was none. */
function otherAnswer(told: Told): { known_at: string; status: Status | null } | undefined {
  const instants = [...new Set(told.ledger.map((entry) => entry.recorded_at))].sort();
  const [first] = instants;
  if (first === undefined) return undefined;
  const now = statusKnown(told, told.known_at);
  const earlier = instants.findLast((instant) => statusKnown(told, instant) !== now);
  if (earlier !== undefined) return { known_at: earlier, status: statusKnown(told, earlier) };
  return now === null ? undefined : { known_at: addDays(dayOf(first), -1), status: null };
}

/** When we learned what, where that is not when it happened: told by the measure's own example. */
export const TwoClocks = ({ measure, view }: { measure: Told; view: View }) => {
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
              {other.status === null ? 'nothing was recorded of it' : `${words(other.status)} on ${longDate(measure.on)}`}
            </a>
            .
          </>
        )}
      </p>
    </section>
  );
};
