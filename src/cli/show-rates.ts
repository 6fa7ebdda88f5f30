import { type Day, firstDay } from '../domain/dates.ts';
import type { RateHistory, RateStep } from '../tracker/rate-history.ts';
import type { MeasureDetail } from '../tracker/show-measure.ts';
import { section } from './sections.ts';
import { type Column, oneLine } from './table.ts';

/** What a company faced from a measure on each day, as text. */
export function ratesText({ id, title, on }: MeasureDetail, { exporter, steps }: RateHistory, width: number): string {
  const heading = exporter === null ? 'Rates' : `What ${oneLine(exporter)} faced`;
  return `${id}: ${oneLine(title)}\n${section(heading, steps, rateStepTable(on), width)}`;
}

const rateStepTable = (on: Day): readonly Column<RateStep>[] => [
  { title: 'from', text: ({ from }) => from },
  { title: 'last day', text: ({ until }) => until ?? '' },
  { title: '', text: (step) => (firstDay(step.from) > on ? 'upcoming' : step.until === null || on <= step.until ? 'now' : '') },
  { title: 'status', text: ({ status }) => status },
  { title: 'rate', text: rateWords, shrinkTo: 8 },
  { title: 'collected', text: ({ collected, in_force }) => (in_force ? (collected ?? '') : 'not in force') },
  { title: 'remarks', text: remarks, shrinkTo: 20 },
];

const rateWords = ({ rate, in_force }: RateStep): string => rate ?? (in_force ? 'unknown' : '');

function remarks({ residual, problem, alternatives }: RateStep): string {
  return [residual ? 'residual: the rate of all others' : '', problem ?? '', ...alternatives].filter(Boolean).join('; ');
}
