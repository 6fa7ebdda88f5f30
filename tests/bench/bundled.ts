import { openSqlite } from '../../src/db/sqlite.ts';
import { createTracker } from '../../src/lookups/tracker.ts';
import { createApp } from '../../src/server/app.ts';

// What people ask of the bundled data: the made-up world has hardly a doubt, and no words that anybody would look for.

const WORDS = [
  ...[
    'mexican tomatoes',
    'australian wine tariff china',
    'steel safeguard EU',
    'russian food embargo',
    'cars',
    'japan seafood ban',
    '0307',
  ],
  ...['Tesla', 'olives spain', 'fish from Fukushima', 'gallium', 'canada softwood lumber', 'section 232', '中国 水产品', 'honey ukraine'],
];
const ECONOMIES = ['US', 'CN', 'EU', 'JP', 'BR', 'IN', 'KR', 'GB', 'CA', 'AU', 'MX', 'ID', 'TR', 'VN', 'RU'];

/** A kind of question, and so many of it, of which none was asked before. */
const QUESTIONS: readonly [figure: string, paths: readonly string[]][] = [
  ['a search', WORDS.map((words) => `/search.json?q=${encodeURIComponent(words)}`)],
  ['a page of a list, with its counts', ECONOMIES.map((code) => `/measures?imposed_by=${code}`)],
  ['the same, by whom it affects', ECONOMIES.map((code) => `/measures?affected=${code}`)],
  ['a page of the flow, with its counts', ECONOMIES.map((code) => `/status-changes?imposed_by=${code}`)],
  ['disputes of a party, with their counts', ECONOMIES.map((code) => `/disputes?party=${code}`)],
  ['the first page, of another day', ECONOMIES.map((_, at) => `/?on=2025-0${1 + (at % 9)}-1${Math.floor(at / 9)}`)],
  ['a duty', ECONOMIES.map((code) => `/duty.json?importer=US&origin=${code === 'US' ? 'TH' : code}&product=850760`)],
];

/** How many milliseconds of CPU each kind of question takes in the middle, once somebody has asked some. */
export async function ofBundled(file: string, cpu: (work: () => unknown) => Promise<number>): Promise<[figure: string, value: number][]> {
  const store = await openSqlite(file, { access: 'read' });
  try {
    const app = createApp(createTracker(store));
    const ask = async (path: string): Promise<void> => {
      const answer = await app.request(path);
      await answer.arrayBuffer();
      if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}`);
    };
    for (const path of ['/', '/measures', '/disputes', '/status-changes', '/search?q=wine', '/search?q=steel', '/measures?product=72'])
      await ask(path);
    const found: [string, number][] = [];
    for (const [figure, paths] of QUESTIONS) {
      const times: number[] = [];
      for (const path of paths) times.push(await cpu(() => ask(path)));
      times.sort((a, b) => a - b);
      found.push([figure, times[Math.floor(times.length / 2)] as number]);
    }
    return found;
  } finally {
    await store.close();
  }
}
