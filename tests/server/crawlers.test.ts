import { readFileSync } from 'node:fs';
import { CORE_SCHEMA, load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIST_NAMES } from '../../src/lookups/lists.ts';
import { FORMS } from '../../src/server/app.ts';
import { sitemap } from '../../src/server/crawlers.ts';
import { ATTRIBUTION, DATA_LICENCE, PROGRAM_LICENCE } from '../../src/things/licence.ts';
import { type Reading, reading } from './asking.ts';

let ask: Reading;
beforeAll(async () => {
  ask = await reading();
});
afterAll(() => ask.close());

const textOf = async (path: string): Promise<string> => {
  const answer = await ask.app.request(path);
  expect(answer.status).toBe(200);
  return answer.text();
};
const file = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const locations = (xml: string): string[] => [...xml.matchAll(/<loc>(.*?)<\/loc>/g)].map(([, one = '']) => one);

describe('a crawler', () => {
  it('is kept from forms, and from following filters and days without end', async () => {
    const lines = (await textOf('/robots.txt')).split('\n');
    for (const rule of [
      'User-agent: *',
      'Disallow: /*?',
      'Disallow: /sign-in',
      'Disallow: /measures/*/record',
      'Sitemap: http://localhost/sitemap.xml',
    ])
      expect(lines).toContain(rule);
    expect(lines.filter((line) => line.startsWith('Disallow'))).toHaveLength(FORMS.length + 2);
  });

  it('gets the addresses of lists, disputes and measures, each once, and they are there', async () => {
    const found = locations(await textOf('/sitemap.xml'));
    expect(new Set(found).size).toBe(found.length);
    const paths = found.map((address) => new URL(address).pathname);
    for (const name of LIST_NAMES) expect(paths).toContain(`/${name}`);
    for (const list of ['disputes', 'measures']) {
      const ids = await ask.ids(`/${list}.json?limit=500`);
      expect(paths.filter((path) => path.startsWith(`/${list}/`))).toEqual(expect.arrayContaining(ids.map((id) => `/${list}/${id}`)));
    }
    for (const path of [...paths.slice(0, 16), ...paths.slice(-2)])
      expect((await ask.app.request(path, { headers: { accept: 'text/html' } })).status, path).toBe(200);
  });

  it('gets them in the order of their ids, which the engines read in orders of their own', () => {
    const names = (...ids: string[]) => new Map(ids.map((id) => [id, id]));
    const found = locations(sitemap('https://tracker.example', { disputes: names('us-cn', 'br-us'), measures: names('cn-a', 'b-b') }));
    const own = found.filter((address) => /\/(disputes|measures)\//.test(address));
    expect(own.map((address) => address.split('/').at(-1))).toEqual(['br-us', 'us-cn', 'b-b', 'cn-a']);
  });

  it('gets no more of them than a sitemap may have', () => {
    const measures = new Map(Array.from({ length: 40 }, (_, at) => [`m-${at}`, 'A measure'] as const));
    const found = locations(sitemap('https://tracker.example', { disputes: new Map([['a&b', 'One']]), measures }, 30));
    expect(found).toHaveLength(30);
    expect(found).toContain('https://tracker.example/disputes/a%26b');
  });

  it.each(['/robots.txt', '/sitemap.xml', '/llms.txt'])('is told that it has %s already', async (path) => {
    const tag = (await ask.app.request(path)).headers.get('etag') ?? '';
    expect((await ask.app.request(path, { headers: { 'if-none-match': tag } })).status).toBe(304);
  });
});

describe('an assistant', () => {
  it('is told addresses that answer', async () => {
    const text = await textOf('/llms.txt');
    expect(text).toMatch(/^# Trade disputes\n\n> /);
    const addresses = [...text.matchAll(/\]\((http:\/\/localhost[^)]*)\)/g)].map(([, one = '']) => one);
    expect(addresses.length).toBeGreaterThan(LIST_NAMES.length + 8);
    for (const address of addresses) {
      const answer = await ask.app.request(address);
      expect(answer.status, `${address} ${await answer.clone().text()}`).toBe(200);
    }
    const { data } = await ask.json('/bans.json?imposed_by=China&affected=Japan&product=030722&on=2024-10-24');
    expect(data.length).toBeGreaterThan(0);
  });
});

describe('the licence', () => {
  it('is said on pages, in the API, to assistants and in the files', async () => {
    const page = await (await ask.app.request('/bans', { headers: { accept: 'text/html' } })).text();
    expect(page).toContain(`<a rel="license" href="${DATA_LICENCE.url}">${DATA_LICENCE.name}</a>, the program under ${PROGRAM_LICENCE}.`);
    const { info } = await ask.json<{ info: { license: object } }>('/openapi.json');
    expect(info.license).toEqual({ name: DATA_LICENCE.name, identifier: DATA_LICENCE.identifier });
    for (const text of [await textOf('/llms.txt'), file('README.md'), file('DATA.md')]) {
      expect(text).toContain(DATA_LICENCE.url);
      expect(text.replaceAll('\n', ' ')).toContain(ATTRIBUTION);
    }
  });

  it('and the version are those of the package, for who cites', () => {
    const { version, license, files } = JSON.parse(file('package.json')) as { version: string; license: string; files: string[] };
    const cited = load(file('CITATION.cff'), { schema: CORE_SCHEMA }) as {
      version: string;
      license: string;
      'preferred-citation': { version: string; license: string };
    };
    expect(license).toBe(PROGRAM_LICENCE);
    expect([cited.version, cited.license]).toEqual([version, license]);
    expect([cited['preferred-citation'].version, cited['preferred-citation'].license]).toEqual([version, DATA_LICENCE.identifier]);
    expect(files).toContain('CITATION.cff');
  });
});
