import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Asking, askingExamples } from './asking.ts';
import { Browser, formTo, previewed, textOf, wrongAt } from './browsing.ts';
import { spokenWords as wordsOf } from './page.ts';

let ask: Asking;
let browser: Browser;
beforeEach(async () => {
  ask = await askingExamples();
  browser = await new Browser(ask).signIn(ask.token);
});
afterEach(() => ask.close());

interface Ledger {
  ledger: { seq: number; kind: string; recorded_by: string; note: string | null }[];
}
const row = async (list: string, id: string) =>
  (
    await ask.json<{ data: ({ id: string } & Record<string, unknown>)[] }>(
      `/${list}.json?${list === 'disputes' ? '' : `q=${id}&`}limit=500`,
    )
  ).data.find((one) => one.id === id);

/** A preview's words, and where its record leads. */
async function previewAndRecord(path: string, fields: Record<string, string | string[]>): Promise<{ words: string; location: string }> {
  const html = await textOf(await browser.preview(path, fields));
  const form = previewed(html, path);
  const answer = await browser.post(form.action, { ...form.fields, do: 'record' });
  expect(answer.status, await answer.clone().text()).toBe(303);
  // The second click of two leads to the same.
  const again = await browser.post(form.action, { ...form.fields, do: 'record' });
  expect(again.headers.get('location')?.split('#')[1]).toBe(answer.headers.get('location')?.split('#')[1]);
  return { words: wordsOf(html.slice(html.indexOf('class="preview"'))), location: answer.headers.get('location') ?? '' };
}

const DISPUTE = { title: 'Apples', summary: 'Who may sell apples.', parties: 'New Zealand; South Korea', tier: 'core' };
const MEASURE = {
  title: 'Safeguard on apples',
  kind: 'tariff',
  type: 'safeguard',
  imposed_by: 'Korea, Republic of',
  legal_instruments: 'Act 7 https://law.example/7\nAct 8',
  covers_goods: ['0808.10'],
  covers_partners: ['New Zealand'],
  effective_on: '2026-11-01',
  status: 'in_force',
  announced_on: '2026-10-20',
  rates: '20% | BYD Auto | New Zealand\n45% | all other companies',
  unsourced: 'true',
};

describe('adding', () => {
  it('a dispute, with who takes part by name and an id made of its title', async () => {
    const { words, location } = await previewAndRecord('/add/dispute', DISPUTE);
    expect(words).toContain('A new dispute');
    expect(words).toContain('Who takes part New Zealand; Korea, Republic of');
    expect(location).toMatch(/^\/disputes\/apples#entry-\d+$/);
    expect(await row('disputes', 'apples')).toMatchObject({ title: 'Apples', parties: ['NZ', 'KR'], tier: 'core' });
    const html = await textOf(await browser.preview('/add/dispute', DISPUTE), 409);
    expect(wordsOf(html)).toContain('the dispute "apples" exists already');
    expect(wrongAt(html, 'id')).toContain('exists already');
  });

  it('a measure with what it covers, its status and its rates, to a dispute', async () => {
    await previewAndRecord('/add/dispute', DISPUTE);
    const { words, location } = await previewAndRecord('/disputes/apples/add/measure', MEASURE);
    expect(words).toContain('A new measure');
    expect(words).toContain('What it covers from 1 November 2026');
    expect(words).toContain('45%: All other companies');
    expect(words).toContain('In force from 1 November 2026');
    expect(words).not.toMatch(/all_others|other_cooperating/);
    expect(location).toMatch(/^\/measures\/safeguard-on-apples#entry-\d+$/);
    const measure = await ask.json<Ledger & Record<string, unknown>>('/measures/safeguard-on-apples.json');
    expect(measure).toMatchObject({
      dispute: 'apples',
      imposed_by: 'KR',
      legal_instruments: [{ identifier: 'Act 7', url: 'https://law.example/7' }, { identifier: 'Act 8' }],
      state: { status: 'in_force', products: ['080810'], affected: ['NZ'], rate_summary: '20%–45%' },
      rate_tables: [{ rates: [{ scope: { exporters: ['byd-auto'], partners: ['NZ'] } }, { scope: { exporters: ['all_others'] } }] }],
    });
    expect(measure.ledger.map(({ kind }) => kind)).toEqual(['registration', 'coverage', 'rate_table', 'status_change']);
    expect(measure.ledger.every(({ recorded_by }) => recorded_by === 'desk')).toBe(true);
  });

  it('a measure, told at each field what is wrong, with what was typed kept', async () => {
    const wrong = { ...MEASURE, imposed_by: 'Atlantis', rates: '20 | BYD\n1% | Nobody Ltd', covers_partners: ['Nowhere'], status: '' };
    const html = await textOf(await browser.preview('/add/measure', wrong), 400);
    expect(wrongAt(html, 'imposed_by')).toContain('"Atlantis" is no economy here');
    expect(wrongAt(html, 'rates')).toMatch(/line 1: .*"20".*line 2: "Nobody Ltd" is no company here/);
    expect(wrongAt(html, 'covers_partners-1')).toContain('"Nowhere"');
    expect(wrongAt(html, 'status')).toContain('first status');
    expect(formTo(html, '/add/measure').fields).toMatchObject({ rates: [wrong.rates], title: [MEASURE.title] });
    const banned = await textOf(await browser.preview('/add/measure', { ...MEASURE, type: 'import_ban' }), 400);
    expect(wrongAt(banned, 'type')).toContain('"import_ban" is no type of a tariff');
    const ban = { ...MEASURE, kind: 'ban', type: 'import_ban' };
    expect(wrongAt(await textOf(await browser.preview('/add/measure', ban), 400), 'rates')).toContain('only a tariff has rates');
  });

  it('a company, a source and a WTO case', async () => {
    const company = await previewAndRecord('/add/company', { name: 'Acme Motors', home: 'japan', aliases: 'Acme\nAM', group: 'BYD' });
    expect(company.location).toMatch(/^\/exporters\?q=Acme\+Motors#/);
    expect(await row('exporters', 'acme-motors')).toMatchObject({ home: 'JP', aliases: ['AM', 'Acme'], group: 'byd' });
    const source = await previewAndRecord('/add/source', {
      ...{
        publisher: 'MOFCOM',
        title: 'Notice 99',
        kind: 'official',
        form: 'official_text',
        published_on: '2026-11',
        url: 'https://x.example/99',
      },
    });
    expect(source.words).toContain('Published on November 2026');
    expect(await browser.page(source.location.split('#')[0] ?? '')).toContain('Notice 99');
    const one = await previewAndRecord('/add/wto-case', {
      id: 'DS998',
      complainant: 'NZ',
      co_complainants: 'Australia',
      respondent: 'China',
    });
    expect(one.location).toMatch(/^\/wto-cases\/DS998#entry-/);
    expect(await row('wto-cases', 'DS998')).toMatchObject({ complainants: ['NZ', 'AU'], respondent: 'CN' });
    expect(wrongAt(await textOf(await browser.preview('/add/wto-case', { complainant: 'NZ', respondent: 'CN' }), 400), 'id')).toContain(
      'needed',
    );
  });
});

describe('editing', () => {
  it('changes what was changed in the form, and shows it before and after', async () => {
    const path = '/measures/eu-cn-bev-cvd/edit';
    const html = await textOf(await browser.preview(path, { title: 'Duty on electric cars', summary: '' }));
    const words = wordsOf(html.slice(html.indexOf('class="preview"'), html.indexOf('</section>', html.indexOf('class="preview"'))));
    expect(words).toContain('→ becomes Duty on electric cars');
    expect(words).toMatch(/Summary .* → becomes nothing/);
    // What was not changed is not told as changed.
    expect(words).not.toContain('Legal instruments');
    await previewAndRecord(path, { title: 'Duty on electric cars', summary: '' });
    const measure = await ask.json<Record<string, unknown>>('/measures/eu-cn-bev-cvd.json');
    expect(measure).toMatchObject({ title: 'Duty on electric cars', summary: null, imposed_by: 'EU', dispute: 'eu-cn-ev' });
    const none = await textOf(await browser.preview(path, {}), 400);
    expect(wordsOf(none)).toContain('Nothing is changed yet');
    expect(wrongAt(await textOf(await browser.preview(path, { title: ' ' }), 400), 'title')).toContain('needed');
  });

  it('offers everything of the register, and begins with what is said', async () => {
    const ways: [string, Record<string, string>, [string, string]][] = [
      ['/disputes/eu-cn-ev/edit', { parties: 'EU; China; Turkey' }, ['disputes', 'eu-cn-ev']],
      ['/exporters/byd/edit', { home: 'Japan' }, ['exporters', 'byd']],
      ['/sources/seed/edit', { note: 'Read again.' }, ['sources', 'seed']],
      ['/wto-cases/DS602/edit', { title: 'Another title' }, ['wto-cases', 'DS602']],
    ];
    for (const [path, fields, [list, id]] of ways) {
      const before = (await row(list, id)) as Record<string, unknown>;
      await previewAndRecord(path, fields);
      const after = (await row(list, id)) as Record<string, unknown>;
      const changed = Object.keys(after).filter((name) => JSON.stringify(after[name]) !== JSON.stringify(before[name]));
      expect(changed, path).toEqual(Object.keys(fields));
    }
    await browser.page('/disputes/nothing/edit', 404);
  });

  it('is refused where somebody else edited it meanwhile, and keeps what was typed', async () => {
    const path = '/sources/seed/edit';
    const form = previewed(await textOf(await browser.preview(path, { note: 'Mine' })), path);
    expect((await ask.post('/sources/seed', { note: 'Theirs' }, {}, 'PATCH')).status).toBe(200);
    const html = await textOf(await browser.post(form.action, { ...form.fields, do: 'record' }), 412);
    expect(wordsOf(html)).toContain('edited by somebody else');
    expect(formTo(html, path).fields.note).toEqual(['Mine']);
    const seen = previewed(await textOf(await browser.post(path, { ...formTo(html, path).fields, do: 'preview' })), path);
    expect((await browser.post(path, { ...seen.fields, do: 'record' })).status).toBe(303);
    expect(await row('sources', 'seed')).toMatchObject({ note: 'Mine' });
  });

  describe('who there is, for admins', () => {
    const SOVIET = {
      code: 'SU',
      name: 'Soviet Union',
      kind: 'state',
      aliases: 'USSR',
      exists_from: '1922-12-30',
      exists_until: '1991-12-26',
    };
    const one = async (code: string) =>
      (await ask.json<{ data: ({ code: string } & Record<string, unknown>)[] }>('/jurisdictions.json?limit=500')).data.find(
        (row) => row.code === code,
      );
    /** The words of the preview alone. */
    const previewIn = (html: string): string => {
      const start = html.indexOf('class="preview"');
      return wordsOf(html.slice(start, html.indexOf('</section>', start)));
    };
    beforeEach(async () => {
      browser = await new Browser(ask).signIn(await ask.adminToken());
    });

    it('adds one that is no more, with its days, and edits its names', async () => {
      const { words, location } = await previewAndRecord('/add/jurisdiction', SOVIET);
      expect(words).toContain('A new jurisdiction');
      expect(words).toContain('Last day, if it is no more 26 December 1991');
      expect(location).toMatch(/^\/jurisdictions\?q=Soviet\+Union#entry-\d+$/);
      expect(await one('SU')).toMatchObject({ name: 'Soviet Union', aliases: ['USSR'], exists_until: '1991-12-26' });
      await previewAndRecord('/jurisdictions/SU/edit', { aliases: 'USSR\nSoviet Russia', exists_until: '' });
      expect(await one('SU')).toMatchObject({ aliases: ['Soviet Russia', 'USSR'], exists_from: '1922-12-30', exists_until: null });
      const taken = await textOf(
        await browser.preview('/add/jurisdiction', { ...SOVIET, code: 'SQ', name: 'Other', aliases: 'germany' }),
        400,
      );
      expect(wrongAt(await textOf(await browser.preview('/add/jurisdiction', SOVIET), 409), 'code')).toContain('exists already');
      expect(wrongAt(taken, 'aliases')).toContain('is what DE (Germany) is called');
      expect(wrongAt(await textOf(await browser.preview('/add/jurisdiction', { ...SOVIET, code: 'Soviet' }), 400), 'code')).toContain(
        'Soviet',
      );
    });

    it('edits the members of a union and the areas of a state, a line each', async () => {
      const begin = formTo(await browser.page('/jurisdictions/EU/edit'), '/jurisdictions/EU/edit').fields.members?.[0] ?? '';
      expect(begin).toContain('Germany | 1958-01-01');
      expect(begin).toMatch(/^United Kingdom \| 1973-01-01 \| 2021-01-01 \| left the Union on 2020-02-01; first day outside/m);
      const path = '/jurisdictions/EU/edit';
      const html = await textOf(await browser.preview(path, { members: `${begin}\nNorway | 2031-01` }));
      expect(previewIn(html)).toContain('Members, one a line added: Norway, from January 2031');
      expect(previewIn(html)).not.toContain('Germany');
      const left = begin.replace(/^(Hungary \| [\d-]+).*$/m, '$1 | 2030-05-01');
      await previewAndRecord(path, { members: left });
      expect((await one('EU'))?.members).toContain('HU');
      expect(
        (await ask.json<{ data: { code: string; members: string[] }[] }>('/jurisdictions.json?q=European&on=2030-05-01')).data[0]?.members,
      ).not.toContain('HU');
      expect(wrongAt(await textOf(await browser.preview(path, { members: 'Germany\nAtlantis | 1999' }), 400), 'members')).toMatch(
        /line 1: "Germany" lacks joined_on; line 2: "Atlantis" is no economy here/,
      );
      expect(wrongAt(await textOf(await browser.preview(path, { members: 'Germany | soon' }), 400), 'members')).toContain('"soon"');
      const named = await textOf(await browser.preview('/jurisdictions/JP/edit', { areas: 'JP-99 | Sea' }), 400);
      expect(wrongAt(named, 'areas')).toContain('is named by entries of the ledger');
    });

    it('adds an area and gives it another name', async () => {
      const { words, location } = await previewAndRecord('/jurisdictions/JP/add/area', { code: 'JP-99', name: 'Sea' });
      expect(words).toContain('added: JP-99 Sea');
      expect(location).toMatch(/^\/jurisdictions\?q=Japan#/);
      await previewAndRecord('/areas/JP-99/edit', { name: 'Deep sea' });
      expect((await one('JP'))?.areas).toContainEqual({ code: 'JP-99', name: 'Deep sea' });
      const wrong = await textOf(await browser.preview('/jurisdictions/JP/add/area', { code: 'CN-99', name: 'Sea' }), 400);
      expect(wrongAt(wrong, 'code')).toContain('must begin with JP-');
      expect(
        wrongAt(await textOf(await browser.preview('/jurisdictions/JP/add/area', { code: 'JP-99', name: 'x' }), 409), 'code'),
      ).toContain('exists already');
      await browser.page('/areas/JP-98/edit', 404);
      await browser.page('/areas/nothing/edit', 404);
      await browser.page('/jurisdictions/XX/add/area', 404);
    });

    it('lets an editor propose, and no more', async () => {
      const editor = await new Browser(ask).signIn(ask.token);
      const path = '/jurisdictions/JP/edit';
      const html = await textOf(await editor.preview(path, { name: 'Nippon' }));
      const form = previewed(html, path);
      expect(html).not.toContain('value="record"');
      const refused = await textOf(await editor.post(path, { ...form.fields, do: 'record' }), 403);
      expect(wordsOf(refused)).toContain('this is for admins, and "desk" is of the role editor: propose it, or ask one of them');
      expect((await one('JP'))?.name).toBe('Japan');
      const made = await editor.post(path, {
        ...previewed(refused.includes('class="preview"') ? refused : html, path).fields,
        do: 'propose',
      });
      expect(made.headers.get('location')).toBe('/proposals/1');
    });
  });

  it('and adding are for who is signed in, and the ways there are shown to nobody else', async () => {
    const guest = new Browser(ask);
    for (const path of ['/add/measure', '/add/company', '/disputes/eu-cn-ev/add/measure', '/measures/eu-cn-bev-cvd/edit'])
      expect((await guest.send(path)).headers.get('location')).toContain('/sign-in?');
    for (const [page, way] of [
      ['/disputes', '/add/dispute'],
      ['/measures', '/add/measure'],
      ['/exporters', '/add/company'],
      ['/exporters?q=byd', '/exporters/byd/edit'],
      ['/sources', '/add/source'],
      ['/wto-cases', '/add/wto-case'],
      ['/jurisdictions', '/add/jurisdiction'],
      ['/jurisdictions?q=japan', '/jurisdictions/JP/edit'],
      ['/jurisdictions?q=japan', '/jurisdictions/JP/add/area'],
      ['/jurisdictions?q=japan', '/areas/JP-01/edit'],
      ['/wto-cases/DS602', '/wto-cases/DS602/edit'],
      ['/disputes/eu-cn-ev', '/disputes/eu-cn-ev/add/measure'],
      ['/measures/eu-cn-bev-cvd', '/measures/eu-cn-bev-cvd/add/rates'],
    ] as const) {
      expect(await browser.page(page)).toContain(`href="${way}"`);
      expect(await guest.page(page)).not.toContain(`href="${way}"`);
    }
  });
});
