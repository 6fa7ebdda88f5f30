import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LATEST } from '../../../src/db/cut.ts';
import { readSources } from '../../../src/db/register.ts';
import { bundledTracker, type TestTracker } from '../../support/database.ts';
import { frDocument, pathsOf, proposed, taken } from '../../support/official.ts';
import { refused } from '../../support/recording.ts';

let t: TestTracker;
beforeAll(async () => {
  t = await bundledTracker();
});
afterAll(() => t.close());

const list = (...results: object[]): string => JSON.stringify({ count: results.length, total_pages: 1, results });
const tried = (content: string) => proposed(t.tracker, 'federal-register', content);
/** A document that is a source of the bundled disputes. */
const CITED = frDocument('2026-15799', {
  html_url: 'https://www.federalregister.gov/documents/2026/08/04/2026-15799/notice-of-reduction-of-tariffs-on-patented-pharmaceuticals',
});

describe('documents of the Federal Register', () => {
  it('become sources, official ones with number, day and address, and change no measure', async () => {
    const result = await taken(
      t.tracker,
      'federal-register',
      list(frDocument('2026-30001', { abstract: 'An abstract.', effective_on: '2026-12-01' })),
    );
    expect(pathsOf(result)).toEqual(['POST /sources']);
    const [source] = await t.tracker.store.readLatest((connection) => readSources(connection, LATEST, ['fr-2026-30001']));
    expect(source).toMatchObject({
      publisher: 'Federal Register, Trade Representative, Office of United States',
      title: 'Notice of Something',
      url: 'https://www.federalregister.gov/documents/2026/11/20/2026-30001/notice-of-something',
      published_on: '2026-11-20',
      kind: 'official',
      form: 'official_text',
      looked_at_on: '2026-11-24',
      note: '91 FR 70000; Notice; effective 2026-12-01; docket USTR-2026-0001; https://www.govinfo.gov/content/pkg/FR-2026-11-20/pdf/2026-30001.pdf; An abstract.',
    });
    expect(result.not_taken).toEqual([expect.stringMatching(/^what the documents do to measures: their records name no rate/)]);
  });

  it('propose nothing that is a source already, under whatever id', async () => {
    const again = await tried(list(frDocument('2026-30001', { title: 'Another' }), CITED));
    expect(again).toMatchObject({ calls: [], proposal: null });
    expect(again.not_taken.slice(0, 2)).toEqual([
      'document 2026-30001: the source fr-2026-30001 is it',
      expect.stringMatching(/^document 2026-15799: the source [\w-]+ is it$/),
    ]);
    // Only the new one of a list is proposed.
    expect((await tried(list(CITED, frDocument('2026-30002')))).calls.map(({ body }) => body.id)).toEqual(['fr-2026-30002']);
  });

  it('name the measures that they may be about: by an act that both cite, by section and partner, by remedy and partner', async () => {
    const about = async (more: object): Promise<readonly string[]> =>
      (await tried(JSON.stringify(frDocument('2026-39999', more)))).concerns;
    expect(await about({ title: 'Amending Duties', abstract: 'This amends Executive Order 14195 of February 1, 2025.' })).toEqual([
      expect.stringMatching(/^2026-39999, Amending Duties: may be about us-[\w-]+.*, by the acts that are cited$/),
    ]);
    const [section] = await about({ title: "Notice of Action: China's Acts, Section 301 Investigation", abstract: null });
    expect(section).toMatch(/may be about us-cn-301[\w-]*.*, by its words \(Section 301, CN\)$/);
    const [remedy] = await about({ title: 'Fresh Tomatoes From Mexico: Antidumping Duty Order' });
    expect(remedy).toMatch(/may be about us-mx-tomato[\w-]*(?:, [\w-]+)*, by its words \(anti-dumping, MX\)$/);
    expect(await about({ title: 'Migratory Bird Hunting', abstract: 'Seasons and bag limits.' })).toEqual([]);
    // A number inside of another is not cited: Executive Order 1419 is not 14195.
    expect(await about({ title: 'Of 1941', abstract: 'Executive Order 1419 is old.' })).toEqual([]);
  });

  it('may be none: a day without any proposes nothing', async () => {
    expect(await tried('{"count": 0, "description": "Documents published on 2026-11-28"}')).toMatchObject({
      calls: [],
      not_taken: [],
      concerns: [],
    });
  });

  it('are told from what is none', async () => {
    await refused(tried('{"errors": {"conditions": "invalid"}}'), 'invalid', 'this is not what the Federal Register answers');
    await refused(tried(list({ document_number: '2026-1' })), 'invalid', 'results.0.title');
    await refused(tried(list(frDocument('2026-1', { publication_date: '2026-13-01' }))), 'invalid', 'results.0.publication_date');
    await refused(tried(list(frDocument('2026-1', { html_url: 'javascript:alert(1)' }))), 'invalid', 'results.0.html_url');
    await refused(tried('not json'), 'invalid', 'this is no JSON');
  });
});
