import * as z from 'zod';
import { REGISTRATION_ORIGINS, THINGS, words } from '../domain/vocabulary.ts';
import { entryThing, onlyOn } from './entry.ts';

/** What a measure, a dispute, a company, a source, a WTO case or a jurisdiction is, said whole. It needs no source. */
export const registration = entryThing(
  'registration',
  {},
  {
    thing: z.enum(THINGS),
    thing_id: z.string(),
    origin: z
      .enum(REGISTRATION_ORIGINS)
      .meta({ description: 'carried_over: an older database held it; it counts from the beginning of the ledger' }),
    content: z.record(z.string(), z.unknown()).meta({ description: 'What is said of it; a field that says nothing is left out' }),
  },
  {
    layout: { table: 'registrations', json: ['content'] },
    days: () => onlyOn(null),
    says: ({ thing, thing_id, origin, content }) => {
      const name = content.title ?? content.name;
      return `${words(thing)} ${thing_id}${typeof name === 'string' ? `: ${name}` : ''}${origin === 'carried_over' ? ' (carried over)' : ''}`;
    },
  },
);
