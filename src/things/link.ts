import * as z from 'zod';
import { LINK_TYPES, words } from '../domain/vocabulary.ts';
import { entryAnswer, entryBody, entryThing, onlyOn } from './entry.ts';
import { Slug, textOrNull, WtoCaseId } from './scalars.ts';

const shape = {
  type: z.enum(LINK_TYPES),
  /** A measure, a dispute or a WTO case (DS602); or only words, in `note`, for an event that has no record here. */
  to: z.union([Slug, WtoCaseId]).optional(),
} as const;

/** A link names what it leads to, or says it in words. */
export const leadsSomewhere = ({ to, note }: { to?: unknown; note?: unknown }, ctx: z.RefinementCtx): void => {
  if (to === undefined && note === undefined)
    ctx.addIssue({ code: 'custom', path: ['to'], message: 'name what it links to, or say it in note' });
};

/** What a measure has to do with another measure, a dispute or a WTO case. */
export const LinkBody = entryBody(shape).superRefine(leadsSomewhere);

export const link = entryThing(
  'link',
  shape,
  { type: z.enum(LINK_TYPES), to_measure_id: textOrNull, to_dispute_id: textOrNull, to_wto_case_id: textOrNull },
  {
    layout: { table: 'links' },
    days: () => onlyOn(null),
    says: ({ type, to_measure_id, to_dispute_id, to_wto_case_id, note }) =>
      `${words(type)} ${to_measure_id ?? to_dispute_id ?? to_wto_case_id ?? note ?? ''}`,
  },
);
export const LinkAnswer = entryAnswer(link);
