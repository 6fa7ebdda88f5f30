import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readChapters, readWords } from '../../src/dataset/read.ts';
import { folded } from '../../src/domain/text.ts';
import { understood } from '../../src/lookups/understood.ts';
import { bundledNames, goodsCalled } from '../../src/lookups/words.ts';
import { dutyParameters } from '../../src/things/duty-question.ts';
import { measureParameters } from '../../src/things/questions.ts';
import { bundledDataset, sharedTracker, type TestTracker } from '../support/database.ts';

let t: TestTracker;
beforeAll(async () => {
  t = await sharedTracker();
});
afterAll(() => t.close());

const ask = (given: Record<string, string>) =>
  understood(t.tracker, measureParameters, Object.fromEntries(Object.entries(given).map(([name, value]) => [name, [value]])));

describe('words for codes', () => {
  it.each([
    [{ product: 'cognac' }, { product: '220820' }],
    [{ product: 'aluminum' }, { product: '76' }],
    [{ product: 'Aluminium' }, { product: '76' }],
    [{ product: 'vino' }, { product: '2204' }],
    [{ product: 'huile de palme' }, { product: '1511' }],
    [{ product: '전기차' }, { product: '870380' }],
    [{ imposed_by: 'États-Unis' }, { imposed_by: 'US' }],
    [{ imposed_by: 'Евросоюз' }, { imposed_by: 'EU' }],
    [{ affected: '미국' }, { affected: 'US' }],
    [{ affected: 'भारत' }, { affected: 'IN' }],
    [{ product: 'EV' }, { product: '870380' }],
    [{ product: 'electric vehicles' }, { product: '870380' }],
    [{ product: '葡萄酒' }, { product: '2204' }],
    [{ imposed_by: 'china' }, { imposed_by: 'CN' }],
    [{ imposed_by: 'cn' }, { imposed_by: 'CN' }],
    [{ imposed_by: '中国' }, { imposed_by: 'CN' }],
    [{ imposed_by: 'UK' }, { imposed_by: 'GB' }],
    [{ imposed_by: 'turkiye' }, { imposed_by: 'TR' }],
    [{ affected: 'South Korea' }, { affected: 'KR' }],
    [{ affected: 'Hokkaido' }, { affected: 'JP', area: 'JP-01' }],
    [{ area: 'hokkaido' }, { area: 'JP-01' }],
    [{ affected: 'mexicanos' }, { affected: 'MX' }],
    [{ affected: 'Mexicanas' }, { affected: 'MX' }],
    [{ affected: 'alemanes' }, { affected: 'DE' }],
    [{ affected: 'japoneses' }, { affected: 'JP' }],
    [{ affected: 'kanadischer' }, { affected: 'CA' }],
    [{ affected: 'australisches' }, { affected: 'AU' }],
    [{ affected: 'Kanadas' }, { affected: 'CA' }],
    [
      { imposed_by: 'China', affected: 'Australia', product: 'wine' },
      { imposed_by: 'CN', affected: 'AU', product: '2204' },
    ],
  ])('%o are taken for %o', async (asked, took) => {
    const answer = await ask(asked);
    expect(answer.took).toEqual(took);
    expect(answer.given).toEqual(Object.fromEntries(Object.entries(took).map(([name, code]) => [name, [code]])));
  });

  it.each(['HS 8703', 'HS8703', 'hs code 87.03', 'HS: 8703'])('a code is read as pages print it: %s', async (product) => {
    expect(await ask({ product })).toMatchObject({ given: { product: ['8703'] }, took: {} });
  });

  it('goods that end as a form of an economy’s name are none of it', async () => {
    expect((await ask({ affected: 'polishes' })).took).toEqual({});
  });

  it.each([
    ['product', 'scallops', ['030721 (Scallops, live, fresh or chilled)', '030722 (Scallops, frozen)', '160552 (Scallops, prepared)']],
    ['product', 'seafood', ['03 (Fish, crustaceans, molluscs)', '1604', '1605']],
    ['product', 'chilled', ['0201 (Beef, fresh or chilled)']],
    ['imposed_by', 'Kore', ['KP (', 'KR (Korea, Republic of)']],
    ['affected', 'Frnace', ['FR (France)']],
    ['imposed_by', 'New Zeland', ['NZ (New Zealand)']],
    ['area', 'Hokaido', ['JP-01 (Hokkaido)']],
  ])('%s "%s" may mean several things, which are listed', async (name, text, listed) => {
    const refused = await ask({ [name]: text }).catch((error: Error) => error);
    expect(refused).toMatchObject({ code: 'invalid', details: [{ path: name }] });
    for (const one of listed) expect((refused as Error).message).toContain(one);
  });

  it('leaves codes, and what means nothing, to the reader of the question', async () => {
    for (const asked of [
      { product: '8703.80.10' },
      { product: 'zzz' },
      { product: '=1+1' },
      { imposed_by: 'ZZ' },
      { q: 'wine' },
      { exporter: 'wine' },
    ]) {
      const { took, given } = await ask(asked);
      expect(took).toEqual({});
      expect(given).toEqual(
        Object.fromEntries(Object.entries(asked).map(([name, value]) => [name, [value === '8703.80.10' ? '87038010' : value]])),
      );
    }
    // Only who is affected may be named by an area, and only where none is given.
    expect((await ask({ imposed_by: 'Hokkaido' })).took).toEqual({});
    expect((await ask({ affected: 'Hokkaido', area: 'JP-02' })).took).toEqual({});
  });

  it('are understood in a question about duties too', async () => {
    const asked = { importer: ['欧盟'], origin: ['china'], product: ['electric car'] };
    expect((await understood(t.tracker, dutyParameters, asked)).took).toEqual({ importer: 'EU', origin: 'CN', product: '870380' });
  });
});

it('the words of the dataset lead to codes with a name of their own where they may mean several, and each stands once', () => {
  const { goods } = readWords();
  const names = readChapters();
  const bundled = bundledNames();
  const unnamed = goods.filter(({ codes }) => codes.length > 1).flatMap(({ codes }) => codes.filter((code) => names[code] === undefined));
  expect(unnamed).toEqual([]);
  const all = goods.flatMap(({ words }) => words);
  for (const { words, codes } of goods)
    for (const word of words)
      expect(
        goodsCalled(word, bundled).exact.map(({ code }) => code),
        word,
      ).toEqual(codes);
  expect(new Set(all).size).toBe(all.length);
});

it('a word for an economy is that of one alone, and none is a code', () => {
  const of = new Map<string, string>();
  for (const [code, list] of Object.entries(readWords().economies))
    for (const word of list) {
      const key = folded(word);
      expect([undefined, code], word).toContain(of.get(key));
      expect(key, word).not.toMatch(/^[a-z]{2}$/);
      of.set(key, code);
    }
});

it('people’s names are of disputes that there are', () => {
  const ids = bundledDataset().disputes.flatMap(({ content: { dispute } }) => dispute?.id ?? []);
  for (const id of Object.keys(readWords().disputes)) expect(ids).toContain(id);
});
