import { insertMeasure } from '../../src/changes/register.ts';
import { write } from '../../src/changes/write.ts';
import { addDays } from '../../src/domain/dates.ts';
import { headingsOf, subheadingsOf } from '../../src/domain/harmonized-system.ts';
import type { Tracker } from '../../src/lookups/tracker.ts';
import { MeasureBody, type MeasureInput } from '../../src/things/measure.ts';

/** A small generator of numbers that gives the same ones each time. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

export const CODES = [
  'US',
  'CN',
  'IN',
  'BR',
  'RU',
  'EU',
  'GB',
  'JP',
  'KR',
  'CA',
  'MX',
  'AU',
  'TR',
  'ZA',
  'ID',
  'VN',
  'NA',
  'NO',
  'CH',
  'AR',
];

/** The chapters of goods: there is no 77. */
export const CHAPTERS = Array.from({ length: 97 }, (_, index) => String(index + 1).padStart(2, '0')).filter((one) => one !== '77');

const HEADINGS = new Map(CHAPTERS.map((chapter) => [chapter, headingsOf(chapter)]));
const some = (codes: readonly string[], random: () => number): string => codes[Math.floor(random() * codes.length)] as string;

/** Some heading of a chapter. */
const headingOf = (chapter: string, random: () => number): string => some(HEADINGS.get(chapter) as string[], random);
/** Some subheading of a chapter. */
export const subheadingOf = (chapter: string, random: () => number): string => some(subheadingsOf(headingOf(chapter, random)), random);

/** Measures as a world of many would have them: one to three statuses each, one or two codes, one to four partners. */
export function syntheticMeasures(count: number, seed = 1): MeasureInput[] {
  const random = randomNumbers(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  return Array.from({ length: count }, (_, index) => {
    const start = addDays('2009-01-01', Math.floor(random() * 6400));
    const tariff = random() < 0.6;
    const chapter = pick(CHAPTERS);
    const partners = random() < 0.1 ? ['*'] : [...new Set(Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(CODES)))];
    const provenance = { unsourced: true as const };
    const history: object[] = [];
    if (random() < 0.4) history.push({ status: 'under_investigation', effective_on: addDays(start, -200), ...provenance });
    history.push({ status: 'in_force', effective_on: start, ...provenance });
    if (random() < 0.5) history.push({ status: 'lifted', effective_on: addDays(start, 300 + Math.floor(random() * 2000)), ...provenance });
    const imposed_by = pick(CODES);
    const abroad = partners.filter((code) => code !== imposed_by);
    return MeasureBody.parse({
      id: `synthetic-${String(index).padStart(7, '0')}`,
      kind: tariff ? 'tariff' : 'ban',
      type: tariff ? 'additional' : 'import_ban',
      title: `Synthetic measure ${index} on goods of chapter ${chapter}`,
      imposed_by,
      coverage: {
        effective_on: addDays(start, -200),
        scopes: [
          {
            partners: abroad.length > 0 ? abroad : ['*'],
            goods: [subheadingOf(chapter, random), ...(random() < 0.3 ? [headingOf(chapter, random)] : [])],
          },
        ],
        ...provenance,
      },
      status_changes: history,
    });
  });
}

/** Records synthetic measures, some thousands a transaction. */
export async function fill(tracker: Tracker, measures: readonly MeasureInput[]): Promise<void> {
  for (let at = 0; at < measures.length; at += 5000)
    await write(tracker, { actor: 'benchmark' }, async (recorder) => {
      for (const measure of measures.slice(at, at + 5000)) await insertMeasure(recorder, measure);
      return async () => undefined;
    });
}

/** So many at a time: a world of a million measures is not held in memory at once. */
export const CHUNK = 10_000;

/** A world of so many measures, in chunks. */
export function* syntheticWorld(count: number): Generator<MeasureInput[]> {
  for (let at = 0; at < count; at += CHUNK)
    yield syntheticMeasures(Math.min(CHUNK, count - at), at + 1).map((one, index) => ({
      ...one,
      id: `synthetic-${String(at + index).padStart(7, '0')}`,
    }));
}
