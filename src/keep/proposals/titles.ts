import type { Names } from '../../lookups/register.ts';
import type { Effect } from '../../things/proposal.ts';

// What a proposal is called: people know a measure by its title. Its id stands there only where that tells two of them apart.

const MOST = 160;

const cut = (text: string): string => (text.length > MOST ? `${text.slice(0, MOST)}…` : text);

/** What a measure is called; `title`: of one that is not registered yet. */
export function measureCalled({ measures }: Names, id: string, title = measures.get(id)): string {
  if (title === undefined) return id;
  for (const [other, text] of measures) if (text === title && other !== id) return `${cut(title)} (${id})`;
  return cut(title);
}

/** What a proposal records first, and how much more. */
export function titleOf({ changes, entries }: Effect, names: Names): string {
  const [first] = changes;
  if (first === undefined) return '';
  const { kind, about, now, says } = first;
  // What registers a thing names it, by its id and in words.
  const isNew = kind === 'registration' && now === null;
  const text = isNew ? `New ${says.replace(` ${about}: `, ': ')}` : [about && called(names, about), says].filter(Boolean).join(': ');
  return `${cut(text)}${entries > 1 ? ` (and ${entries - 1} more)` : ''}`;
}

const called = (names: Names, id: string): string =>
  names.measures.has(id) ? measureCalled(names, id) : (names.disputes.get(id) ?? names.exporters.get(id) ?? id);

/** What is about several things: as many of them as can be read in a line, by what they are called, and how many more. */
export function titleOfSeveral(about: string, ids: readonly string[], calledBy: (id: string) => string): string {
  const told: string[] = [];
  for (const id of ids) {
    const next = calledBy(id);
    if (told.length > 0 && [...told, next].join('; ').length > MOST) break;
    told.push(next);
  }
  if (told.length === 0) return about;
  const rest = ids.length - told.length;
  return `${about}: ${told.join('; ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
