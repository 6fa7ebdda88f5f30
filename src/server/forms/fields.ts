import { TrackerError, withMarksShown } from '../../domain/errors.ts';
import { slugOf } from '../../domain/text.ts';
import type { CodeFinder } from '../../lookups/called.ts';
import { NEW_SOURCE } from '../../pages/recording/fields.tsx';
import type { FormProblem } from '../../pages/recording/form-state.ts';
import type { EntryBase } from '../../things/entry.ts';
import type { Given } from '../address.ts';

/** A body, or a part of one, as fields say it. */
export interface Part {
  body: Record<string, unknown>;
  /** At which field each part of the body stood: the longest path that fits counts. */
  places: readonly (readonly [path: string, field: string])[];
  /** What is wrong that the body can't show. */
  problems: readonly FormProblem[];
}

/** A text without spaces, and without marks that nobody sees, at its ends: those are copied along with a name or a date. */
export const bare = (text: string): string => text.replace(/^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu, '');

/** What a field says; undefined if it is blank. */
export const textOf = (fields: Given, name: string, index = 0): string | undefined => bare(fields[name]?.[index] ?? '') || undefined;

/** The parts of a list: one a line, or with semicolons or commas between them. */
export const listOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(/[,;\n]/)
    .map(bare)
    .filter(Boolean);

/** Looks for what a text means; a text of several meanings is a problem, which is told. */
export function lookUp<Found>(find: () => Found): { found?: Found; problem?: string } {
  try {
    return { found: find() };
  } catch (error) {
    if (!(error instanceof TrackerError)) throw error;
    return { problem: error.message };
  }
}

/** No name has more commas than that. */
const LONGEST_NAME = 4;

/** That a text means nothing: what it should be (`what`, perhaps with what to do), and what may have been meant. */
export function noSuch(text: string, what: string, nearly: (text: string) => string): string {
  const [thing, right] = what.split(': ');
  const hint = nearly(text);
  const rest = hint === '' ? right : `${hint}${right === undefined ? '' : ` Else ${right}`}`;
  return withMarksShown(`"${text}" is no ${thing}${rest === undefined ? '' : `: ${rest}`}`);
}

/**
 * The codes of what a list names. A name may hold a comma: Korea, Republic of. What is not known is told, with what it should be (`what`), and
 * left as it is.
 */
export function codesIn(
  text: string | undefined,
  find: (name: string) => string | undefined,
  what: string,
  nearly: (name: string) => string,
): { codes: string[]; problems: string[] } {
  const codes: string[] = [];
  const problems: string[] = [];
  const parts = listOf(text);
  for (let start = 0; start < parts.length; ) {
    let end = Math.min(parts.length, start + LONGEST_NAME);
    let code: string | undefined;
    const { problem } = lookUp(() => {
      // The longest run of parts that is a name.
      for (; end > start; end--) {
        code = find(parts.slice(start, end).join(', '));
        if (code !== undefined) break;
      }
    });
    if (problem !== undefined) problems.push(problem);
    if (code === undefined && problems.length === 0) problems.push(noSuch(parts[start] as string, what, nearly));
    codes.push(code ?? (parts[start] as string));
    start = Math.max(end, start + 1);
  }
  return { codes, problems };
}

/** Fields whose names are those of the body. */
const plain = (fields: Given, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.flatMap((name) => (textOf(fields, name) === undefined ? [] : [[name, textOf(fields, name)]])));

/** Puts parts of one body together. */
export const partsJoined = (...parts: readonly Part[]): Part => ({
  body: Object.assign({}, ...parts.map((part) => part.body)),
  places: parts.flatMap((part) => part.places),
  problems: parts.flatMap((part) => part.problems),
});

/** Fields that stand at the top of a body under their own names. */
export const plainPart = (fields: Given, ...names: string[]): Part => ({
  body: plain(fields, names),
  places: names.map((name) => [name, name]),
  problems: [],
});

const ID_LENGTH = 60;

/** An id made of words: the publisher's and the title's. */
export function idOfWords(...texts: (string | undefined)[]): string | undefined {
  const slug = slugOf(texts.filter((text) => text !== undefined).join(' '));
  const cut =
    slug.length <= ID_LENGTH
      ? slug
      : slug
          .slice(0, ID_LENGTH + 1)
          .replace(/-[^-]*$/, '')
          .slice(0, ID_LENGTH);
  return cut === '' ? undefined : cut;
}

function newSource(fields: Given): Record<string, unknown> | null {
  const given = NEW_SOURCE.map((key) => [key, textOf(fields, `source_${key}`)] as const).filter(([, text]) => text !== undefined);
  if (given.length === 0) return null;
  const source: Record<string, unknown> = Object.fromEntries(given);
  const id = source.id ?? idOfWords(textOf(fields, 'source_publisher'), textOf(fields, 'source_title'));
  return id === undefined ? source : { ...source, id };
}

/** The ids of sources, named by what they are called, or by ids with commas between them; what is unknown stays as it is. */
function sourcesIn(text: string, called: CodeFinder): { id: string; known: boolean }[] {
  const whole = text.trim();
  const found = whole === '' ? undefined : called.record('sources', whole);
  const parts = found === undefined ? (whole.includes(': ') ? [whole] : listOf(whole)) : [found];
  return parts.map((part) => {
    const id = called.record('sources', part);
    return { id: id ?? part, known: id !== undefined };
  });
}

/** Instruments, one a line: what identifies it, and its address after a space or a tab. */
export function instrumentsIn(text: string | undefined): { identifier: string; url?: string }[] {
  return textLines(text).map((line) => {
    const [, identifier = line, url] = /^(.*?)[\s|]+(https?:\/\/\S+)$/.exec(line) ?? [];
    return url === undefined ? { identifier: line } : { identifier, url };
  });
}

/** Instruments as `instrumentsIn` reads them. */
export const instrumentLines = (instruments: readonly { identifier: string; url?: string | null | undefined }[]): string =>
  instruments.map(({ identifier, url }) => [identifier, url].filter(Boolean).join(' ')).join('\n');

export const textLines = (text: string | undefined): string[] => (text ?? '').split('\n').map(bare).filter(Boolean);

/** What an entry says about itself: when it was announced, how sure it is, and its sources with the places in them. */
export function provenancePart(fields: Given, called: CodeFinder): Part {
  const problems: FormProblem[] = [];
  const ids = (fields.sources ?? []).flatMap((text, index) => {
    const field = `sources-${index + 1}`;
    const place = textOf(fields, 'places', index);
    const { found = [], problem } = lookUp(() => sourcesIn(text, called));
    if (problem !== undefined) problems.push({ field, message: problem });
    return found.map(({ id, known }) => {
      if (!known) problems.push({ field, message: `"${id}" is no source of the register: choose one, or fill in a new one below` });
      return { id, field, place };
    });
  });
  const added = newSource(fields);
  const sources = [...ids.map(({ id }) => id), ...(added === null ? [] : [added])];
  const unsourced = fields.unsourced?.includes('true') ?? false;
  if (sources.length === 0 && !unsourced && problems.length === 0)
    problems.push({ field: 'sources-1', message: 'name a source, or tick that there is none' });
  if (sources.length > 0 && unsourced) problems.push({ field: 'unsourced', message: 'untick this, or take the source out' });
  const places = ids.flatMap(({ id, place }) => (place === undefined ? [] : [[id, place] as const]));
  const instruments = instrumentsIn(textOf(fields, 'instruments'));
  return {
    body: {
      // Verified means read in the source that is named.
      confidence: sources.length > 0 ? 'verified' : 'recalled',
      ...plain(fields, ['announced_on', 'note', 'confidence', 'doubt']),
      ...(sources.length > 0 && { sources }),
      ...(places.length > 0 && { places: Object.fromEntries(places) }),
      ...(instruments.length > 0 && { instruments }),
      ...(unsourced && { unsourced }),
    },
    places: [
      ...['announced_on', 'note', 'confidence', 'doubt', 'instruments'].map((name) => [name, name] as const),
      ['sources', 'sources-1'],
      ...ids.map(({ field }, index) => [`sources.${index}`, field] as const),
      [`sources.${ids.length}`, added === null ? 'sources-1' : 'source_id'],
      ...NEW_SOURCE.map((key) => [`sources.${ids.length}.${key}`, `source_${key}`] as const),
    ],
    problems,
  };
}

/** What an entry says about itself, as fields hold it. */
export function provenanceFields(
  { announced_on, note, confidence, doubt, sources, places, instruments }: EntryBase,
  called: CodeFinder,
): Given {
  const single = { announced_on, note, confidence, doubt };
  return {
    ...Object.fromEntries(Object.entries(single).map(([name, value]) => [name, [value ?? '']])),
    ...(sources.length > 0 ? { sources: sources.map((id) => called.titleOf('sources', id)) } : { unsourced: ['true'] }),
    ...(places && { places: sources.map((id) => places[id] ?? '') }),
    ...(instruments && { instruments: [instrumentLines(instruments)] }),
  };
}

/** No part of a body that has a field of its own stands deeper. */
const DEEPEST = 6;

/** Finds the field at which a part of the body stood; empty if there is none. */
export function fieldOfPath({ places }: Part): (path: string) => string {
  const fields = new Map(places);
  return (path) => {
    for (let steps = path.split('.', DEEPEST); steps.length > 0; steps = steps.slice(0, -1)) {
      const field = fields.get(steps.join('.'));
      if (field !== undefined) return field;
    }
    return '';
  };
}
