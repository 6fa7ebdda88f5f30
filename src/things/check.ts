import { entryThing, onlyOn, provenanceBody } from './entry.ts';
import { DayText, orNull } from './scalars.ts';

const shape = {
  /** The day up to which somebody looked. */
  checked_on: DayText,
} as const;

/** Somebody looked, up to that day, and found nothing beyond what stands here. It needs no source: who looked is named. */
export const CheckBody = provenanceBody(shape);

/** In a row: the day up to which somebody last looked. */
export const CheckedOnAnswer = orNull(DayText).meta({
  description: 'The last day up to which somebody looked and found nothing beyond what stands here; null if nobody did',
});

export const check = entryThing(
  'check',
  shape,
  { checked_on: DayText },
  {
    layout: { table: 'checks' },
    days: ({ checked_on }) => onlyOn(checked_on),
    says: ({ checked_on }) => `looked at up to ${checked_on}: nothing beyond what stands here`,
  },
);
