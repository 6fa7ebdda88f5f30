import { said } from './said.ts';
import type { KnownShipment } from './shipment.ts';

/** What is known beside origin, goods and day: the exporter, the side of a quota, what is said of conditions, the value and the quantity. */
interface Told {
  by?: string;
  quota?: 'in' | 'over';
  preference?: true;
  if?: string;
  announced?: string;
  value?: readonly [amount: string, currency: string];
  quantity?: string;
}
type Row = readonly [
  goods: string,
  origin: string,
  product: string,
  on: string,
  pays: number | readonly [number, number | null] | string,
  told?: Told,
];

/** Metal that is of neither the United States nor Russia, under no exclusion. */
const NO_RELIEF_OF_METAL = '-us_metal_2025 -russian_aluminium -s232_exclusion';
/** A bracket that is mostly of such steel, of no order's words. */
const BRACKET =
  'steel:60% -us_metal_2025 -s232_exclusion -civil_aircraft -ustr_exclusion -us_order_racks -us_order_tool_chests -us_order_fencing';

/**
 * What others wrote that goods pay, or worked out, into economies other than the United States but for the last ones: by importer. Where
 * nobody can know, the least and the most; an amount of money is text.
 */
const PUBLISHED: Readonly<Record<string, readonly Row[]>> = {
  EU: [
    ['e-bike of Bodo, table of the British customs of January 2019: 6 + 58.3 + 15.1', 'CN', '87116010', '2020-06-01', 79.4, { by: 'Bodo' }],
    ['e-bike of Jinhua Vision: 6 + 10.3 + 8.5', 'CN', '87116010', '2020-06-01', 24.8, { by: 'Jinhua Vision Industry' }],
    ['e-bike of Yadea: 6 + 37.4 + 10.7', 'CN', '87116010', '2020-06-01', 54.1, { by: 'Yadea' }],
    ['e-bike of none of the named: 6 + the 79.3 that papers have', 'CN', '87116010', '2020-06-01', 85.3, { by: 'all_others' }],
    [
      'e-bike of one who cooperated in both cases: 6 + the 33.4 of Bike Europe',
      ...(['CN', '87116010', '2020-06-01', 39.4, { by: 'other_cooperating', if: '-eu_ebikes_annex_2 -eu_ebikes_annex_3' }] as const),
    ],
    ['the same, in which annex nobody says', 'CN', '87116010', '2020-06-01', [31.4, 93.3], { by: 'other_cooperating' }],
    [
      'e-bike of Giant by what was known in 2021: 6 + the 24.6 of Bike Europe',
      ...(['CN', '87116010', '2020-06-01', 30.6, { by: 'Giant Electric Vehicle (Kunshan)', announced: '2021-01-01' }] as const),
    ],
    [
      'the same after the judgment of April 2022: 6',
      ...(['CN', '87116010', '2020-06-01', 6, { by: 'Giant Electric Vehicle (Kunshan)', announced: '2022-06-01' }] as const),
    ],
    [
      'and in the end: 6 + the 13.8 that were imposed again as from 2019',
      ...(['CN', '87116010', '2020-06-01', 19.8, { by: 'Giant Electric Vehicle (Kunshan)' }] as const),
    ],
    [
      'aluminium wheel for a tractor, 22.3 by amfori: 3 + 22.3',
      ...(['CN', '87087010', '2020-06-01', 25.3, { if: 'eu_order_aluminium_wheels' }] as const),
    ],
    ['aluminium wheel for a car: 4.5 + 22.3', 'CN', '87087050', '2020-06-01', 26.8, { if: 'eu_order_aluminium_wheels' }],
    ['wheel of another metal, which the duty does not name', 'CN', '87087050', '2020-06-01', 4.5, { if: '-eu_order_aluminium_wheels' }],
    ['wheel of which nobody says so', 'CN', '87087050', '2020-06-01', [4.5, 26.8]],
    ['trout of Türkiye: 12, and the 6.9 to 9.5 of the act, told without a rate', 'TR', '03021180', '2020-06-01', [12, null]],
    ['tinned mandarins of China: 18.4, and euro by the tonne by maker', 'CN', '20083055', '2020-06-01', [18.4, null]],
    ['biodiesel of the United States: two duties beside 6.5', 'US', '38260010', '2020-06-01', [6.5, null], { if: '-eu_suspension' }],
    [
      'a tonne of Russian urea worth 300 EUR, first year: 6.5% + 40 EUR',
      ...([
        'RU',
        '31021010',
        '2025-07-01',
        '59.50 EUR',
        { value: ['300', 'EUR'], quantity: '1 t', if: '-eu_ru_fertiliser_threshold' },
      ] as const),
    ],
    [
      'the same in the third year: 6.5% + 80 EUR',
      ...([
        'RU',
        '31021010',
        '2027-07-01',
        '99.50 EUR',
        { value: ['300', 'EUR'], quantity: '1 t', if: '-eu_ru_fertiliser_threshold' },
      ] as const),
    ],
    ['and after it, by the act: 6.5% + 315 EUR', 'RU', '31021010', '2028-07-01', '334.50 EUR', { value: ['300', 'EUR'], quantity: '1 t' }],
    ['Russian wheat by the tonne', 'RU', '10019900', '2024-07-01', '95.00 EUR', { value: ['220', 'EUR'], quantity: '1 t' }],
    ['Russian sunflower seed', 'RU', '12060091', '2024-07-01', 50],
    ['American T-shirts since 22 June 2018: 12 + 25', 'US', '61091000', '2018-06-22', 37, { if: '-eu_exported_before_2018_06_22' }],
    ['bourbon on the day of its rise to 50, which was put off', 'US', '22083011', '2021-06-01', 25],
    ['American motorcycle on the last day before the truce: 6 + 25', 'US', '87115000', '2021-12-31', 31],
    ['and from the next day', 'US', '87115000', '2022-01-01', 6],
  ],
  CN: [
    ['roasted pistachios, American Pistachio Growers: 30 from June 2019', 'US', '20081999', '2019-06-01', 30],
    ['the day before: 5 + 10', 'US', '20081999', '2019-05-31', 15],
    ['pecans, 22 by Pecan Report; other nuts of the line pay 24 in place of 7', 'US', '08029090', '2018-04-02', [22, 39]],
    ['shelled macadamia nuts: 12 + 15', 'US', '08026290', '2018-04-02', 27],
    ['almonds in shell in September 2019, lists of the nut council: 10 + 15 + 25 + 10', 'US', '08021100', '2019-09-01', 60],
    ['pistachios in shell: 5 + 15 + 25 + 10', 'US', '08025100', '2019-09-01', 55],
    ['walnuts in shell: 25 + 15 + 25 + 10', 'US', '08023100', '2019-09-01', 75],
    ['prunes: 25 + 15 + 25 + 10', 'US', '08132000', '2019-09-01', 75],
    ['raisins: 10 + 15 + 25 + 10', 'US', '08062000', '2019-09-01', 60],
    ['groundnuts in shell on the day of the second half of the list, which did not come: 15 + 10', 'US', '12024100', '2019-12-15', 25],
    ['apples in September 2019: 10 + 15 + 25 + 10', 'US', '08081000', '2019-09-01', 60],
    ['table grapes: 13 + 15 + 25 + 10', 'US', '08061000', '2019-09-01', 63],
    ['soya beans: 3 + 25 + 5', 'US', '12019010', '2019-09-01', 33],
    ['frozen pork: 12 + 25 + 25 + 10', 'US', '02032900', '2019-09-01', 72],
    ['cotton within the quota: 1 + 25', 'US', '52010000', '2018-09-01', 26, { quota: 'in' }],
    ['tobacco on list 1: 10 + 25', 'US', '24011010', '2018-07-06', 35],
    ['live lobster on list 1, after the cut to 7: 7 + 25', 'US', '03063290', '2018-07-06', 32],
    ['sorghum on list 1: 2 + 25', 'US', '10079000', '2018-07-06', 27],
    ['crude oil in September 2019: free + 5', 'US', '27090000', '2019-09-01', 5],
    ['aluminium scrap in April 2018: 25 alone', 'US', '76020000', '2018-04-02', 25],
    ['canola meal of Canada, let off in March 2026', 'CA', '230641', '2026-03-01', 0],
    ['peas of Canada, let off with it: 5', 'CA', '07131090', '2026-03-01', 5],
    ['live lobster of Canada, let off: 7', 'CA', '03063290', '2026-03-01', 7],
    ['and canola oil, which was not: 9 + 100', 'CA', '15141100', '2026-03-01', 109],
    ['barley of Australia on the last day: 73.6 + 6.9', 'AU', '1003', '2023-08-04', 80.5, { preference: true }],
    ['and the day after', 'AU', '1003', '2023-08-05', 0, { preference: true }],
    ['cognac of Martell below its prices: 10 + 27.7', 'FR', '2208200090', '2025-07-05', 37.7, { by: 'Martell', if: '-price_undertaking' }],
    ['and at or above them: 10', 'FR', '2208200090', '2025-07-05', 10, { by: 'Martell', if: 'price_undertaking' }],
    ['pork of Danish Crown: 12 + 18.6', 'DK', '02032900', '2025-12-17', 30.6, { by: 'Danish Crown' }],
    ['pork of Vion: 12 + 19.8', 'NL', '02032900', '2025-12-17', 31.8, { by: 'Vion' }],
  ],
  CA: [
    ['American whisky on the last day: 10, if an amendment of April 2019 left it on the list', 'US', '22083000', '2019-05-18', [0, 10]],
    ['and on the day of notice 19-09', 'US', '22083000', '2019-05-19', 0],
    [
      'American coffee on the last day of 25',
      'US',
      '09012100',
      '2025-08-31',
      25,
      { if: '-ca_public_use -ca_manufacturing_use -us_surtax_remission' },
    ],
    ['and without it', 'US', '09012100', '2025-09-01', 0],
    ['Korean hot-rolled sheet beyond the quota in 2026', 'KR', '72083900', '2026-01-01', 50, { quota: 'over' }],
  ],
  MX: [
    ['apples of the United States, decree of June 2018', 'US', '08081001', '2018-06-05', 20],
    ['fresh cheese from 5 July 2018', 'US', '04061001', '2018-07-05', 25],
    ['frozen chips of potatoes', 'US', '20041001', '2018-06-05', 20],
    ['hot-rolled steel', 'US', '72083901', '2018-06-05', 25],
    ['sugar of Brazil since November 2025', 'BR', '17011491', '2025-11-11', 156],
  ],
  TR: [
    ['Chinese petrol car on the day that papers gave, and the circulars do not: 10', 'CN', '87032319', '2024-07-07', 10],
    [
      'and from 8 July 2024, worth 10,000 USD: 10% and the 7,000 of the decree',
      ...([
        'CN',
        '87032319',
        '2024-07-08',
        '8000.00 USD',
        { value: ['10000', 'USD'], quantity: '1 unit', if: '-tr_investment_certificate' },
      ] as const),
    ],
    [
      'and worth 20,000: 10% + 40%',
      ...([
        'CN',
        '87032319',
        '2024-07-08',
        '10000.00 USD',
        { value: ['20000', 'USD'], quantity: '1 unit', if: '-tr_investment_certificate' },
      ] as const),
    ],
    ['American almonds in May 2019: 15 + 10', 'US', '08021200', '2019-05-21', 25],
  ],
  IN: [
    [
      'American almonds without shell: 100 + 20 rupees a kilogram, and a tenth of both as a surcharge',
      'US',
      '08021200',
      '2019-06-16',
      '132.00 INR',
      { value: ['600', 'INR'], quantity: '1 kg' },
    ],
    ['American lentils: 30 + 20, and a tenth of both as a surcharge', 'US', '07134000', '2019-06-16', 55],
    ['boric acid: 7.5 + 20, exempt from the surcharge or not', 'US', '28100020', '2019-06-16', [27.5, 30.25]],
    ['peas of Canada since 8 November 2017', 'CA', '07131010', '2017-11-08', 50],
    ['cement of Pakistan, exempt from the surcharge or not', 'PK', '25232910', '2019-02-17', [200, 220]],
  ],
  US: [
    ['Indian shrimp in 2019, which an order names at rates by maker', 'IN', '0306170040', '2019-06-01', [0, null]],
    ['and such as it does not name', 'IN', '0306170040', '2019-06-01', 0, { if: '-us_order_shrimp' }],
    ['Vietnamese catfish fillets in 2019', 'VN', '0304620020', '2019-06-01', [0, null]],
    ['Italian pasta in 2019: two orders', 'IT', '1902192010', '2019-06-01', [0, null]],
    ['Chinese candles in 2019, order of 1986', 'CN', '3406000000', '2019-06-01', [0, null]],
    ['Japanese printing plates on the day of their order', 'JP', '3701300000', '2024-11-22', [0, null]],
    ['shelving of Thailand after its order', 'TH', '9403200075', '2025-01-10', [0, null]],
    ['and such as the order does not name', 'TH', '9403200075', '2025-01-10', 0, { if: '-us_order_boltless_shelving' }],
    [
      'Korean epoxy resin after its orders, free of the reciprocal duty',
      'KR',
      '3907300000',
      '2025-06-10',
      [6.1, null],
      { if: '-pharma_appendix' },
    ],
    [
      'Chinese car part, a quarter of aluminium, example of a forwarder of April 2025: 2.5 + 20 + 25 + 6.25, no reciprocal duty',
      ...(['CN', '8708806590', '2025-04-08', 53.75, { if: `aluminium:25% -us_loaded_before_2025_04_05 ${NO_RELIEF_OF_METAL}` }] as const),
    ],
    [
      'the same of Japan: 2.5 + 6.25',
      ...(['JP', '8708806590', '2025-04-08', 8.75, { if: `aluminium:25% -us_loaded_before_2025_04_05 ${NO_RELIEF_OF_METAL}` }] as const),
    ],
    [
      'Chinese bracket, 60% of steel, February 2026: 2.9 + 25 + 10 + 30, and 10 on the rest',
      ...(['CN', '7326908688', '2026-02-20', 71.9, { if: BRACKET }] as const),
    ],
    [
      'the same four days later: 2.9 + 25 + 30, and the surcharge on the rest or not at all',
      ...(['CN', '7326908688', '2026-02-24', [57.9, 61.9], { if: BRACKET }] as const),
    ],
    [
      'German cable, 40% of copper, March 2026: 2.6 + 20, and the surcharge on the rest or not at all',
      ...(['DE', '8544429090', '2026-03-15', [22.6, 28.6], { if: 'copper:40% aluminium:0% -russian_aluminium' }] as const),
    ],
    ['Brazilian coffee on the last day: 10 + 40', 'BR', '0901110025', '2025-11-12', 50],
    ['and the next day', 'BR', '0901110025', '2025-11-13', 0],
    ['Brazilian iron ore, free of the 40 alone', 'BR', '2601110060', '2025-08-06', 10],
    ['Indian shirts after the deal of February 2026: 16.5 + 25', 'IN', '6109100012', '2026-02-07', 41.5],
    ['Chinese diodes on the last day of 25', 'CN', '8541100080', '2024-12-31', 25],
    ['and from the next day 50', 'CN', '8541100080', '2025-01-01', 50],
    ['Chinese gloves for doctors in January 2026: 100 + 10 + 10', 'CN', '4015121010', '2026-01-01', 120],
    ['Vietnamese sofas since 14 October 2025: 25, and no reciprocal duty', 'VN', '9401614011', '2025-10-14', 25],
  ],
};

const expectedOf = (pays: Row[4]): KnownShipment['expected'] =>
  typeof pays === 'number' ? { total: pays } : typeof pays === 'string' ? { amount: pays } : { range: [pays[0], pays[1]] };

export const PUBLISHED_SHIPMENTS: readonly KnownShipment[] = Object.entries(PUBLISHED).flatMap(([importer, rows]) =>
  rows.map(([goods, origin, product, on, pays, told = {}]) => ({
    goods: `into ${importer}: ${goods}`,
    asked: {
      ...{ importer, origin, product, on },
      ...(told.by !== undefined && { exporter: told.by }),
      ...(told.quota !== undefined && { quota: told.quota }),
      ...(told.preference && { preference: told.preference }),
      ...said(told.if ?? ''),
      ...(told.announced !== undefined && { announced_by: told.announced }),
      ...(told.value !== undefined && { customs_value: told.value[0], currency: told.value[1] }),
      ...(told.quantity !== undefined && { quantity: [told.quantity] }),
    },
    expected: expectedOf(pays),
  })),
);
