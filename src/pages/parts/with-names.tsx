import { dayProblem } from '../../domain/dates.ts';
import { isTermOf, STATUSES } from '../../domain/vocabulary.ts';
import type { View } from '../view.ts';
import { longDate } from './days.tsx';
import { MeasureName } from './links.tsx';
import { words } from './words.ts';

interface Props {
  text: string;
  view: View;
  /** The address of a measure. */
  measure(id: string): string;
}

/** A sentence of the tracker, with the measures in it by their titles, and statuses and days in words. */
export const WithNames = ({ text, view, measure }: Props) => (
  <>
    {text.split(/([a-z0-9]+(?:[-_][a-z0-9]+)+)/).map((part) => {
      if (dayProblem(part) === null) return longDate(part);
      if (view.names.measures.has(part)) return <MeasureName id={part} view={view} href={measure(part)} />;
      return isTermOf(STATUSES, part) ? words(part) : part;
    })}
  </>
);
