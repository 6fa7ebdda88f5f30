import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STYLE_ADDRESS } from '../../src/pages/assets.ts';
import { ROUTES } from '../../src/server/app.ts';
import { oneIn } from '../support/thorough.ts';
import { type Asking, asking } from './asking.ts';

let ask: Asking;
beforeAll(async () => {
  ask = await asking();
});
afterAll(() => ask.close());

async function page(path: string): Promise<string> {
  const answer = await ask.app.request(path, { headers: { accept: 'text/html' } });
  const text = await answer.text();
  expect(answer.status, text).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/html; charset=UTF-8');
  return text;
}

/** The addresses that a page links to, as a browser reads them. */
const linksOf = (html: string): string[] =>
  [...html.matchAll(/ href="([^"#]+)"/g)].map((match) => (match[1] ?? '').replaceAll('&amp;', '&'));

describe('pages', () => {
  it('of a WTO case name the sources of its measures by publisher, as lists do, and not by id', async () => {
    const html = await page('/wto-cases/DS630');
    const row = html.slice(html.indexOf('eu-cn-bev-cvd'), html.indexOf('id="links"'));
    expect(row).toContain('European Commission, 10 February 2026');
    expect(row).not.toContain('>reg-2026-330<');
  });

  /** Addresses that lead somewhere: many pages link to the same ones, and until they have all been looked at nothing changes. */
  const there = new Set<string>();
  it.each([
    '/',
    '/docs',
    ...ROUTES.lists.map((list) => list.path),
    '/measures/cn-jp-aquatic-2023',
    '/measures/eu-cn-bev-cvd',
    '/measures/eu-cn-bev-cvd?exporter=Tesla&on=2024-10-01',
    '/duty',
    '/export',
    '/duty?importer=US&origin=CN&product=870380&on=2025-06-01',
    '/disputes/au-cn-wine',
  ])('%s link only to what is there, run no script and keep to the stylesheet', async (path) => {
    const html = await page(path);
    expect(html).toMatch(/^<!DOCTYPE html><html lang="en">/);
    expect(html).not.toMatch(/<script(?! type="application\/ld\+json">)|<style| style=| on\w+="/);
    const links = new Set(linksOf(html).filter((href) => href.startsWith('/')));
    expect(links).toContain(STYLE_ADDRESS);
    for (const href of oneIn(18, [...links], 3)) {
      if (there.has(href)) continue;
      const { status, headers } = await ask.app.request(href);
      // A file of the export leads to that of the state of now.
      if (status === 302) expect(headers.get('location'), href).toMatch(/^\/export\/\d+\//);
      else expect(status, href).toBe(200);
      there.add(href);
    }
    expect((html.match(/<h1>/g) ?? []).length).toBe(1);
  });

  it('show every measure and every dispute', async () => {
    for (const path of ['/measures', '/disputes'])
      for (const id of oneIn(32, await ask.ids(`${path}.json?limit=500`), 8)) expect(await page(`${path}/${id}`)).toContain('Ledger');
  });

  it('offer the same view as data', async () => {
    const html = await page('/bans?imposed_by=CN&on=2024-10-24&limit=2');
    const { next, known_at } = await ask.json('/bans.json?imposed_by=CN&on=2024-10-24&limit=2');
    // Both clocks are fixed: the file is of what is seen here, whenever it is fetched.
    expect(linksOf(html)).toContain(`/bans.csv?imposed_by=CN&on=2024-10-24&known_at=${known_at}`);
    expect(linksOf(html)).toContain(`/bans.json?imposed_by=CN&on=2024-10-24&known_at=${known_at}`);
    expect(linksOf(html)).toContain(next?.replace('/bans.json', '/bans'));
  });

  it('keep the day that was asked in the links to measures', async () => {
    const html = await page('/bans?imposed_by=CN&on=2024-10-24');
    expect(linksOf(html)).toContain('/measures/cn-jp-aquatic-2023?on=2024-10-24');
  });

  it('keep what a form was filled with, and drop the fields left empty from the address', async () => {
    const answer = await ask.app.request('/bans?on=2024-10-24&known_at=&status=all&imposed_by=&q=', { headers: { accept: 'text/html' } });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/bans?on=2024-10-24&status=all']);
    const html = await page('/bans?on=2024-10-24&status=all');
    expect(html).toContain('name="on" value="2024-10-24"');
    expect(html).toMatch(/<option value="all" selected[^>]*>any status \(\d+\)<\/option>/);
  });

  it('say how many are in force, and what comes next', async () => {
    const html = await page('/');
    const bans = (await ask.json('/bans.json?count=true')).count;
    const tariffs = (await ask.json('/tariffs.json?count=true')).count;
    expect(html).toContain(`<strong>${bans}</strong> bans in force`);
    expect(html).toContain(`<strong>${tariffs}</strong> tariffs in force`);
    const upcoming = html.slice(html.indexOf('What comes next'));
    expect(upcoming).toContain('2027-01-11');
    expect(upcoming).toContain('comes by itself');
  });

  it('name products, and mark what was corrected', async () => {
    expect(await page('/bans?dispute=jp-cn-seafood')).toContain('03 Fish, crustaceans, molluscs');
    const { ledger } = await ask.json<{ ledger: { seq: number; kind: string }[] }>('/measures/cn-au-lobster.json');
    const seq = ledger.find((entry) => entry.kind === 'coverage')?.seq;
    const replacement = { effective_on: '2020', scopes: [{ goods: ['030631'], partners: ['AU'] }], unsourced: true };
    const answer = await ask.post(`/ledger/${seq}/corrections`, { reason: 'The code is known now.', replacement });
    expect(answer.status).toBe(201);
    const html = await page('/measures/cn-au-lobster');
    expect(html).toContain('<del>');
    expect(html).toContain('030631 Rock lobster, live, fresh or chilled');
    expect(html).toContain('The code is known now.');
    expect(html).toContain('no source');
  });

  it('escape what people write', async () => {
    const title = '<img src=x onerror=alert(1)> & "quotes"';
    expect((await ask.post('/measures/cn-au-coal', { title }, {}, 'PATCH')).status).toBe(200);
    for (const path of ['/measures/cn-au-coal', '/bans?status=all&limit=500', '/disputes/au-cn-informal-2020', '/bans?q=%3Cimg%20src%3Dx'])
      expect(await page(path)).not.toContain('<img');
  });
});
