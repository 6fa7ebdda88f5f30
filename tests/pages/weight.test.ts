import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Reading, reading } from '../server/asking.ts';
import { oneIn } from '../support/thorough.ts';

let ask: Reading;
beforeAll(async () => {
  ask = await reading();
});
afterAll(() => ask.close());

interface Entries {
  ledger: { seq: number }[];
}

const html = async (path: string): Promise<string> => {
  const answer = await ask.app.request(path);
  expect(answer.status, path).toBe(200);
  return answer.text();
};
const entriesIn = (page: string): number[] => [...page.matchAll(/ id="entry-(\d+)"/g)].map(([, seq]) => Number(seq));

// The heaviest of the bundled records.
const HEAVY = [
  '/disputes/us-cn-2025',
  '/disputes/us-cn-301',
  '/disputes/us-world-tariffs',
  '/disputes/us-s232-goods',
  '/disputes/us-metals-2018',
  '/measures/us-s232-steel',
  '/measures/cn-us-retaliation-2018-60bn',
  '/measures/us-world-ieepa-reciprocal',
  '/measures/eu-steel-2026',
  '/measures/us-mfn-column-1',
];

describe('the page of a record', () => {
  it.each(HEAVY)('%s is light, and a link to any entry of its ledger finds it', async (path) => {
    const page = await html(path);
    expect(Buffer.byteLength(page)).toBeLessThan(100_000);
    const { ledger } = await ask.json<Entries>(`${path}.json`);
    const seqs = ledger.map(({ seq }) => seq);
    expect(entriesIn(page).sort((a, b) => a - b)).toEqual(seqs);
    const ways = [...page.matchAll(/ id="entry-(\d+)" href="([^"]+)"/g)];
    expect(ways.length).toBe(seqs.length > 8 ? seqs.length - 5 : 0);
    for (const [, seq, href] of ways)
      expect(new URL(href ?? '', `http://localhost${path}`).href).toBe(`http://localhost${path}?whole=ledger#entry-${seq}`);
  });

  it('shows a part whole to whom asks for it, with all that stands in the ledger', async () => {
    const path = '/disputes/us-s232-metals';
    const { ledger } = await ask.json<Entries>(`${path}.json`);
    const whole = await html(`${path}?whole=ledger`);
    expect(entriesIn(whole)).toEqual(ledger.map(({ seq }) => seq));
    expect(whole).not.toContain('whole=ledger#entry-');
    const cells = (page: string): number => (page.match(/<td/g) ?? []).length;
    for (const part of ['rates', 'coverage'])
      expect(cells(await html(`/measures/eu-steel-2026?whole=${part}`)), part).toBeGreaterThanOrEqual(
        cells(await html('/measures/eu-steel-2026')),
      );
    expect(cells(await html('/measures/eu-steel-2026?whole=coverage'))).toBeGreaterThan(800);
  });

  it('tells the latest steps of a dispute, and all of them to whom asks', async () => {
    const stepsIn = (page: string): string[] => page.match(/<ol class="timeline">.*?<\/ol>/s)?.[0].match(/<time [^>]*>/g) ?? [];
    const [page, whole] = [await html('/disputes/us-cn-301'), await html('/disputes/us-cn-301?whole=history')];
    expect(page).toMatch(/<a href="\?whole=history#timeline">All \d+ steps<\/a>/);
    expect(stepsIn(page).length).toBe(8);
    expect(stepsIn(whole).length).toBeGreaterThan(33);
    expect(stepsIn(whole).slice(-8)).toEqual(stepsIn(page));
  });

  it('begins long lists of sources, steps, agreements and measures, and has all of them for whom asks', async () => {
    const count = (page: string, what: RegExp): number => [...page.matchAll(what)].length;
    for (const [path, part, what, all] of [
      ['/measures/us-world-ieepa-reciprocal', 'sources', / id="source-/g, 'sources'],
      ['/measures/us-world-ieepa-reciprocal', 'history', /<li[^>]*><time/g, 'steps'],
      ['/disputes/us-world-tariffs', 'resolutions', /class="terms"/g, 'resolutions'],
      ['/disputes/eu-ru-sanctions', 'measures', /<\/th><td data-name="Imposed by">/g, 'measures'],
    ] as const) {
      const [page, whole] = [await html(path), await html(`${path}?whole=${part}`)];
      const [, told] = new RegExp(`<a href="\\?whole=${part}#${part}">All (\\d+) ${all}</a>`).exec(page) ?? [];
      expect(count(page, what), part).toBeLessThan(Number(told));
      expect(count(whole, what), part).toBe(Number(told));
    }
  });

  it.each(oneIn(3, HEAVY))('%s leads to places that are there', async (path) => {
    const wholes = new Map<string, Set<string | undefined>>();
    for (const [, part = '', place = ''] of new Set((await html(path)).matchAll(/ href="\?whole=(\w+)#([\w-]+)"/g))) {
      if (!wholes.has(part))
        wholes.set(part, new Set([...(await html(`${path}?whole=${part}`)).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)));
      expect(wholes.get(part)?.has(place), `${part}#${place}`).toBe(true);
    }
    expect(wholes.size).toBeGreaterThan(0);
  });

  it('keeps its clocks on the way to the whole, and knows no other parts', async () => {
    const page = await html('/disputes/us-cn-2025?on=2025-06-01&known_at=2026-11-24');
    expect(page).toContain('href="?on=2025-06-01&amp;known_at=2026-11-24&amp;whole=ledger#ledger"');
    expect((await ask.app.request('/disputes/us-cn-2025?whole=nothing')).status).toBe(400);
    expect((await ask.app.request('/disputes/us-cn-2025.csv?whole=ledger')).status).toBe(400);
  });
});
