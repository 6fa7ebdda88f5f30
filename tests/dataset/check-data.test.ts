import { describe, expect, it } from 'vitest';
import { fileChecks, laidOut, shares, shipmentsCheck, sumOf } from '../../scripts/check-data.ts';
import { KNOWN_SHIPMENTS } from '../../scripts/known-shipments.ts';
import { wrongAnswer } from '../../scripts/shipment.ts';
import type { Dataset } from '../../src/dataset/read.ts';
import type { DisputeFile } from '../../src/dataset/schema.ts';
import { folded } from '../../src/domain/text.ts';
import type { DutyQuote } from '../../src/lookups/duty.ts';
import { bundledDataset, bundledOf, sharedTracker } from '../support/database.ts';
import { THOROUGH } from '../support/thorough.ts';

const bundled = bundledDataset();
const checks = fileChecks(laidOut(bundled));

describe('the bundled data', () => {
  it.each(checks.filter(({ error }) => error).map(({ title, found }) => [title, found] as const))('has no %s', (_title, found) => {
    expect(found).toEqual([]);
  });

  it('says what known shipments pay', async () => {
    const t = await sharedTracker();
    // Each third of them, and all in a thorough run and in `npm run check:data`.
    const shipments = KNOWN_SHIPMENTS.filter((_, index) => THOROUGH || index % 6 === 0);
    expect((await shipmentsCheck(t.tracker, shipments)).found).toEqual([]);
    await t.close();
  });
});

const FEW = new Set(['us-s201-quartz', 'eu-mfn-goods']);
const some = bundledOf(['us-quartz.yaml', 'us-mx-tomatoes.yaml', 'base-duties.yaml']);
const withFew = ({ measures, ...content }: DisputeFile): DisputeFile => ({
  ...content,
  measures: measures.filter(({ id }) => FEW.has(id)),
});
const few: Dataset = { ...some, disputes: some.disputes.map(({ file, content }) => ({ file, content: withFew(content) })) };
const before = new Map(fileChecks(laidOut(few)).map(({ title, found }) => [title, found]));

/** What the checks find in a copy of some of the data in which something was made wrong, and not in the data itself. */
function foundAnew(make: (dataset: Dataset) => void): Record<string, string[]> {
  const dataset = structuredClone(few);
  make(dataset);
  const anew = fileChecks(laidOut(dataset)).map(({ title, found }) => [title, found.filter((line) => !before.get(title)?.includes(line))]);
  return Object.fromEntries(anew.filter(([, found]) => found?.length));
}
const file = (dataset: Dataset, name: string) => {
  const found = dataset.disputes.find((one) => one.file === name)?.content;
  if (!found) throw new Error(`no file ${name}`);
  return found;
};
const quartz = (dataset: Dataset) => {
  const { sources, measures, checks: looked } = file(dataset, 'us-quartz.yaml');
  const [measure] = measures;
  const [source] = sources;
  const [, announced, inForce] = measure?.status_changes ?? [];
  if (measure?.kind !== 'tariff' || !source || !announced || !inForce) throw new Error('the dispute over quartz is another');
  return { measure, source, announced, inForce, looked };
};

describe('the checks find', () => {
  it.each<[what: string, make: (dataset: Dataset) => void, title: RegExp, line: RegExp]>([
    [
      'a published act without an address',
      (dataset) => {
        const { source } = quartz(dataset);
        delete source.url;
      },
      /without an address/,
      /^wh-proc-11051: /,
    ],
    [
      'a source that stands twice',
      (dataset) => {
        dataset.sources.push({ ...quartz(dataset).source, title: 'Another title', url: 'https://example.org/another' });
      },
      /ids that two sources have/,
      /^wh-proc-11051 stands 2 times$/,
    ],
    [
      'an address that stands twice',
      (dataset) => {
        const { source } = quartz(dataset);
        source.url = file(dataset, 'us-mx-tomatoes.yaml').sources[0]?.url;
      },
      /under two sources/,
      /wh-proc-11051/,
    ],
    [
      'a place in a source that is not cited',
      (dataset) => {
        quartz(dataset).announced.places = { 'another-source': 'page 1' };
      },
      /places in sources/,
      /us-s201-quartz-announced says where in another-source/,
    ],
    [
      'what an old source would have told long before it was',
      (dataset) => {
        const { inForce, source } = quartz(dataset);
        delete inForce.announced_on;
        source.published_on = '2020-01-01';
      },
      /an old source/,
      /us-s201-quartz-in-force holds from \S+, and its oldest source is of 2020-01-01/,
    ],
    [
      'what a late source tells after it began',
      (dataset) => {
        quartz(dataset).source.published_on = '2026-10-01';
      },
      /told later than they begin/,
      /us-s201-quartz-itc-supplement holds from 2026-07-02, and its oldest source is of 2026-10-01/,
    ],
    [
      'a day of publication that the address contradicts',
      (dataset) => {
        quartz(dataset).source.published_on = '2026-08-31';
      },
      /an address contradicts/,
      /^wh-proc-11051 was published on 2026-08-31, and its address says 2026-07$/,
    ],
    [
      'an effect before its announcement',
      (dataset) => {
        const { inForce } = quartz(dataset);
        inForce.announced_on = '2026-09-01';
        delete inForce.note;
      },
      /before their announcement/,
      /us-s201-quartz-in-force holds from 2026-08-15 and was announced on 2026-09-01/,
    ],
    [
      'sources that are older than the news',
      (dataset) => {
        quartz(dataset).announced.announced_on = '2026-08-14';
      },
      /older than the news/,
      /us-s201-quartz-announced was announced on 2026-08-14, and all that it cites is older \(2026-07-31\)/,
    ],
    [
      'an act of another year',
      (dataset) => {
        quartz(dataset).announced.instruments = [{ identifier: '88 FR 13267' }];
      },
      /acts of other years/,
      /us-s201-quartz-announced .* 88 FR 13267/,
    ],
    [
      'an entry that is verified by what nobody read',
      (dataset) => {
        quartz(dataset).source.read_as = 'number seen in another document';
      },
      /no source was read/,
      /us-s201-quartz-announced is verified/,
    ],
    [
      'an act called a text that others cite',
      (dataset) => {
        quartz(dataset).source.read_as = 'number and day cited in a report; the text itself not read';
      },
      /no words were seen/,
      /^wh-proc-11051 is called official_(?:text|copy), and what was seen of it is: number and day cited/,
    ],
    [
      'an act called a copy of which the title was seen',
      (dataset) => {
        Object.assign(quartz(dataset).source, { form: 'official_copy', read_as: 'its title, number and day' });
      },
      /no words were seen/,
      /^wh-proc-11051 is called official_copy/,
    ],
    [
      'an act called a copy that others tell',
      (dataset) => {
        Object.assign(quartz(dataset).source, { form: 'official_copy', read_as: 'contents as two reports give them' });
      },
      /no words were seen/,
      /^wh-proc-11051 is called official_copy/,
    ],
    [
      'a tariff without a rate',
      (dataset) => {
        quartz(dataset).measure.rate_tables.length = 0;
      },
      /without any rate/,
      /^us-s201-quartz /,
    ],
    [
      'a doubt on a table of a base that says again most of what held before',
      (dataset) => {
        const goods = file(dataset, 'base-duties.yaml').measures.find(({ id }) => id === 'eu-mfn-goods');
        const table = goods?.kind === 'tariff' ? goods.rate_tables.at(-1) : undefined;
        if (table?.id !== 'eu-mfn-goods-rates-later') throw new Error('the base duties are others');
        table.doubt = 'Read in one table alone';
        for (const rate of table.rates) delete rate.doubt;
      },
      /leaves nothing open/,
      /eu-mfn-goods-rates-later charges 3\d\d\d codes what eu-mfn-goods-rates-lobster does$/,
    ],
    ['a dispute that nobody looked at again', (dataset) => (quartz(dataset).looked.length = 0), /without a check/, /^us-quartz\.yaml: /],
    [
      'an informal status on one report',
      (dataset) => {
        const { measure, announced } = quartz(dataset);
        measure.formality = 'informal';
        announced.sources = ['wh-proc-11051'];
      },
      /informal measures/,
      /us-s201-quartz-announced$/,
    ],
    [
      'a formal status on reports alone',
      (dataset) => {
        quartz(dataset).source.kind = 'press';
      },
      /reports alone/,
      /us-s201-quartz-announced \(wh-proc-11051\)/,
    ],
    [
      'an entry with no source',
      (dataset) => {
        const { announced } = quartz(dataset);
        delete announced.sources;
        announced.unsourced = true;
      },
      /no source at all/,
      /us-s201-quartz-announced$/,
    ],
  ])('%s', (_what, make, title, line) => {
    const found = Object.entries(foundAnew(make)).find(([name]) => title.test(name))?.[1] ?? [];
    expect(
      found.some((text) => line.test(text)),
      JSON.stringify(found),
    ).toBe(true);
  });

  it('an answer to a known shipment that is another', () => {
    const answer = (total: string | null, least: string, most: string | null) =>
      ({
        total_ad_valorem_pct: total,
        range: { ad_valorem_pct: { least, most } },
        additional: { ad_valorem_pct: { least, most } },
      }) as unknown as DutyQuote;
    const [byd] = KNOWN_SHIPMENTS;
    if (!byd) throw new Error('no shipment is known');
    const of = (expected: (typeof byd)['expected'], given: DutyQuote) => wrongAnswer({ ...byd, expected }, given);
    expect(of({ total: 27 }, answer('27.0', '27.0', '27.0'))).toBeNull();
    expect(of({ total: 27 }, answer('27.4', '27.4', '27.4'))).toBe('should be 27%, is 27.4%');
    expect(of({ total: 27 }, answer(null, '10', '27.0'))).toBe('should be 27%, is 10% to 27.0%');
    expect(of({ range: [10, 27] }, answer(null, '10', '27.0'))).toBeNull();
    expect(of({ range: [10, null] }, answer(null, '10', '27.0'))).toBe('should be 10% to unknown all, is 10% to 27.0%');
    expect(of({ range: [10, 27] }, answer('27', '10', '27'))).toBe('should be 10% to 27% all, is 27%');
    expect(of({ additional: [10, 27] }, answer('27', '10', '27'))).toBeNull();
  });
});

it('the share of official sources is counted for each file and for all', () => {
  const rows = shares(laidOut(bundled));
  const quartzRow = rows.find((row) => row.file === 'us-quartz.yaml');
  expect(quartzRow).toMatchObject({ official: quartzRow?.entries, act: quartzRow?.entries });
  expect(sumOf(rows).entries).toBe(rows.reduce((sum, row) => sum + row.entries, 0));
  const { act, place } = sumOf(rows);
  expect(place).toBeGreaterThan(act / 2);
  const withoutPlaces = JSON.parse(JSON.stringify(bundled, (key, value) => (key === 'places' ? undefined : value))) as typeof bundled;
  expect(sumOf(shares(laidOut(withoutPlaces)))).toMatchObject({ act, place: 0 });
});

it('nine in ten status and rate entries of formal measures name the act, or the words of an authority, and where in it the claim stands', () => {
  const { entries, place } = sumOf(shares(laidOut(bundled)));
  expect(place / entries).toBeGreaterThanOrEqual(0.9);
});

it('no dispute is called as a measure is: to ask for the one would show the other', () => {
  const { disputes } = bundled;
  const measures = new Set(disputes.flatMap(({ content }) => content.measures.map(({ id }) => id)));
  expect(disputes.flatMap(({ content }) => content.dispute?.id ?? []).filter((id) => measures.has(id))).toEqual([]);
});

it('no name is that of two companies: whoever asks for it would have to say which', () => {
  const ids = new Map<string, Set<string>>();
  for (const { id, name, aliases } of bundled.disputes.flatMap(({ content }) => content.exporters))
    for (const one of [name, ...aliases].map(folded)) ids.set(one, (ids.get(one) ?? new Set()).add(id));
  expect([...ids].filter(([, those]) => those.size > 1).map(([name, those]) => [name, ...those])).toEqual([]);
});
