import type { Day } from '../../domain/dates.ts';
import { isInForce } from '../../domain/status.ts';
import type { StatusStretch, Stretch } from '../../tracker/stretches.ts';
import { longDate } from './dates.tsx';
import { lastBefore } from './spans.ts';
import { words } from './words.ts';

type Days = Pick<Stretch, 'starts_on' | 'ends_on'>;

const meets = (a: Days, b: Days): boolean =>
  (b.ends_on === null || a.starts_on < b.ends_on) && (a.ends_on === null || b.starts_on < a.ends_on);

/** The statuses under which a stretch of rates stands. */
export const statusesDuring = (stretch: Days, statuses: readonly StatusStretch[]): StatusStretch[] =>
  statuses.filter((status) => meets(stretch, status));

/** When rates are written down and not levied: the measure is announced, suspended or over; null where they are levied throughout. */
export function notLevied(stretch: Days, statuses: readonly StatusStretch[]): string | null {
  const during = statusesDuring(stretch, statuses);
  const idle = during.filter(({ status }) => !isInForce(status));
  const named = [...new Set(idle.map(({ status }) => words(status)))].join(', ');
  if (during.length > 0 && idle.length === during.length) return `not levied: ${named}`;
  const start = (day: Day): Day => (day < stretch.starts_on ? stretch.starts_on : day);
  const times = idle.map(({ status, from, starts_on, ends_on }) => {
    const what = `not levied, ${words(status)}`;
    if (start(starts_on) === stretch.starts_on) return `${what} at first`;
    return `${what} from ${longDate(from)}${ends_on === null || ends_on === stretch.ends_on ? '' : ` to ${longDate(lastBefore(ends_on))}`}`;
  });
  return times.length === 0 ? null : times.join('; ');
}
