import { longDate, minuteOf } from '../parts/dates.tsx';

/** The clocks of an answer, in a sentence. */
export const AsOf = ({ on, known_at }: { on: string; known_at: string }) => (
  <p class="note">
    As of <time dateTime={on}>{longDate(on)}</time>, as known at <time dateTime={known_at}>{minuteOf(known_at)}</time>
  </p>
);
