import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addNomenclature, addProduct, editProduct } from '../../src/changes/register.ts';
import { importSheet } from '../../src/keep/sheets/import-sheet.ts';
import { verify } from '../../src/keep/verify.ts';
import { allOf } from '../../src/lookups/paging.ts';
import { listProducts, streamProducts } from '../../src/lookups/products.ts';
import { readNames } from '../../src/lookups/register.ts';
import { search } from '../../src/lookups/search.ts';
import { understood } from '../../src/lookups/understood.ts';
import { bundledNames } from '../../src/lookups/words.ts';
import { measureParameters } from '../../src/things/questions.ts';
import { NomenclatureBody, ProductBody, ProductPatch, type ProductRow } from '../../src/things/register.ts';
import { ENGINES, putRows, SMALL_REGISTER, type TestTracker } from '../support/database.ts';
import { me, refused } from '../support/recording.ts';

const add = ({ tracker }: TestTracker, body: object) => addProduct(tracker, me, ProductBody.parse({ revision: 'HS 2022', ...body }));
const all = async ({ tracker }: TestTracker, question: object = {}): Promise<ProductRow[]> =>
  allOf((await streamProducts(tracker, question)).batches);

describe.each(ENGINES)('what goods are called, on %s', (_engine, open) => {
  let test: TestTracker;
  const codeOf = async (product: string) => (await understood(test.tracker, measureParameters, { product: [product] })).took.product;
  const nameOf = async (code: string, clocks: object = {}) => (await readNames(test.tracker, clocks)).names.products.get(code);

  beforeAll(async () => {
    test = await open();
    test.clock.now = '2025-01-01T00:00:00.000Z';
    await putRows(test, SMALL_REGISTER);
  });
  afterAll(() => test.close());

  it('is what comes with the program, before anything is registered', async () => {
    const rows = await all(test);
    expect(rows.filter(({ name }) => name !== null).map(({ code, name }) => [code, name])).toEqual([...bundledNames().products]);
    expect(rows.find(({ code }) => code === '160552')?.words).toContain('coquille saint-jacques');
    expect(rows.every(({ id, nomenclature }) => id === null && nomenclature === null)).toBe(true);
  });

  it('is understood from the instant on at which it is registered', async () => {
    await refused(
      codeOf('geoduck').then(() => all(test, { nomenclature: 'no-such' })),
      'invalid',
      'there is no nomenclature "no-such"',
    );
    expect(await codeOf('geoduck')).toBeUndefined();
    test.clock.now = '2025-02-01T00:00:00.000Z';
    await add(test, { code: '0307.71', name: 'Clams of the Pacific', words: ['Geoduck', 'Panopea'] });
    expect(await codeOf('geoducks')).toBe('030771');
    expect(await codeOf('clams of the pacific')).toBe('030771');
    expect((await search(test.tracker, { q: 'geoduck' })).products).toMatchObject([{ code: '030771', name: 'Clams of the Pacific' }]);
    expect(await nameOf('030771')).toBe('Clams of the Pacific');
    expect(await nameOf('030771', { known_at: '2025-01-15' })).toBe(bundledNames().products.get('030771'));
    expect((await search(test.tracker, { q: 'geoduck', known_at: '2025-01-15' })).products).toEqual([]);
  });

  it('of several editions the newest gives the name, and a word that several codes have is asked back', async () => {
    await add(test, { code: '030771', revision: 'HS 2017', name: 'Clams of 2017', words: ['gaper'] });
    expect(await nameOf('030771')).toBe('Clams of the Pacific');
    await add(test, { code: '030772', words: ['geoduck'] });
    await refused(codeOf('geoduck'), 'invalid', '"geoduck" may mean 030771 (Clams of the Pacific), 030772');
    await add(test, { code: '220429', words: ['wine'] });
    await refused(codeOf('wine'), 'invalid', '2204 (', '220429');
  });

  it('words that are given anew replace those there were, and a name that is taken away gives way to the one before', async () => {
    await editProduct(test.tracker, me, 'hs2022-030772', ProductPatch.parse({ words: ['siphon clam'] }));
    expect(await codeOf('geoduck')).toBe('030771');
    await editProduct(test.tracker, me, 'hs2022-030771', ProductPatch.parse({ name: null }));
    expect(await nameOf('030771')).toBe('Clams of 2017');
    await refused(editProduct(test.tracker, me, 'hs2022-030772', ProductPatch.parse({ words: [] })), 'invalid', 'a name, or words');
  });

  it('the lines of a nomenclature name what has no other name, but not as the rest of something', async () => {
    const lines = [
      { code: '2204', name: 'Another name of wine' },
      { code: '22042193', name: 'Wine of the Bordeaux' },
      { code: '22042194', name: '- - Other' },
      { code: '22042195' },
    ];
    const body = { id: 'eu-2025', jurisdiction: 'EU', title: 'CN 2025', revision: 'HS 2022', first_on: '2025-01-01', lines };
    await addNomenclature(test.tracker, me, NomenclatureBody.parse(body));
    expect(await nameOf('2204')).toBe(bundledNames().products.get('2204'));
    expect(await nameOf('22042193')).toBe('Wine of the Bordeaux');
    expect(await nameOf('22042194')).toBeUndefined();
    expect(await codeOf('wine of the bordeaux')).toBe('22042193');
    expect(await all(test, { nomenclature: 'eu-2025', q: '2204.21' })).toEqual(
      lines.slice(1).map(({ code, name = null }) => {
        return { code, name, words: [], nomenclature: 'eu-2025', jurisdiction: 'EU', revision: 'HS 2022', id: null };
      }),
    );
    expect((await all(test, { q: 'bordeaux wine' })).map(({ code }) => code)).toEqual(['22042193']);
  });

  it('pages give the rows of the whole, each once, with and without filters', async () => {
    for (const question of [{}, { q: 'wine' }, { q: '2204' }, { nomenclature: 'eu-2025' }]) {
      const paged: ProductRow[] = [];
      const limit = 'q' in question || 'nomenclature' in question ? 1 : 97;
      for (let after: { begins_on: string; id: string } | undefined; ; ) {
        const { data, next } = await listProducts(test.tracker, question, { limit, ...(after && { after }) });
        paged.push(...data);
        if (next === null) break;
        after = next;
      }
      expect(paged).toEqual(await all(test, question));
      expect(paged.length).toBeGreaterThan(3);
    }
  });

  it('a sheet registers them, and says what stays as it is', async () => {
    const sheet =
      'code,revision,name,words\n0307.71,HS 2022,,Geoduck; Panopea\n030772,2022,Siphon clams,siphon clam\n852411,HS 2022,,OLED panel\n';
    expect(await importSheet(test.tracker, me, sheet)).toMatchObject({ sheet: 'products', rows: 3, recorded: 2 });
    expect(await codeOf('OLED panels')).toBe('852411');
    await expect(importSheet(test.tracker, me, 'code,revision,words\n852411,HS 2012,screen\n')).rejects.toMatchObject({
      details: [{ message: expect.stringContaining('8524.11 is in its editions from 2022 on') }],
    });
    expect((await verify(test.tracker)).problems).toEqual([]);
  });

  it.each([
    [{ code: '03077110', words: ['x'] }, 'has more than six digits'],
    [
      { code: '852411', revision: 'HS 2017', words: ['x'] },
      'is of no goods of the Harmonized System of 2017: 8524.11 is in its editions from 2022 on',
    ],
    [{ code: '852411', revision: '2021', words: ['x'] }, 'must be an edition of the Harmonized System'],
    [{ code: '852411' }, 'give a name, or words that people use'],
  ])('%o is refused', (body, words) => {
    expect(() => ProductBody.parse({ revision: 'HS 2022', ...body })).toThrow(words);
  });

  it('what is registered is not registered again: the error is of the field that names it', async () => {
    await expect(add(test, { code: '030771', words: ['x'] })).rejects.toMatchObject({ details: [{ path: 'code' }] });
    await refused(add(test, { code: '030771', words: ['x'] }), 'conflict', 'the product "hs2022-030771" exists already');
  });
});
