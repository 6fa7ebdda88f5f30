import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDispute } from '../../src/changes/register.ts';
import { DisputeBody } from '../../src/things/dispute.ts';
import { DATA_LICENCE } from '../../src/things/licence.ts';
import { type Asking, asking } from '../server/asking.ts';
import { page } from '../server/page.ts';

let ask: Asking;
const ODD = 'Tea </script><script>alert(1)</script> & "50% {of} it" $_';
beforeAll(async () => {
  ask = await asking();
  await addDispute(ask.tracker, { actor: 'tests' }, DisputeBody.parse({ id: 'odd', title: ODD, parties: ['AU', 'CN'] }));
});
afterAll(() => ask.close());
const html = (path: string) => page(path, ask);

const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');

/** What a page says of itself to those outside. */
function outside(text: string) {
  const [, data = 'null'] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(text) ?? [];
  const folded = (name: string): string => unescaped(new RegExp(`<summary>${name}</summary>(.*?)</details>`, 's').exec(text)?.[1] ?? '');
  return {
    canonical: unescaped(/<link rel="canonical" href="([^"]+)"/.exec(text)?.[1] ?? ''),
    og: Object.fromEntries(
      [...text.matchAll(/<meta property="og:([\w:]+)" content="([^"]*)"/g)].map(([, name = '', value = '']) => [name, unescaped(value)]),
    ),
    data: JSON.parse(data) as Record<string, unknown>,
    cite: folded('Cite'),
    embed: folded('Embed the chart'),
  };
}

const found = async (address: unknown): Promise<Response> => {
  const answer = await ask.app.request(String(address));
  expect(answer.status, String(address)).toBe(200);
  return answer;
};

describe('a record is cited', () => {
  it.each(['/disputes/jp-cn-seafood', '/measures/cn-jp-aquatic-2023', '/wto-cases/DS602'])(
    '%s in words and in BibTeX, by an address that stays true',
    async (path) => {
      const { cite, canonical } = outside(await html(path));
      const [address = ''] = /http:\/\/localhost[^\s}<]+known_at=[\dT:.-]+Z/.exec(cite) ?? [];
      expect(address).toContain(`${path}?on=2026-11-24&known_at=`);
      await found(address);
      expect(cite).toContain('accessed 24 November 2026');
      expect(cite).toMatch(/@misc\{trade-disputes-[\w-]+-2026-11-24,\n {2}author = \{\{The trade-dispute tracker authors\}\},/);
      expect(cite).toContain(`url = {${address}}`);
      expect(cite).toContain('urldate = {2026-11-24}');
      expect(canonical).toBe(`http://localhost${path}`);
    },
  );

  it('as its page stands: on its day, by what was announced, and for ever', async () => {
    const past = outside(await html('/disputes/jp-cn-seafood?on=2023-09-01&announced_by=2023-09-01&known_at=2026-11-24T12:00:00.020Z'));
    expect(past.cite).toContain('as of 1 September 2023, as announced by 1 September 2023, as known at 24 November 2026 12:00 UTC');
    // The page is the same on every day on which it is read.
    ask.clock.now = '2026-12-24T12:00:00.000Z';
    const later = outside(await html('/disputes/jp-cn-seafood?on=2023-09-01&known_at=2026-11-24T13:00:00Z'));
    ask.clock.now = '2026-11-24T12:00:00.000Z';
    expect(later.cite).not.toMatch(/accessed|urldate/);
  });

  it('by the address that its reader sees, where TLS ends in front of here', async () => {
    const at = async (headers: Record<string, string>) =>
      outside(await (await ask.app.request('/disputes/odd', { headers: { accept: 'text/html', ...headers } })).text()).canonical;
    expect(await at({})).toBe('http://localhost/disputes/odd');
    expect(await at({ 'x-forwarded-proto': 'https' })).toBe('https://localhost/disputes/odd');
  });

  it('with a title that TeX reads as it is written', async () => {
    const { cite } = outside(await html('/disputes/odd'));
    expect(cite).toContain('title = {{Tea </script><script>alert(1)</script> \\& "50\\% \\{of\\} it" \\$\\_}}');
  });
});

describe('a page is seen from outside', () => {
  it('with its title, what stands on its day, and its chart, all by its clocks', async () => {
    const now = outside(await html('/disputes/jp-cn-seafood'));
    const then = outside(await html('/disputes/jp-cn-seafood?announced_by=2023-09-01'));
    expect(now.og).toMatchObject({
      title: 'Bans on Japanese seafood over Fukushima water',
      image: 'http://localhost/disputes/jp-cn-seafood.png',
    });
    expect(now.og.description).toMatch(/ on 24 November 2026: \d of 7 measures in force/);
    expect(then.og.image).toBe('http://localhost/disputes/jp-cn-seafood.png?announced_by=2023-09-01');
    expect(then.og.url).toBe(then.canonical);
    const { active, measures, summary } = await ask.json<{ active: string[]; measures: string[]; summary: string | null }>(
      '/disputes/jp-cn-seafood.json?announced_by=2023-09-01',
    );
    expect(then.og.description).toContain(`on 1 September 2023: ${active.length} of ${measures.length} measures in force`);
    // The summary tells of later years.
    expect(summary).toBeNull();
    expect(JSON.stringify([then.og, then.data, then.cite])).not.toMatch(/202[45]|Renewed/);
    expect((await found(then.og.image)).headers.get('content-type')).toBe('image/png');
  });

  it('as linked data under the licence, whatever its title holds', async () => {
    const whole = outside(await html('/')).data;
    expect(whole).toMatchObject({ '@type': 'Dataset', license: DATA_LICENCE.url, url: 'http://localhost/' });
    for (const { contentUrl } of whole.distribution as { contentUrl: string }[]) await (await found(contentUrl)).body?.cancel();
    const text = await html('/disputes/odd');
    expect(text.match(/<script/g)).toHaveLength(1);
    expect(text).not.toContain('<script>');
    const { data } = outside(text);
    expect(data).toMatchObject({ '@type': 'Dataset', name: ODD, license: DATA_LICENCE.url, isPartOf: { '@id': whole['@id'] } });
    for (const { contentUrl } of data.distribution as { contentUrl: string }[]) await found(contentUrl);
    expect(outside(await html('/wto-cases/DS602')).data).toMatchObject({ '@type': 'CreativeWork', name: expect.stringContaining('DS602') });
  });

  it('in a frame, by what may be pasted as it is', async () => {
    const { embed } = outside(await html('/disputes/odd?on=2026-01-01&known_at=2026-11-24'));
    const [, code = ''] = /<pre>(.*)<\/pre>/s.exec(embed) ?? [];
    const [, src = '', title = ''] =
      /^<iframe src="([^"]+)" title="([^"]+)" width="100%" height="\d+" loading="lazy"><\/iframe>$/.exec(code) ?? [];
    expect(unescaped(title)).toBe(ODD);
    expect(unescaped(src)).toBe('http://localhost/embed/disputes/odd?on=2026-01-01&known_at=2026-11-24');
    await found(unescaped(src));
  });
});
