import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { editMeasure } from '../../src/changes/register.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { search } from '../../src/lookups/search.ts';
import { measuresCalled } from '../../src/lookups/words.ts';
import { bundledTracker, sharedTracker, type TestTracker } from '../support/database.ts';
import { change, me, newMeasure } from '../support/recording.ts';

let t: TestTracker;
beforeAll(async () => {
  t = await sharedTracker();
});
afterAll(() => t.close());

const find = (q: string, clocks = {}) => search(t.tracker, { q, ...clocks });
const answers = new Map<string, ReturnType<typeof find>>();
/** What one of the queries below finds, asked once. */
function asked(q: string): ReturnType<typeof find> {
  const answer = answers.get(q) ?? find(q);
  answers.set(q, answer);
  return answer;
}
const ids = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);

// What a journalist, an exporter or a compliance officer types, and what must be among the first three.
const QUERIES: readonly (readonly [q: string, disputes: readonly string[], measures: readonly string[]])[] = [
  ['australian wine tariff china', ['au-cn-wine'], ['cn-au-wine-ad', 'cn-au-wine-cvd']],
  ['huawei ban', ['ca-cn-canola-2019'], []],
  ['trump tariffs canada steel', ['us-ca', 'us-s232-metals'], ['ca-us-surtax-metals-2025']],
  ['japan seafood fukushima', ['jp-cn-seafood'], []],
  ['byd ev duty', ['eu-cn-ev'], ['eu-cn-bev-cvd']],
  ['chinese scallop ban', ['jp-cn-seafood'], ['cn-jp-aquatic-2023', 'cn-jp-aquatic-2025']],
  ['steel safeguard EU', ['eu-steel'], ['eu-steel-safeguard-2018', 'eu-steel-2026']],
  ['softwood lumber anti-dumping', ['us-ca-softwood'], ['us-ca-softwood-ad']],
  ['rare earths export control', ['us-cn-tech'], ['cn-rare-earths-apr-2025']],
  ['nexperia', ['nl-cn-nexperia'], ['cn-nexperia-2025']],
  ['gallium germanium exports', ['us-cn-tech'], ['cn-gallium-germanium-2023', 'cn-us-gallium-2024']],
  ['section 232 copper', ['us-s232-metals'], ['us-s232-copper']],
  ['executive order 14257', ['us-world-tariffs', 'us-cn-2025'], ['us-world-ieepa-reciprocal']],
  ['cognac anti-dumping China EU', ['eu-cn-retaliation'], ['cn-eu-brandy-ad']],
  ['norway salmon china', ['no-cn-salmon'], ['cn-no-salmon']],
  ['bananas from the Philippines', ['ph-cn-bananas'], ['cn-ph-bananas']],
  ['nvidia chips', ['cn-us-chip-imports'], ['cn-h200-stop']],
  ["France's digital services tax", ['us-dst-301'], ['us-dst-301-fr']],
  ['Russian food embargo', ['ru-food'], ['ru-food-embargo']],
  ['turkish tomatoes russia', ['ru-tr'], ['ru-tr-food']],
  ['georgian wine ban', ['ru-md-ge'], ['ru-ge-wine']],
  ['kosovo tariff serbia', ['xk-rs'], ['xk-duty-2018']],
  ['qatar blockade', ['qa-blockade'], ['ae-qa-imports']],
  ['lebanese exports saudi arabia', ['sa-lb'], ['sa-lb-all']],
  ['pakistan afghanistan border closure', ['pk-af'], ['pk-af-imports', 'pk-af-exports']],
  ['nigeria border closure', ['ng-borders'], ['ng-borders-imports']],
  ['taiwan pineapple ban', ['tw-cn'], ['cn-tw-pineapple']],
  ['U.S. secondary tariffs India oil', ['us-in', 'us-russian-energy-buyers'], ['us-in-russian-oil']],
  ['airbus boeing', ['us-eu-aircraft'], ['eu-us-boeing-2020', 'us-eu-airbus-2019']],
  ['fentanyl mexico', ['us-mx'], ['us-mx-ieepa-fentanyl']],
  ['中国水产品禁令', ['jp-cn-seafood'], ['cn-jp-aquatic-2023', 'cn-jp-aquatic-2025']],
  ['soybeans china 2018', ['cn-us-retaliation-2018'], ['cn-us-retaliation-2018-50bn']],
  ['mexican tomatoes', ['us-mx-tomatoes'], ['us-mx-tomatoes-ad']],
  ['bourbon canadian provinces', ['us-ca'], ['ca-us-alcohol-provinces']],
  ['scallops', ['jp-cn-seafood'], ['ru-jp-seafood']],
  ['beef', ['cn-beef'], ['cn-beef-safeguard-2026']],
  ['wine', ['au-cn-wine', 'ru-md-ge'], ['ru-ge-wine', 'ru-md-wine']],
  ['barley', ['au-cn-barley'], ['cn-au-barley-cbh', 'cn-au-barley-ad']],
  ['cheese', ['eu-cn-retaliation'], ['cn-eu-dairy-cvd']],
  ['tomatoes', ['us-mx-tomatoes'], ['us-mx-tomatoes-ad']],
  ['Hokkaido', ['jp-cn-seafood'], []],
  ['福島県', ['jp-cn-seafood'], ['cn-jp-food-10-prefectures']],
  ['北海道ホタテ', ['jp-cn-seafood'], []],
];

// The same in other languages: what must be among the first three of the disputes, and of the measures.
const QUERIES_IN_OTHER_LANGUAGES: typeof QUERIES = [
  ['boeuf Chine', ['cn-beef'], ['cn-beef-safeguard-2026']],
  ['droits de douane vin Chine Australie', ['au-cn-wine'], ['cn-au-wine-ad', 'cn-au-wine-cvd']],
  ['terres rares chine contrôle des exportations', ['us-cn-tech'], ['cn-rare-earths-apr-2025']],
  ['droits antidumping voitures électriques chinoises', [], ['eu-cn-bev-cvd']],
  ['bois d’œuvre canadien', ['us-ca-softwood'], ['us-ca-softwood-ad']],
  ['orge Australie Chine', ['au-cn-barley'], ['cn-au-barley-ad']],
  ['zoll auf chinesische elektroautos', ['eu-cn-ev', 'tr-cn-cars'], ['eu-cn-bev-cvd']],
  ['Lachs Norwegen China', ['no-cn-salmon'], ['cn-no-salmon']],
  ['aranceles acero México', ['mx-cn'], ['mx-non-fta-tariffs-2026']],
  ['aceitunas España Estados Unidos', ['us-es-olives'], ['us-es-olives-ad']],
  ['tomates México antidumping', ['us-mx-tomatoes'], ['us-mx-tomatoes-ad']],
  ['plátanos Filipinas China', ['ph-cn-bananas'], ['cn-ph-bananas']],
  ['tarifas aço Brasil', ['br-cn-steel-sheet'], []],
  ['carvão Colômbia Israel', ['co-il-coal'], ['co-il-coal-export']],
  ['dazi auto elettriche cinesi', ['eu-cn-ev'], ['eu-cn-bev-cvd']],
  ['gümrük vergisi elektrikli araç Çin', ['tr-cn-cars'], ['tr-cn-cars-2024']],
  ['пошлины на вино Австралия Китай', ['au-cn-wine'], ['cn-au-wine-ad']],
  ['запрет на ввоз помидоров Турция', ['ru-tr'], ['ru-tr-food']],
  ['пшеница Украина запрет', ['eu-ua-grain'], ['sk-ua-grain-2023-09']],
  ['уголь Колумбия', ['co-il-coal'], ['co-il-coal-export']],
  ['مقاطعة قطر', ['qa-blockade'], ['ae-qa-imports']],
  ['حظر الأسمدة روسيا', ['eu-ru-sanctions'], ['eu-ru-potash']],
  ['चावल निर्यात प्रतिबंध भारत', ['in-rice'], ['in-rice-broken', 'in-rice-white']],
  ['चीन इस्पात शुल्क', ['kr-hot-rolled-steel'], ['br-cn-coated-ad', 'tw-cn-hot-rolled-ad']],
  ['thép Việt Nam', ['vn-cn-hot-rolled'], ['vn-cn-hrc-ad', 'my-cold-rolled-ad']],
  ['ห้ามนำเข้าอาหารทะเลญี่ปุ่น', ['jp-cn-seafood'], ['cn-jp-aquatic-2025']],
  ['larangan ekspor nikel Indonesia', ['id-minerals'], ['id-nickel-ore-ban']],
  ['minyak kelapa sawit India', ['in-my'], ['in-my-palm-oil']],
  ['수산물 수입 금지 일본', ['jp-cn-seafood', 'kr-jp-seafood'], ['cn-jp-aquatic-2025']],
  ['희토류 수출통제 중국', ['us-cn-tech'], ['cn-rare-earths-apr-2025']],
  ['반도체 수출 규제 일본', ['jp-kr'], ['kr-jp-white-list']],
  ['レアアース輸出規制 中国', ['us-cn-tech'], ['cn-rare-earths-apr-2025']],
  ['台湾パイナップル輸入禁止', ['tw-cn'], ['cn-tw-pineapple']],
  ['澳大利亚葡萄酒关税', ['au-cn-wine'], ['cn-au-wine-ad']],
  ['日本水產品 禁止進口', ['jp-cn-seafood'], ['cn-jp-aquatic-2025']],
];

// What is about one thing comes before a list of thousands of lines that has it among others.
const ABOUT: readonly (readonly [q: string, dispute: string])[] = [
  ['scallops', 'jp-cn-seafood'],
  ['shrimp', 'jp-cn-seafood'],
  ['wine', 'ru-md-ge'],
  ['barley', 'au-cn-barley'],
  ['beef', 'cn-beef'],
  ['tomatoes', 'us-mx-tomatoes'],
  ['steel', 'us-s232-metals'],
  ['pork', 'eu-cn-retaliation'],
];

describe('a word for goods', () => {
  it.each(ABOUT)('"%s" leads to %s among the first', async (q, dispute) => {
    const { disputes, measures } = await find(q);
    expect(ids(disputes).slice(0, 2)).toContain(dispute);
    expect(measures[0]?.title.length).toBeGreaterThan(0);
    const [long, about] = [measures, measures].map((rows, at) =>
      rows.findIndex(({ dispute: own }) => own === (at ? dispute : 'us-cn-301')),
    );
    expect(long === -1 || (about as number) < (long as number), `${about} ${long}`).toBe(true);
  });
});

describe('several words', () => {
  it.each([...QUERIES, ...QUERIES_IN_OTHER_LANGUAGES])('"%s" find %o and %o', async (q, disputes, measures) => {
    const found = await asked(q);
    expect(ids(found.disputes).slice(0, 3)).toEqual(expect.arrayContaining([...disputes]));
    expect(ids(found.measures).slice(0, 3)).toEqual(expect.arrayContaining([...measures]));
  });

  it('put first what meets all of them, whatever is done, and say of the others what they do not meet', async () => {
    for (const [q] of QUERIES) {
      const { disputes, measures, words, unmet } = await asked(q);
      const lacks = new Map(unmet.map((one) => [one.id, one.words]));
      for (const rows of [disputes, measures]) {
        const counts = ids(rows).map((id) => (lacks.get(id) ?? []).filter((word) => measuresCalled(word).length === 0).length);
        expect(counts, q).toEqual([...counts].sort());
      }
      for (const lacking of lacks.values())
        expect(
          words.map(({ word }) => word),
          q,
        ).toEqual(expect.arrayContaining(lacking));
    }
    const { unmet } = await find('byd ev duty');
    expect(unmet).toContainEqual({ id: 'br-ev', words: ['byd'] });
    expect(unmet.map(({ id }) => id)).not.toContain('eu-cn-bev-cvd');
    // What people say around what they ask for is no word that could be unmet.
    const said = await find('what do I pay since 2018: US-China tariffs');
    expect(said.words.map(({ word }) => word.toLowerCase()).filter((word) => ['what', 'i', 'pay', 'since'].includes(word))).toEqual([]);
  });

  it('leave out what is on everybody, or on all goods, where something speaks of all of them', async () => {
    const tomatoes = await find('mexican tomatoes');
    expect(ids(tomatoes.disputes).sort()).toEqual(['us-forced-labour-orders', 'us-mx-tomatoes']);
    expect(ids(tomatoes.measures).sort()).toEqual(['us-mx-tomatoes-ad', 'us-wro-mexico-tomatoes']);
    // Nothing here is about tomatoes of Ghana alone: then that may be what was meant.
    const everybodys = await find('ghana tomatoes');
    expect(ids(everybodys.measures)).toContain('bf-tomatoes');
    expect(everybodys.unmet.map(({ id }) => id)).not.toContain('bf-tomatoes');
  });

  it('find a duty that people call a ban, after what is one', async () => {
    for (const q of ['is wine still banned in china', 'wine ban china']) {
      const { disputes, measures, unmet } = await find(q);
      expect(ids(disputes).slice(0, 3), q).toContain('au-cn-wine');
      expect(ids(measures).slice(0, 4), q).toContain('cn-au-wine-ad');
      expect(unmet.find(({ id }) => id === 'cn-au-wine-ad')?.words, q).toHaveLength(1);
    }
  });

  it('that are cut at a hyphen are no codes: a re-export is not to Reunion', async () => {
    expect((await find('re-export controls')).jurisdictions).toEqual([]);
    expect((await find('RE bananas')).jurisdictions.map(({ code }) => code)).toEqual(['RE']);
  });

  it('say what they were taken for, together or one by one', async () => {
    const meanings = async (q: string) => Object.fromEntries((await find(q)).words.map(({ word, means }) => [word, means]));
    expect(await meanings('South Korea rare earths HS 8703 ban xyzzy')).toEqual({
      'South Korea': ['Korea, Republic of (KR)'],
      'rare earths': [expect.stringMatching(/^HS 280530 /), expect.stringMatching(/^HS 2846 /)],
      8703: ['HS 8703 Passenger cars'],
      ban: ['ban'],
      xyzzy: [],
    });
    // A number, a year or a day that begins with no heading is none of goods.
    for (const q of ['2018', '7700', '2026-11-20']) expect((await find(q)).products, q).toEqual([]);
    const { jurisdictions, products, exporters } = await find('australian wine tariff china');
    expect(jurisdictions.map(({ code }) => code)).toEqual(['AU', 'CN']);
    expect(products.map(({ code }) => code)).toEqual(['2204']);
    expect(exporters).toEqual([]);
  });

  it('are cut where one is put together of goods, or an economy, and what is done to them', async () => {
    const meanings = async (q: string) => (await find(q)).words.map(({ word, means }) => [word, means]);
    expect(await meanings('Stahlzölle')).toEqual(await meanings('Stahl zölle'));
    expect(await meanings('Chinazölle')).toEqual([
      ['China', ['China (CN)']],
      ['zölle', ['tariff']],
    ]);
    expect(await meanings('Teslazölle')).toEqual(await meanings('Tesla zölle'));
    expect((await meanings('Schweinefleischeinfuhrverbot')).map(([word]) => word)).toEqual(['Schweinefleisch', 'einfuhrverbot']);
    // What has a name of its own is that, and what only ends like something done is none.
    for (const q of ['Strafzölle', 'Antidumpingzölle', 'suburban', 'Turbanverbote'])
      expect(
        (await meanings(q)).map(([word]) => word),
        q,
      ).toEqual([q]);
  });

  it('that only ask whether something is allowed say nothing of what is looked for', async () => {
    for (const q of ['may I export chips to Russia', 'is it allowed to export chips to Russia', 'must I not export chips to Russia'])
      expect((await find(q)).words.map(({ word }) => word).slice(-3), q).toEqual(['export', 'chips', 'Russia']);
    expect((await find('may I export chips to Russia')).words).toHaveLength(3);
  });

  it('that only ask whether something is in force say nothing of what is looked for', async () => {
    const { words, disputes } = await find('is the ban on Japanese seafood in force today?');
    expect(words.map(({ word }) => word)).toEqual(['ban', 'Japanese', 'seafood']);
    expect(ids(disputes)[0]).toBe('jp-cn-seafood');
  });

  it('of other languages are no codes where they are small words there, nor the economy whose name alone they begin', async () => {
    const meant = async (q: string) => Object.fromEntries((await find(q)).words.map(({ word, means }) => [word, means]));
    expect(await meant('maison de douane')).toEqual({ maison: [], douane: [] });
    expect((await meant('DE cars')).DE).toEqual(['Germany (DE)']);
    expect((await meant('de')).de).toEqual(['Germany (DE)']);
    expect((await meant('viande chine')).chine).toEqual(['China (CN)']);
  });

  it('find the same by a code with zeros that divide nothing as without them, as lists do', async () => {
    const short = await find('870380');
    expect(ids(short.measures)).toContain('eu-cn-bev-cvd');
    for (const q of ['8703.80.00', '87038000', 'HS 8703.80']) {
      const { products, disputes, measures } = await find(q);
      expect([products, ids(disputes), ids(measures)], q).toEqual([short.products, ids(short.disputes), ids(short.measures)]);
    }
  });

  it('find nothing by what is done alone, where nothing is known of what it is done to', async () => {
    const { disputes, measures } = await find('xyzzy ban');
    expect([disputes, measures]).toEqual([[], []]);
  });

  it('are whole words where they are short: a ban is no banana, nor is EV evidence', async () => {
    for (const q of ['ban', 'EV']) expect(ids((await find(q)).measures)).not.toContain('cn-ph-bananas');
  });

  it('stand in no longer words where they are short: tin is not in Argentina, rum begins no Romania, oil in German no Netherlands', async () => {
    for (const q of ['tin', 'rum', 'Öl', 'Tee']) {
      const { jurisdictions, exporters, wto_cases } = await find(q);
      expect([jurisdictions, exporters, wto_cases], q).toEqual([[], [], []]);
    }
    expect(ids((await find('BYD')).exporters)).toContain('byd');
    expect((await find('Jap')).jurisdictions.map(({ code }) => code)).toEqual(['JP']);
  });

  it('that nothing meets are told what is spelt nearly so, and mean none of it', async () => {
    const like = async (q: string, clocks = {}) =>
      Object.fromEntries(
        (await find(q, clocks)).words.flatMap(({ word, spelt_like }) => (spelt_like.length > 0 ? [[word, spelt_like]] : [])),
      );
    expect(await like('fukishima')).toEqual({ fukishima: ['Fukushima'] });
    expect(await like('Telsa tariff')).toEqual({ Telsa: ['Tesla'] });
    expect(await like('autraslia wine')).toEqual({ autraslia: ['Australia'] });
    expect(await like('tesla tarrif')).toEqual({ tarrif: expect.arrayContaining(['tariff']) });
    for (const q of ['softwood', 'wine', 'xyzzy', 'trump', 'Brexit']) expect(await like(q), q).toEqual({});
    const { areas, disputes, measures } = await find('fukishima');
    expect([areas, disputes, measures]).toEqual([[], [], []]);
  });

  it('find a WTO case by its number', async () => {
    for (const q of ['DS602', 'ds 602', 'ds-602', 'WT/DS602']) expect(ids((await find(q)).wto_cases)).toEqual(['DS602']);
  });

  it('find what was announced by a day, and by what had been said of it', async () => {
    const { disputes, measures } = await find('byd ev duty', { announced_by: '2023-01-01' });
    expect(ids(disputes)).not.toContain('eu-cn-ev');
    expect(ids(measures)).not.toContain('eu-cn-bev-cvd');
    const early = await find('australian wine tariff china', { announced_by: '2020-12-31' });
    expect(ids(early.measures)[0]).toMatch(/^cn-au-wine-/);
  });
});

describe('what is recorded', () => {
  it('is found at once, by its title and what it covers, and by no later title before', async () => {
    const test = await bundledTracker();
    try {
      const at = (q: string, clocks = {}) => search(test.tracker, { q, ...clocks });
      expect(ids((await at('zebra')).measures)).toEqual([]);
      await newMeasure(test.tracker, 'striped', { kind: 'tariff', type: 'additional', title: 'Duty on zebras' });
      await recordStatusChanges(test.tracker, me, 'striped', [change('in_force', '2020-01-01')]);
      const { known_at, measures } = await at('zebra duty');
      expect(ids(measures)).toEqual(['striped']);
      await editMeasure(test.tracker, me, 'striped', { title: 'Duty on quaggas' });
      expect(ids((await at('quagga duty')).measures)).toEqual(['striped']);
      expect(ids((await at('zebra duty', { known_at })).measures)).toEqual(['striped']);
      expect(ids((await at('quagga', { known_at })).measures)).toEqual([]);
      expect(ids((await at('zebra duty', { on: '2019-12-31' })).measures)).toEqual([]);
    } finally {
      await test.close();
    }
  });

  it('that has to read a long ledger first says so, and goes on where it was when it is asked again', async () => {
    const test = await bundledTracker();
    try {
      let refusals = 0;
      const patient = async (): ReturnType<typeof search> => {
        try {
          return await search(test.tracker, { q: 'wine' }, 0);
        } catch (error) {
          expect((error as Error).message).toContain('ask again');
          refusals += 1;
          return patient();
        }
      };
      expect(await patient()).toEqual(await find('wine'));
      expect(refusals).toBeGreaterThan(0);
    } finally {
      await test.close();
    }
  });
});
