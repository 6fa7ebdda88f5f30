import { type Cut, LATEST, WHOLE } from '../db/cut.ts';
import { existingIds, idsLike } from '../db/ids.ts';
import type { Connection } from '../db/store.ts';
import { distance } from '../domain/company.ts';
import type { Tracker } from './tracker.ts';

// Ids that are nearly the one that was given.

/** So many are told. */
const TOLD = 3;

/** The ids of measures and disputes that begin so, in alphabetical order: at most a thousand of each. */
export const recordIds = (tracker: Tracker, begin: string): Promise<string[]> =>
  tracker.store.read(async (connection) => {
    const [measures, disputes] = [
      await idsLike(connection, 'measures', begin, LATEST),
      await idsLike(connection, 'disputes', begin, LATEST),
    ];
    return [...new Set([...measures, ...disputes])].sort();
  });

/** How far an id is from the one that was asked: its beginning, the same words (or their beginnings) in any order, a few other letters, one other word. */
function farness(asked: string, id: string): number {
  if (id.startsWith(asked)) return 0;
  const others = asked.split('-').filter((word) => !id.split('-').some((one) => one.startsWith(word)));
  if (others.length === 0) return 1;
  const most = Math.max(2, Math.floor(asked.length / 4));
  const letters = distance(asked, id, most);
  if (letters <= most) return 1 + letters;
  return others.length === 1 && asked.includes('-') ? most + 2 : Number.POSITIVE_INFINITY;
}

/**
 * What may have been meant by an id that nothing has, as the beginning of a hint: `did you mean cn-au-wine-ad? Else `, or nothing. Of what was
 * registered by then: what came later is not told, and so nothing where a question is cut by what had been announced.
 */
export async function meantBy(
  connection: Connection,
  tables: readonly ('measures' | 'disputes')[],
  asked: string,
  { registerSeq, announcedBy }: Pick<Cut, 'registerSeq' | 'announcedBy'>,
): Promise<string> {
  if (announcedBy !== null) return '';
  const wanted = asked.toLowerCase();
  const ids = new Set<string>();
  // An id begins with who imposes, or with the parties, in whatever order they were asked.
  const begins = new Set([wanted.slice(0, 2), ...wanted.split('-').filter((word) => word.length === 2)]);
  for (const table of tables)
    for (const begin of begins) for (const id of await idsLike(connection, table, begin, registerSeq)) ids.add(id);
  const near = [...ids]
    .map((id) => ({ id, far: farness(wanted, id) }))
    .filter(({ far }) => far < Number.POSITIVE_INFINITY)
    .sort((a, b) => a.far - b.far || (a.id < b.id ? -1 : 1));
  // What is farther than the nearest was not meant.
  const told = near.filter(({ far }) => far === near[0]?.far).slice(0, TOLD);
  return told.length === 0 ? '' : `did you mean ${told.map(({ id }) => id).join(' or ')}? Else `;
}

const OTHER = { measure: 'dispute', dispute: 'measure' } as const;

/** Says that nothing has this id, or what else has it, which of those that there are may have been meant, and where they are listed. */
export async function noneCalled(
  connection: Connection,
  thing: 'measure' | 'dispute',
  id: string,
  cut: Pick<Cut, 'registerSeq' | 'announcedBy'> = WHOLE,
  asKnown = '',
): Promise<string> {
  const table = `${thing}s` as const;
  const other = OTHER[thing];
  if (cut.announcedBy === null && (await existingIds(connection, `${other}s`, [id], cut.registerSeq)).has(id))
    return `"${id}" is a ${other}, and no ${thing}: /${other}s/${id} shows it, /${table} lists ${table}`;
  return `there is no ${thing} "${id}"${asKnown}: ${await meantBy(connection, [table], id, cut)}/${table} lists them`;
}
