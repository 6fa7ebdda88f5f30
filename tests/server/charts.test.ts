import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDispute, addMeasure } from '../../src/changes/register.ts';
import { LIGHT } from '../../src/pages/assets.ts';
import { MOST_CHARTED } from '../../src/pages/charts/chart-file.tsx';
import { DisputeBody } from '../../src/things/dispute.ts';
import { ATTRIBUTION } from '../../src/things/licence.ts';
import { MeasureBody } from '../../src/things/measure.ts';
import { type Asking, asking, problemOf } from './asking.ts';

let ask: Asking;
beforeAll(async () => {
  ask = await asking();
  const title = `Tea & <script>alert(1)</script> "quoted" ]]> ${'and a long list of other goods '.repeat(8)}`;
  await addDispute(ask.tracker, { actor: 'tests' }, DisputeBody.parse({ id: 'odd', title, parties: ['AU', 'CN'] }));
});
afterAll(() => ask.close());

const DISPUTE = '/disputes/jp-cn-seafood.svg';
const textAt = async (path: string): Promise<string> => {
  const answer = await ask.app.request(path);
  expect(answer.status).toBe(200);
  return answer.text();
};

it('bands of several companies that lie on each other are drawn once, and no darker for it', async () => {
  const [, band = ''] = /<path class="band" d="([^"]+)"/.exec(await textAt('/measures/us-cn-solar-ad?on=2022-01-01')) ?? [];
  expect(band.match(/M/g)?.length).toBeGreaterThan(3);
  const drawn = (await textAt('/measures/us-cn-solar-ad')).match(/class="band"/g);
  expect(drawn).toHaveLength(1);
});

describe('a chart as a file', () => {
  it('has its title, its clocks, its source and licence inside, and nothing from elsewhere', async () => {
    const svg = await textAt(`${DISPUTE}?on=2024-10-24`);
    for (const words of ['Bans on Japanese seafood', '24 October 2024', 'as known at 24 November 2026', ATTRIBUTION, 'Renewed suspension'])
      expect(svg).toContain(words);
    expect(svg).toMatch(/http:\/\/localhost\/disputes\/jp-cn-seafood\?on=2024-10-24&amp;known_at=[\dT:.-]+Z/);
    expect(svg).not.toMatch(/var\(|<image|@import|url\((?!#)/);
    // Links to pages are no part of it.
    expect([...svg.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, to = '']) => new URL(to).pathname.split('/')[1])).toEqual(
      Array.from({ length: 7 }, () => 'measures'),
    );
    expect(svg).toContain(`fill="${LIGHT.surface}"`);
  });

  it('is well-formed whatever a title holds', async () => {
    const svg = await textAt('/disputes/odd.svg');
    expect(svg).toContain('Tea &amp; &lt;script&gt;alert(1)&lt;/script&gt;');
    expect(svg).not.toContain('<script');
    const png = new Uint8Array(await (await ask.app.request('/disputes/odd.png')).arrayBuffer());
    expect(png.length).toBeGreaterThan(1000);
  });

  it('follows the clocks of the page', async () => {
    const before = await textAt(`${DISPUTE}?announced_by=2025-06-01`);
    expect(before).toContain('as announced by 1 June 2025');
    expect(before).not.toContain('Renewed suspension');
    const past = await textAt(`${DISPUTE}?on=2024-10-24&known_at=2026-11-24T00:00:00Z`);
    expect(past).toContain('as known at 24 November 2026 00:00 UTC');
    // Nothing was recorded before the ledger began.
    expect(past).not.toContain('class="bar');
    await problemOf(await ask.app.request(`${DISPUTE}?exporter=BYD`), 400);
    await problemOf(await ask.app.request('/disputes/nope.svg'), 404);
  });

  it('may be shown by any site, and says when it is the same', async () => {
    await textAt(DISPUTE);
    const { headers } = await ask.app.request(DISPUTE);
    expect(headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(headers.get('content-disposition')).toBe('inline; filename="jp-cn-seafood-2026-11-24.svg"');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/style-src 'sha256-[\w+/=]+'/);
    expect(policy).toContain("frame-ancestors 'none'");
    const again = await ask.app.request(DISPUTE, { headers: { 'if-none-match': headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
  });

  it('is a PNG of 1200 pixels too, of measures as of disputes', async () => {
    for (const path of ['/disputes/jp-cn-seafood.png', '/measures/eu-cn-bev-cvd.png?on=2024-11-01']) {
      const answer = await ask.app.request(path);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(bytes.subarray(1, 4).toString()).toBe('PNG');
      expect(bytes.readUInt32BE(16)).toBe(1200);
    }
  });

  it('is no PNG where nobody could read it, and says where the same is', async () => {
    const dispute = { id: 'many', title: 'Many', parties: ['AU', 'CN'] };
    await addDispute(ask.tracker, { actor: 'tests' }, DisputeBody.parse(dispute));
    for (let at = 0; at <= MOST_CHARTED; at++) {
      const measure = { id: `many-${at}`, kind: 'ban', type: 'import_ban', title: `Ban ${at}`, imposed_by: 'CN', dispute: 'many' };
      const status_changes = [{ status: 'in_force', effective_on: '2020-01-01', unsourced: true }];
      await addMeasure(ask.tracker, { actor: 'tests' }, MeasureBody.parse({ ...measure, status_changes }));
    }
    const { detail } = await problemOf(await ask.app.request('/disputes/many.png'), 400);
    expect(detail).toBe('the chart has 81 rows, and a PNG at most 80: take the same as .svg');
    expect(await textAt('/disputes/many.svg')).toContain('Ban 80');
    const page = await ask.app.request('/disputes/many', { headers: { accept: 'text/html' } });
    expect(await page.text()).not.toContain('.png');
  });
});

describe('/embed', () => {
  it('may be framed by anybody, while nothing else may, nor a problem', async () => {
    const framed = async (path: string) => {
      const { headers } = await ask.app.request(path, { headers: { accept: 'text/html' } });
      return [headers.get('x-frame-options'), /frame-ancestors [^;]+/.exec(headers.get('content-security-policy') ?? '')?.[0]];
    };
    // Also where an answer is given again as it was.
    for (const path of ['/embed/disputes/jp-cn-seafood', '/embed/measures/eu-cn-bev-cvd', '/embed/disputes/jp-cn-seafood'])
      expect(await framed(path)).toEqual([null, 'frame-ancestors *']);
    for (const path of ['/', '/disputes/jp-cn-seafood', '/sign-in', '/embed/disputes/nope', '/embed/disputes/jp-cn-seafood?on=soon'])
      expect(await framed(path)).toEqual(['SAMEORIGIN', "frame-ancestors 'none'"]);
  });

  it('has the chart, its table, the way back with the clocks, and the source', async () => {
    const html = await textAt('/embed/disputes/jp-cn-seafood?on=2024-10-24');
    expect(html).toContain('<base target="_top"/>');
    expect(html).toMatch(/<h1><a href="http:\/\/localhost\/disputes\/jp-cn-seafood\?on=2024-10-24&amp;known_at=/);
    expect(html).toContain('Statuses over time, as a table');
    expect(html).toContain('creativecommons.org/licenses/by/4.0/');
    // A page that lies elsewhere says the day, for it may lie there long.
    expect(await textAt('/embed/disputes/jp-cn-seafood')).not.toContain('today');
  });
});
