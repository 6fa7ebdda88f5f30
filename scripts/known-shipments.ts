import { PUBLISHED_SHIPMENTS } from './published-shipments.ts';
import { RULED_SHIPMENTS } from './ruled-shipments.ts';
import type { KnownShipment } from './shipment.ts';

const euCar = (exporter: string | undefined, on: string): KnownShipment['asked'] => ({
  ...{ importer: 'EU', origin: 'CN', product: '8703801010', on },
  ...(exporter !== undefined && { exporter }),
});
const solarModules = (origin: string, on: string): KnownShipment['asked'] => ({
  // Before 2022 they stood with other cells.
  ...{ importer: 'US', origin, product: on < '2022' ? '8541406015' : '8541430010', on },
  conditions: [{ id: 'solar_exclusion', met: false }],
});
const wine = (exporter: string, on: string): KnownShipment['asked'] => ({
  ...{ importer: 'CN', origin: 'AU', product: '220421', on },
  ...{ exporter, preference: true },
});

const CHINESE = ['CN', 'HK', 'MO'];
/** What had left before the reciprocal tariffs of 2025 came or rose paid less for some weeks: the days, and of whom. */
const LEFT_BEFORE: readonly { id: string; first: string; end: string; isOf: (origin: string) => boolean }[] = [
  { id: 'us_loaded_before_2025_04_05', first: '2025-04-05', end: '2025-06-16', isOf: () => true },
  { id: 'us_loaded_2025_04_05_to_08', first: '2025-04-09', end: '2025-04-10', isOf: () => true },
  { id: 'us_loaded_2025_04_05_to_09', first: '2025-04-10', end: '2025-05-14', isOf: (origin) => CHINESE.includes(origin) },
  { id: 'us_loaded_before_2025_08_07', first: '2025-08-07', end: '2025-10-05', isOf: (origin) => !CHINESE.includes(origin) },
];
/** Goods that left after the last rise before the day. */
export const leftSince = (origin: string, on: string): { id: string; met: boolean }[] =>
  LEFT_BEFORE.filter(({ first, end, isOf }) => first <= on && on < end && isOf(origin) && !['CA', 'MX'].includes(origin)).map(({ id }) => ({
    id,
    met: false,
  }));
const intoUs = (origin: string, product: string, on: string): KnownShipment['asked'] => {
  const conditions = leftSince(origin, on);
  return { importer: 'US', origin, product, on, ...(conditions.length > 0 && { conditions }) };
};
/** A vehicle of less than 25 years. */
const notOld = (origin: string, product: string, on: string, quota?: 'in' | 'over'): KnownShipment['asked'] => ({
  ...saying(intoUs(origin, product, on), { vehicle_25_years: false }),
  ...(quota && { quota }),
});
const shirt = (origin: string, on: string): KnownShipment['asked'] => intoUs(origin, '61091000', on);
const hotRolled = (origin: string, on: string): KnownShipment['asked'] => ({ importer: 'US', origin, product: '72083900', on });

/** A medicine of the section 232 list, for sale, of a company without relief. */
const medicine = (origin: string, patented: boolean): KnownShipment['asked'] => ({
  ...{ importer: 'US', origin, product: '3004909218', on: '2026-10-09' },
  conditions: [
    { id: 'patented_medicine', met: patented },
    { id: 'pharma_no_relief', met: true },
    { id: 'pharma_research', met: false },
  ],
});
/** A drone with thermal imaging, of certified parts, with what else is said of it. */
const britishDrone = (said: Record<string, boolean>): KnownShipment['asked'] => ({
  ...{ importer: 'US', origin: 'GB', product: '880622', on: '2026-10-09' },
  conditions: Object.entries({ thermal_imaging: true, drone_certified: true, blue_uas: false, drone_onshoring: false, ...said }).map(
    ([id, met]) => ({ id, met }),
  ),
});
/** A machine of Viet Nam, mostly of steel that is not of the United States, for no special use. */
const machine = (product: string, on: string, ...conditions: string[]): KnownShipment['asked'] => ({
  ...{ importer: 'US', origin: 'VN', product, on },
  conditions: [{ id: 'metal_weight_15', met: true }, ...conditions.map((id) => ({ id, met: id === 'foreign_metal' }))],
});

/** The same with what is said of conditions. */
const saying = (asked: KnownShipment['asked'], said: Record<string, boolean>): KnownShipment['asked'] => ({
  ...asked,
  conditions: [...(asked.conditions ?? []), ...Object.entries(said).map(([id, met]) => ({ id, met }))],
});

const intoUnion = (origin: string, product: string, on: string, quota?: 'in' | 'over'): KnownShipment['asked'] => ({
  ...{ importer: 'EU', origin, product, on },
  ...(quota && { quota }),
});
/** Cold-rolled stainless steel, from a firm without a name in the acts that extend the duty on Indonesia's. */
const coldRolledOfVietnam = (on: string, quota: 'in' | 'over'): KnownShipment['asked'] =>
  saying(intoUnion('VN', '72193310', on, quota), { eu_sscr_ad_not_exempt: true, eu_sscr_cvd_not_exempt: true });
/** Glass fibre of Jushi in Egypt, of no description whose duty is suspended. */
const fibreOfEgypt = (product: string, on: string): KnownShipment['asked'] => ({
  ...saying(intoUnion('EG', product, on), { eu_suspension: false }),
  exporter: 'Jushi Egypt For Fiberglass Industry S.A.E',
});
/** Turkish bars that Canada's anti-dumping order on reinforcing bar does not name. */
const rebarIntoCanada: KnownShipment['asked'] = {
  ...{ importer: 'CA', origin: 'TR', product: '72142000', on: '2025-06-27', quota: 'over' },
  conditions: [{ id: 'ca_order_rebar', met: false }],
};
/** A sink of stainless steel. */
const chineseSinkIntoCanada: KnownShipment['asked'] = { importer: 'CA', origin: 'CN', product: '73241000', on: '2026-11-01' };
const intoChina = (product: string, on: string): KnownShipment['asked'] => ({ importer: 'CN', origin: 'US', product, on });
const intoCanada = (product: string, on: string): KnownShipment['asked'] => ({ importer: 'CA', origin: 'US', product, on });
/** A good for which Canada's surtax on US goods is not remitted: for no such use, and of no description of the order. */
const notRemitted = (use: string): { id: string; met: boolean }[] =>
  ['ca_public_use', use, 'us_surtax_remission'].map((id) => ({ id, met: false }));

export const KNOWN_SHIPMENTS: readonly KnownShipment[] = [
  { goods: 'BYD car before any duty', asked: euCar('BYD', '2024-07-04'), expected: { total: 10 } },
  {
    goods: 'BYD car, provisional: 10 + 17.4 secured',
    asked: { ...euCar('BYD', '2024-07-05'), announced_by: '2024-10-28' },
    expected: { total: 27.4 },
  },
  { goods: 'BYD car, provisional: 10, as what was secured was given back', asked: euCar('BYD', '2024-07-05'), expected: { total: 10 } },
  { goods: 'BYD car, definitive: 10 + 17.0', asked: euCar('BYD', '2024-10-30'), expected: { total: 27 } },
  {
    goods: 'Tesla, still one of the other cooperating companies: 10 + 20.8',
    asked: { ...euCar('Tesla', '2024-10-29'), announced_by: '2024-10-28' },
    expected: { total: 30.8 },
  },
  { goods: 'Tesla with its own rate: 10 + 7.8', asked: euCar('Tesla', '2024-10-30'), expected: { total: 17.8 } },
  { goods: 'car of SAIC: 10 + 35.3', asked: euCar('SAIC', '2024-10-30'), expected: { total: 45.3 } },
  { goods: 'car of none of the named: 10 + 35.3', asked: euCar('all_others', '2024-10-30'), expected: { total: 45.3 } },
  {
    goods: 'BYD car by its eight digits: used cars pay the base alone',
    asked: { ...euCar('BYD', '2024-10-30'), product: '87038010' },
    expected: { range: [10, 27] },
  },
  {
    goods: 'US soybeans into China, the day before list 1: the base alone',
    asked: { importer: 'CN', origin: 'US', product: '12019010', on: '2018-07-05' },
    expected: { total: 3 },
  },
  {
    goods: 'US soybeans into China on the first day of list 1: 3 + 25',
    asked: { importer: 'CN', origin: 'US', product: '12019010', on: '2018-07-06' },
    expected: { total: 28 },
  },
  {
    goods: 'US wheat into China within the quota on list 1: 1 + 25',
    asked: { ...intoChina('10019900', '2018-09-01'), quota: 'in' },
    expected: { total: 26 },
  },
  {
    goods: 'US wheat into China beyond the quota: 65 + 25',
    asked: { ...intoChina('10019900', '2018-09-01'), quota: 'over' },
    expected: { total: 90 },
  },
  {
    goods: 'US wheat into China of which nobody says whether it has a certificate of quota',
    asked: intoChina('10019900', '2018-03-01'),
    expected: { range: [1, 65] },
  },
  {
    goods: 'US liquefied gas into China, second batch: free + 10, then 25',
    asked: { importer: 'CN', origin: 'US', product: '27111100', on: '2018-10-01' },
    expected: { total: 10 },
  },
  {
    goods: 'US liquefied gas into China after the rise of June 2019',
    asked: { importer: 'CN', origin: 'US', product: '27111100', on: '2019-06-01' },
    expected: { total: 25 },
  },
  {
    goods: 'US T-shirts into Canada for shops, without CUSMA origin, schedule 3 of P.C. 2026-0785: 18 + 50',
    asked: saying(
      { ...intoCanada('61091000', '2026-10-01'), conditions: notRemitted('ca_manufacturing_use') },
      { ca_in_transit_2026_09_08: false },
    ),
    expected: { total: 68 },
  },
  {
    goods: 'the same where nobody says what they are for: to be printed on, they would be free',
    asked: intoCanada('61091000', '2026-10-01'),
    expected: { additional: [0, 50] },
  },
  {
    goods: 'US cheese into Canada for shops, schedule 2 of P.C. 2026-0785',
    asked: saying(
      { ...intoCanada('04061010', '2026-10-01'), conditions: notRemitted('ca_manufacturing_use') },
      { ca_in_transit_2026_09_08: false },
    ),
    expected: { additional: [25, 25] },
  },
  {
    goods: 'US hot-rolled sheet into Canada for no use and of no description that is remitted',
    asked: saying(
      { ...intoCanada('72083900', '2026-10-01'), conditions: notRemitted('vehicle_or_aircraft_use') },
      { ca_in_transit_2026_09_08: false },
    ),
    expected: { additional: [50, 50] },
  },
  {
    goods: 'US stainless sheet into Canada with a claim for remission: item 34.18 of schedule 2 of SOR/2025-122',
    asked: saying(intoCanada('72193300', '2026-10-01'), { us_surtax_remission: true, ca_in_transit_2026_09_08: false }),
    expected: { additional: [0, 0] },
  },
  {
    goods: 'Chinese furniture parts into Canada with a claim for remission: item 37 of SOR/2026-34',
    asked: {
      importer: 'CA',
      origin: 'CN',
      product: '94039900',
      on: '2026-10-01',
      conditions: [{ id: 'steel_derivative_remission', met: true }],
    },
    expected: { additional: [0, 0] },
  },
  {
    goods: 'heavy plate of China into the Union: an anti-dumping duty of 65.1 to 73.7 that is told in words alone',
    asked: saying(intoUnion('CN', '72085120', '2020-01-10', 'in'), { eu_order_heavy_plate: true }),
    expected: { range: [0, null] },
  },
  {
    goods: 'of Korea, which no such duty is on, beyond the quotas',
    asked: intoUnion('KR', '72085120', '2024-01-10', 'over'),
    expected: { total: 25 },
  },
  {
    goods: 'Turkish hot-rolled steel into the Union beyond the quotas of 2026, if no anti-dumping duty is left: free + 50',
    asked: saying({ importer: 'EU', origin: 'TR', product: '72083900', on: '2026-10-01', quota: 'over' }, { eu_order_hot_rolled: false }),
    expected: { total: 50 },
  },
  {
    goods:
      'Chinese hot-rolled steel into the Union within the quotas, of the goods that the duties on dumping and subsidies name: at whatever rates',
    asked: saying({ importer: 'EU', origin: 'CN', product: '72083900', on: '2026-10-01', quota: 'in' }, { eu_order_hot_rolled: true }),
    expected: { range: [0, null] },
  },
  {
    goods: 'Chinese lysine into the Union on the first day of its provisional duty, if it is of these goods',
    asked: { importer: 'EU', origin: 'CN', product: '29224100', on: '2025-01-15' },
    expected: { additional: [0, null] },
  },
  {
    goods: 'Indian ceramic tiles into the Union that the duty does not name',
    asked: saying({ importer: 'EU', origin: 'IN', product: '69072100', on: '2026-10-01' }, { eu_order_ceramic_tiles: false }),
    expected: { additional: [0, 0] },
  },
  {
    goods: 'Korean welded tubes into the Union within the quotas of 2026',
    asked: { importer: 'EU', origin: 'KR', product: '73063041', on: '2026-10-01', quota: 'in' },
    expected: { total: 0 },
  },
  {
    goods: 'US electric car into the Union on the last day of its duty',
    asked: { importer: 'EU', origin: 'US', product: '87038010', on: '2026-06-30' },
    expected: { total: 10 },
  },
  {
    goods: 'US electric car into the Union, free by Regulation (EU) 2026/1455',
    asked: saying({ importer: 'EU', origin: 'US', product: '87038010', on: '2026-07-01' }, { eu_us_declaration: true }),
    expected: { total: 0 },
  },
  {
    goods: 'US motorcycle into the Union, free by the same',
    asked: saying({ importer: 'EU', origin: 'US', product: '871150', on: '2026-10-01' }, { eu_us_declaration: true }),
    expected: { total: 0 },
  },
  {
    goods: 'bourbon into the Union before any duty of the disputes',
    asked: { importer: 'EU', origin: 'US', product: '22083011', on: '2018-01-15' },
    expected: { total: 0 },
  },
  {
    goods: 'US quilts into Canada in 2025: 25 on a base that was read for 2026 alone',
    asked: { ...intoCanada('94044000', '2025-05-01'), conditions: notRemitted('ca_manufacturing_use') },
    expected: { range: [25, null] },
  },
  {
    goods: 'US mattresses into Canada in 2025: 25 on 9.5, which was read for 2020 and 2026',
    asked: { ...intoCanada('94042100', '2025-05-01'), conditions: notRemitted('ca_manufacturing_use') },
    expected: { total: 34.5 },
  },
  {
    goods: 'sports shoes of China in Mexico: 35, if the line is none of the few in which the decree is another than the report',
    asked: { importer: 'MX', origin: 'CN', product: '64021999', on: '2026-02-01' },
    expected: { range: [0, null] },
  },
  {
    goods: 'Indian hot-rolled steel into Britain beyond the quotas of 2026: category 1',
    asked: { importer: 'GB', origin: 'IN', product: '72083900', on: '2026-10-01', quota: 'over' },
    expected: { total: 50 },
  },
  {
    goods: 'Chinese hot-rolled coil into Mexico, under a duty whose rates are not recorded: nobody says whether the duty names it',
    asked: { importer: 'MX', origin: 'CN', product: '72083901', on: '2025-10-01' },
    expected: { range: [25, null] },
  },
  {
    goods: 'the same: the duty names it',
    asked: saying({ importer: 'MX', origin: 'CN', product: '72083901', on: '2025-10-01' }, { mx_order_hot_rolled: true }),
    expected: { range: [25, null] },
  },
  {
    goods: 'the same: the duty does not name it',
    asked: saying({ importer: 'MX', origin: 'CN', product: '72083901', on: '2025-10-01' }, { mx_order_hot_rolled: false }),
    expected: { total: 25 },
  },
  {
    goods: 'Chinese hot-rolled coil into Britain within the quotas: nobody says whether the duty names it',
    asked: { importer: 'GB', origin: 'CN', product: '72083900', on: '2026-10-01', quota: 'in' },
    expected: { range: [0, null] },
  },
  {
    goods: 'the same: the duty names it',
    asked: saying({ importer: 'GB', origin: 'CN', product: '72083900', on: '2026-10-01', quota: 'in' }, { gb_order_hot_rolled: true }),
    expected: { range: [0, null] },
  },
  {
    goods: 'the same: the duty does not name it',
    asked: saying({ importer: 'GB', origin: 'CN', product: '72083900', on: '2026-10-01', quota: 'in' }, { gb_order_hot_rolled: false }),
    expected: { total: 0 },
  },
  {
    goods: 'Chinese hot-rolled coil into India half a year before that duty ends: nobody says whether the duty names it',
    asked: { importer: 'IN', origin: 'CN', product: '72083840', on: '2021-06-01' },
    expected: { range: [7.5, null] },
  },
  {
    goods: 'the same: the duty names it',
    asked: saying({ importer: 'IN', origin: 'CN', product: '72083840', on: '2021-06-01' }, { in_order_hot_rolled: true }),
    expected: { range: [7.5, null] },
  },
  {
    goods: 'the same: the duty does not name it',
    asked: saying({ importer: 'IN', origin: 'CN', product: '72083840', on: '2021-06-01' }, { in_order_hot_rolled: false, in_sws: true }),
    expected: { total: 8.25 },
  },
  {
    goods: 'the same when it has ended, with the social welfare surcharge or exempt from it',
    asked: { importer: 'IN', origin: 'CN', product: '72083840', on: '2022-03-01' },
    expected: { range: [7.5, 8.25] },
  },
  {
    goods: 'PVC of the United States in Türkiye, with the additional duty of 2018: nobody says whether the duty names it',
    asked: { importer: 'TR', origin: 'US', product: '39041000', on: '2018-07-01' },
    expected: { range: [6.5, null] },
  },
  {
    goods: 'the same: the duty names it',
    asked: saying({ importer: 'TR', origin: 'US', product: '39041000', on: '2018-07-01' }, { tr_order_pvc: true }),
    expected: { range: [6.5, null] },
  },
  {
    goods: 'the same: the duty does not name it',
    asked: saying({ importer: 'TR', origin: 'US', product: '39041000', on: '2018-07-01' }, { tr_order_pvc: false }),
    expected: { range: [6.5, 31.5] },
  },
  {
    goods: 'Chinese hot-rolled sheet into Canada beyond the quota: 50, and no other surtax since 1 August 2025',
    asked: saying(
      { importer: 'CA', origin: 'CN', product: '72083900', on: '2025-09-01', quota: 'over' },
      { ca_in_transit_2025_08_01: false, ca_order_hot_rolled: false },
    ),
    expected: { additional: [50, 50] },
  },
  {
    goods: 'the same within the quota: 25 of the China order alone, as no remission names it',
    asked: saying({ importer: 'CA', origin: 'CN', product: '72083900', on: '2026-02-10', quota: 'in' }, { ca_order_hot_rolled: false }),
    expected: { additional: [25, 25] },
  },
  {
    goods: "US distillers' grains into China before the duties of 2018, if they are of those that two older duties name: 5 and these",
    asked: intoChina('23033000', '2018-03-01'),
    expected: { range: [5, null] },
  },
  {
    goods: 'of those that the duties name: at whatever rates',
    asked: saying(intoChina('23033000', '2018-03-01'), { cn_order_ddgs: true }),
    expected: { range: [5, null] },
  },
  {
    goods: 'of others',
    asked: saying(intoChina('23033000', '2018-03-01'), { cn_order_ddgs: false }),
    expected: { total: 5 },
  },
  {
    goods: 'butyl rubber of Singapore into China that is not halogenated',
    asked: saying({ importer: 'CN', origin: 'SG', product: '40023990', on: '2025-01-01' }, { cn_order_halobutyl: false }),
    expected: { total: 7.5 },
  },
  {
    goods: 'US polyvinyl chloride into China once the old duty on it had ended: 25 + 5',
    asked: intoChina('39041010', '2019-09-29'),
    expected: { additional: [30, 30] },
  },
  {
    goods: 'US raw sugar into China over the quota in the second year of the safeguard: 50 + 10 + 40',
    asked: { ...intoChina('170114', '2019-01-01'), quota: 'over' },
    expected: { total: 100 },
  },
  {
    goods: 'canola oil of Canada into China: 9 + 100',
    asked: { importer: 'CN', origin: 'CA', product: '15141100', on: '2025-04-01' },
    expected: { total: 109 },
  },
  {
    goods: 'canola meal of Canada into China: free by a provisional rate + 100',
    asked: { importer: 'CN', origin: 'CA', product: '230641', on: '2025-04-01' },
    expected: { total: 100 },
  },
  {
    goods: 'Canadian lobster into China on the first day: 7 + 25',
    asked: { importer: 'CN', origin: 'CA', product: '030612', on: '2025-03-20' },
    expected: { total: 32 },
  },
  {
    goods: 'grated cheese of the Union into China, company not told: 8 + 7.4 to 11.7',
    asked: { importer: 'CN', origin: 'EU', product: '040620', on: '2026-03-01' },
    expected: { range: [15.4, 19.7] },
  },
  { goods: 'Treasury wine, definitive', asked: wine('Treasury Wine Estates', '2021-04-01'), expected: { total: 175.6 } },
  { goods: 'Casella wine, definitive', asked: wine('Casella Wines', '2021-04-01'), expected: { total: 170.9 } },
  { goods: 'wine of none of the named, definitive', asked: wine('all_others', '2021-04-01'), expected: { total: 218.4 } },
  { goods: 'Treasury wine on the last day of the duty', asked: wine('Treasury Wine Estates', '2024-03-28'), expected: { total: 175.6 } },
  { goods: 'Treasury wine on the first day without it', asked: wine('Treasury Wine Estates', '2024-03-29'), expected: { total: 0 } },
  {
    goods: 'Australian barley with both duties: 73.6 + 6.9',
    asked: { importer: 'CN', origin: 'AU', product: '1003', on: '2021-06-01', preference: true },
    expected: { total: 80.5 },
  },
  { goods: 'Chinese T-shirt, truce of Geneva: 16.5 + 7.5 + 20 + 10', asked: shirt('CN', '2025-05-20'), expected: { total: 54 } },
  { goods: 'Chinese T-shirt, after Busan: 16.5 + 7.5 + 10 + 10', asked: shirt('CN', '2025-11-15'), expected: { total: 44 } },
  { goods: 'Chinese T-shirt under section 122: 16.5 + 7.5 + 10', asked: shirt('CN', '2026-03-01'), expected: { total: 34 } },
  { goods: 'Chinese T-shirt, forced-labour duty: 16.5 + 7.5 + 12.5', asked: shirt('CN', '2026-08-01'), expected: { total: 36.5 } },
  { goods: 'T-shirt of Jordan, free of the forced-labour duty', asked: shirt('JO', '2026-10-09'), expected: { total: 16.5 } },
  {
    goods: 'T-shirt of Nicaragua that does not qualify under CAFTA-DR: 16.5 + 12.5',
    asked: { ...shirt('NI', '2026-10-09'), conditions: [{ id: 'cafta_dr', met: false }] },
    expected: { total: 29 },
  },
  {
    goods: 'Indian T-shirt with both duties: 16.5 + 25 + 25',
    asked: saying(shirt('IN', '2025-09-01'), { us_loaded_before_2025_08_27: false }),
    expected: { total: 66.5 },
  },
  {
    goods: 'Brazilian T-shirt: 16.5 + 10 + 40',
    asked: saying(shirt('BR', '2025-09-01'), { us_loaded_before_2025_08_06: false }),
    expected: { total: 66.5 },
  },
  { goods: 'Vietnamese T-shirt on the one day of country rates: 16.5 + 46', asked: shirt('VN', '2025-04-09'), expected: { total: 62.5 } },
  {
    goods: 'the same, at sea before 9 April: 16.5 + 10',
    asked: saying(
      { importer: 'US', origin: 'VN', product: '61091000', on: '2025-04-09' },
      { us_loaded_before_2025_04_05: false, us_loaded_2025_04_05_to_08: true },
    ),
    expected: { total: 26.5 },
  },
  {
    goods: 'Chinese toys in April 2025 that were at sea before the 5th: 20',
    asked: saying(
      { importer: 'US', origin: 'CN', product: '95030000', on: '2025-04-15' },
      { us_loaded_before_2025_04_05: true, us_loaded_2025_04_05_to_09: false },
    ),
    expected: { total: 20 },
  },
  {
    goods: 'Chinese toys in April 2025, nobody says when they left: 20 and nothing to 125',
    asked: { importer: 'US', origin: 'CN', product: '95030000', on: '2025-04-15' },
    expected: { range: [20, 145] },
  },
  {
    goods: 'Vietnamese T-shirt in September 2025 that was at sea before 7 August: 16.5 + 10',
    asked: saying({ importer: 'US', origin: 'VN', product: '61091000', on: '2025-09-10' }, { us_loaded_before_2025_08_07: true }),
    expected: { total: 26.5 },
  },
  { goods: 'Vietnamese T-shirt the day after: 16.5 + 10', asked: shirt('VN', '2025-04-10'), expected: { total: 26.5 } },
  { goods: 'Vietnamese T-shirt: 16.5 + 20', asked: shirt('VN', '2025-09-10'), expected: { total: 36.5 } },
  { goods: 'Japanese T-shirt: the base is over the ceiling of 15', asked: shirt('JP', '2025-10-10'), expected: { total: 16.5 } },
  { goods: 'German T-shirt: the base is over the ceiling of 15', asked: shirt('DE', '2025-10-10'), expected: { total: 16.5 } },
  {
    goods: 'German steel of 2018',
    asked: saying(hotRolled('DE', '2018-07-01'), { s232_exclusion: false }),
    expected: { additional: [25, 25] },
  },
  {
    goods: 'Brazilian steel, metal duty alone',
    asked: saying(hotRolled('BR', '2025-07-01'), { s232_exclusion: false }),
    expected: { additional: [50, 50] },
  },
  {
    goods: 'Chinese electric car in the United States: 2.5 + 100',
    asked: { importer: 'US', origin: 'CN', product: '87038000', on: '2024-10-10' },
    expected: { total: 102.5 },
  },
  {
    goods: 'Chinese electric car in Mexico on the last day of the old duty',
    asked: { importer: 'MX', origin: 'CN', product: '87038001', on: '2025-12-31' },
    expected: { total: 15 },
  },
  {
    goods: 'Chinese electric car in Mexico: 50 in the place of 15',
    asked: { importer: 'MX', origin: 'CN', product: '87038001', on: '2026-01-01' },
    expected: { total: 50 },
  },
  {
    goods: 'Chinese electric car in Canada under the surtax: 6.1 + 100',
    asked: { importer: 'CA', origin: 'CN', product: '87038000', on: '2025-06-01' },
    expected: { total: 106.1 },
  },
  {
    goods: 'horse of Germany into the US: topped up to 10',
    asked: { importer: 'US', origin: 'DE', product: '0101210010', on: '2026-10-09' },
    expected: { total: 10 },
  },
  {
    goods: 'horse of China into the US: list 4A 7.5 + forced labour 12.5',
    asked: { importer: 'US', origin: 'CN', product: '0101210010', on: '2026-10-09' },
    expected: { total: 20 },
  },
  {
    goods: 'horse of Canada into the US that does not qualify under USMCA',
    asked: { importer: 'US', origin: 'CA', product: '0101210010', on: '2026-10-09', conditions: [{ id: 'usmca', met: false }] },
    expected: { total: 10 },
  },
  {
    goods: 'horse of Canada into the US that qualifies under USMCA',
    asked: { importer: 'US', origin: 'CA', product: '0101210010', on: '2026-10-09', conditions: [{ id: 'usmca', met: true }] },
    expected: { total: 0 },
  },
  {
    goods: 'gauze of Brazil into the US: 25 + 12.5',
    asked: { importer: 'US', origin: 'BR', product: '3005905010', on: '2026-10-09' },
    expected: { total: 37.5 },
  },
  {
    goods: 'ostomy appliances of Brazil into the US: 4.2 + 25 + 12.5',
    asked: { importer: 'US', origin: 'BR', product: '3006910000', on: '2026-10-09' },
    expected: { total: 41.7 },
  },
  { goods: 'patented medicine of India, no plan and no agreement', asked: medicine('IN', true), expected: { total: 100 } },
  { goods: 'generic medicine of India', asked: medicine('IN', false), expected: { total: 0 } },
  { goods: 'patented medicine of Switzerland', asked: medicine('CH', true), expected: { total: 15 } },
  { goods: 'patented medicine of the United Kingdom', asked: medicine('GB', true), expected: { total: 0 } },
  {
    goods: 'patented ingredient of Singapore with a base of 6.5: topped up to 100, not 100 on top',
    asked: { ...medicine('SG', true), product: '2933997500' },
    expected: { total: 100 },
  },
  // Three sources read the notes of the tariff differently, so that the answer hangs on a condition.
  {
    goods: 'British drone of certified parts: 10, and the forced-labour duty of 10 or not',
    asked: britishDrone({ civil_aircraft: false }),
    expected: { range: [10, 20] },
  },
  {
    goods: 'the same, if the notes free drones of the forced-labour duty',
    asked: britishDrone({ drones_freed_by_note: true }),
    expected: { total: 10 },
  },
  {
    goods: 'the same, if they do not',
    asked: britishDrone({ drones_freed_by_note: false, civil_aircraft: false }),
    expected: { total: 20 },
  },
  {
    goods: 'blue cheese of Canada, on the list of section 338 since 15 September 2026',
    asked: { importer: 'US', origin: 'CA', product: '04064070', on: '2026-10-01', conditions: [{ id: 'usmca', met: true }] },
    expected: { additional: [50, 50] },
  },
  {
    goods: 'the day before',
    asked: { importer: 'US', origin: 'CA', product: '04064070', on: '2026-09-14', conditions: [{ id: 'usmca', met: true }] },
    expected: { additional: [0, 0] },
  },
  {
    goods: 'machine of Japan that moved to annex III on 8 June 2026: topped up to 15',
    asked: { ...machine('84798965', '2026-06-08', 'foreign_metal', 'us_metal', 'civil_aircraft'), origin: 'JP' },
    expected: { total: 15 },
  },
  {
    goods: 'the day before: 25 on the base of annex I-B',
    asked: machine('84798965', '2026-06-07', 'us_metal', 'motorcycle_parts'),
    expected: { additional: [25, 25] },
  },
  {
    goods: 'parts of a mower that stayed on annex I-B in June 2026',
    asked: machine('84339010', '2026-10-01', 'us_metal', 'motorcycle_parts', 'equipment_parts', 'us_order_lawn_mowers'),
    expected: { additional: [25, 25] },
  },
  {
    goods: 'Danish fresh Atlantic salmon into China in 2025: 10, and 7 by the provisional rate of 2026',
    asked: { importer: 'CN', origin: 'DK', product: '03021410', on: '2026-06-01' },
    expected: { total: 7 },
  },
  {
    goods: 'Danish frozen plaice into China in 2026, by the provisional rate',
    asked: { importer: 'CN', origin: 'DK', product: '03033200', on: '2026-06-01' },
    expected: { total: 5 },
  },
  {
    goods: 'British sheet of nothing but aluminium in July 2025: 3 + 25, half of what others paid',
    asked: saying(
      {
        ...{ importer: 'US', origin: 'GB', product: '76061130', on: '2025-07-01' },
        value_part: ['aluminium:100%'],
        conditions: [
          { id: 'russian_aluminium', met: false },
          { id: 'civil_aircraft', met: false },
        ],
      },
      { s232_exclusion: false },
    ),
    expected: { total: 28 },
  },
  {
    goods: 'Russian aluminium sheet in July 2025',
    asked: saying({ importer: 'US', origin: 'RU', product: '76061130', on: '2025-07-01' }, { s232_exclusion: false }),
    expected: { additional: [200, 200] },
  },
  {
    goods: 'Russian hot-rolled steel: 70 in place of column 2 + 25 of section 232',
    asked: saying(hotRolled('RU', '2024-06-01'), { s232_exclusion: false, us_order_hot_rolled: false }),
    expected: { total: 95 },
  },
  {
    goods: 'Russian hot-rolled steel before the 70%: column 2 is not known',
    asked: saying(hotRolled('RU', '2023-03-31'), { s232_exclusion: false, us_order_hot_rolled: false }),
    expected: { additional: [25, 25] },
  },
  {
    goods: 'Russian spruce boards: 35 in place of column 2 + 10 of section 232, which is not levied with the forced-labour duty',
    asked: { importer: 'US', origin: 'RU', product: '44071200', on: '2026-10-09' },
    expected: { total: 45 },
  },
  {
    goods: 'Russian spruce boards before any other duty: 35 in place of column 2',
    asked: { importer: 'US', origin: 'RU', product: '44071200', on: '2024-06-01' },
    expected: { total: 35 },
  },
  {
    goods: 'Turkish solar modules in June 2019, off the list of developing countries since May: 25',
    asked: solarModules('TR', '2019-06-01'),
    expected: { total: 25 },
  },
  {
    goods: 'Indian solar modules in March 2019, still on that list',
    asked: { importer: 'US', origin: 'IN', product: '8541406015', on: '2019-03-01' },
    expected: { total: 0 },
  },
  {
    goods: 'Korean solar modules after the exclusion of two-sided ones: 14.25',
    asked: solarModules('KR', '2024-10-01'),
    expected: { total: 14.25 },
  },
  {
    goods: 'Korean solar modules after the safeguard, under the surcharge alone',
    asked: { importer: 'US', origin: 'KR', product: '8541430010', on: '2026-03-01' },
    expected: { total: 10 },
  },
  {
    goods: 'natural gas of Canada, not of USMCA: the order itself names it for 10',
    asked: { importer: 'US', origin: 'CA', product: '27112100', on: '2025-03-05' },
    expected: { total: 10 },
  },
  {
    goods: 'the same after the rise to 35 for all else',
    asked: { importer: 'US', origin: 'CA', product: '27112100', on: '2025-08-01', conditions: [{ id: 'usmca', met: false }] },
    expected: { total: 10 },
  },
  {
    goods: 'gallium of Canada, on the customs list of 15 May 2025',
    asked: { importer: 'US', origin: 'CA', product: '8112923000', on: '2025-06-20', conditions: [{ id: 'usmca', met: false }] },
    expected: { total: 10 },
  },
  {
    goods: 'German car of 25 years in August 2025: free of section 232, so that 2.5 + 10 of the reciprocal duty, not the ceiling of 15 too',
    asked: { importer: 'US', origin: 'DE', product: '87032301', on: '2025-08-01', conditions: [{ id: 'vehicle_25_years', met: true }] },
    expected: { total: 12.5 },
  },
  {
    goods: 'German car on the first day of the ceiling',
    asked: { importer: 'US', origin: 'DE', product: '87032301', on: '2025-08-01', conditions: [{ id: 'vehicle_25_years', met: false }] },
    expected: { total: 15 },
  },
  {
    goods: 'the day before',
    asked: { importer: 'US', origin: 'DE', product: '87032301', on: '2025-07-31', conditions: [{ id: 'vehicle_25_years', met: false }] },
    expected: { total: 27.5 },
  },
  {
    goods: 'Japanese car the day before its ceiling',
    asked: { importer: 'US', origin: 'JP', product: '87032301', on: '2025-09-15', conditions: [{ id: 'vehicle_25_years', met: false }] },
    expected: { total: 27.5 },
  },
  {
    goods: 'Japanese car of whatever age under both ceilings',
    asked: { importer: 'US', origin: 'JP', product: '87032301', on: '2025-09-16' },
    expected: { total: 15 },
  },
  {
    goods: 'Canadian hot-rolled sheet of USMCA in March 2025: section 232 alone',
    asked: saying(
      { importer: 'US', origin: 'CA', product: '72083900', on: '2025-03-20', conditions: [{ id: 'usmca', met: true }] },
      { s232_exclusion: false },
    ),
    expected: { total: 25 },
  },
  {
    goods: 'Canadian hot-rolled sheet outside USMCA from 4 June 2025: the metal duty, and no fentanyl duty',
    asked: saying(
      { importer: 'US', origin: 'CA', product: '72083900', on: '2025-06-04', conditions: [{ id: 'usmca', met: false }] },
      { s232_exclusion: false },
    ),
    expected: { total: 50 },
  },
  {
    goods: 'bolts of Taiwan on the list of March 2025, on their whole value',
    asked: saying(
      { importer: 'US', origin: 'TW', product: '73181520', on: '2025-03-12', conditions: [{ id: 'us_metal_2025', met: false }] },
      { s232_exclusion: false, us_order_threaded_rod: false },
    ),
    expected: { total: 25 },
  },
  {
    goods: 'bolts of Taiwan after 4 June 2025: on the value of the steel, the reciprocal duty of 20 on the rest',
    asked: saying(intoUs('TW', '73181520', '2025-09-01'), { us_metal_2025: false, us_order_threaded_rod: false }),
    expected: { range: [20, 50] },
  },
  {
    goods: 'the same of nothing but steel',
    asked: saying(
      {
        ...{ importer: 'US', origin: 'TW', product: '73181520', on: '2025-09-01' },
        value_part: ['steel:100%'],
        conditions: [{ id: 'us_metal_2025', met: false }],
      },
      { s232_exclusion: false, us_order_threaded_rod: false },
    ),
    expected: { total: 50 },
  },
  {
    goods: 'German cast-iron pots in 2025: on no list of steel before April 2026, topped up to 15',
    asked: { importer: 'US', origin: 'DE', product: '73239150', on: '2025-09-01' },
    expected: { total: 15 },
  },
  {
    goods: 'German cast-iron fittings the day before they came to the list',
    asked: { importer: 'US', origin: 'DE', product: '73071930', on: '2025-08-17' },
    expected: { total: 15 },
  },
  {
    goods: 'the first day on it, of nothing but foreign steel',
    asked: saying(
      {
        ...{ importer: 'US', origin: 'DE', product: '73071930', on: '2025-08-18' },
        value_part: ['steel:100%'],
        conditions: [{ id: 'us_metal_2025', met: false }],
      },
      { s232_exclusion: false },
    ),
    expected: { additional: [50, 50] },
  },
  {
    goods:
      'US soybeans into China the day before the farm list of 2025, no exclusion: 3 + 25 + 2.5, as 27.5 in the US table of retaliation less its 10',
    asked: { importer: 'CN', origin: 'US', product: '12019011', on: '2025-03-09', conditions: [{ id: 'cn_exclusion', met: false }] },
    expected: { total: 30.5 },
  },
  {
    goods: 'on its first day: 3 + the 37.5 of the US table of retaliation',
    asked: saying(intoChina('12019011', '2025-03-10'), { cn_exclusion: false, cn_left_before_2025_03_10: false }),
    expected: { total: 40.5 },
  },
  {
    goods: 'after Busan with an exclusion on application: the 13 of the reports',
    asked: { importer: 'CN', origin: 'US', product: '12019011', on: '2025-11-10', conditions: [{ id: 'cn_exclusion', met: true }] },
    expected: { total: 13 },
  },
  {
    goods: 'where nobody says whether there is an exclusion',
    asked: { importer: 'CN', origin: 'US', product: '12019011', on: '2025-11-10' },
    expected: { range: [13, 40.5] },
  },
  {
    goods: 'US feed fish meal into China on the first day of the first exclusion lists',
    asked: { importer: 'CN', origin: 'US', product: '23012010', on: '2019-09-17' },
    expected: { total: 2 },
  },
  {
    goods: 'the day before',
    asked: { importer: 'CN', origin: 'US', product: '23012010', on: '2019-09-16' },
    expected: { additional: [25, 25] },
  },
  {
    goods: 'US car into China on the last day of the 25%',
    asked: { importer: 'CN', origin: 'US', product: '87032342', on: '2018-12-31' },
    expected: { total: 40 },
  },
  {
    goods: 'on the first day without it',
    asked: { importer: 'CN', origin: 'US', product: '87032342', on: '2019-01-01' },
    expected: { total: 15 },
  },
  {
    goods: 'laptop of China in May 2025, no part of a car: free of the reciprocal duty by Annex II, list 4B never levied, fentanyl 20',
    asked: { importer: 'US', origin: 'CN', product: '84713001', on: '2025-05-20', conditions: [{ id: 'car_part', met: false }] },
    expected: { total: 20 },
  },
  {
    goods: 'German brakes for cars under the ceiling: 2.5 topped up to 15',
    asked: { importer: 'US', origin: 'DE', product: '87083050', on: '2025-09-01', conditions: [{ id: 'car_part', met: true }] },
    expected: { total: 15 },
  },
  {
    goods: 'spruce boards of Canfor: 10 + 35.47 + 12.12, by the amended sixth review',
    asked: {
      ...{ importer: 'US', origin: 'CA', product: '44071200', on: '2025-10-14', exporter: 'Canfor' },
      conditions: [
        { id: 'usmca', met: true },
        { id: 'softwood_lumber', met: true },
      ],
    },
    expected: { total: 57.59 },
  },
  {
    goods: 'Penfolds, a brand of Treasury Wine Estates, pays its rate',
    asked: wine('Penfolds', '2021-04-01'),
    expected: { total: 175.6 },
  },
  {
    goods: 'Pernod Ricard, one of the 21 that cooperated',
    asked: wine('Pernod Ricard', '2021-04-01'),
    expected: { total: 167.1 },
  },
  {
    goods: 'Japanese kitchen cabinets, or what else stands in their line: 15 in all by either ceiling',
    asked: { importer: 'US', origin: 'JP', product: '9403409060', on: '2025-11-01' },
    expected: { total: 15 },
  },
  {
    goods: 'Vietnamese kitchen cabinets: section 232 in the place of the reciprocal duty of 20',
    asked: saying(
      { importer: 'US', origin: 'VN', product: '9403409060', on: '2025-11-01' },
      { kitchen_cabinet: true, us_order_cabinets_third: false },
    ),
    expected: { total: 25 },
  },
  {
    goods: 'Chinese port crane on 9 November 2025: 20 + 10, 25 if it unloads ships, 100 if that was levied on its one day',
    asked: { importer: 'US', origin: 'CN', product: '84261900', on: '2025-11-09' },
    expected: { range: [30, 155] },
  },
  {
    goods: 'Brazilian coffee on the last day of both duties',
    asked: { importer: 'US', origin: 'BR', product: '09011100', on: '2025-11-12' },
    expected: { total: 50 },
  },
  {
    goods: 'and free of both from 13 November 2025',
    asked: { importer: 'US', origin: 'BR', product: '09011100', on: '2025-11-13' },
    expected: { total: 0 },
  },
  {
    goods: 'T-shirt of Macao in April 2025: the duty of China, but neither fentanyl nor section 301: 16.5 + 125',
    asked: shirt('MO', '2025-04-10'),
    expected: { total: 141.5 },
  },
  {
    goods: 'T-shirt of Hong Kong, truce of Geneva: 16.5 + 20 + 10',
    asked: shirt('HK', '2025-05-20'),
    expected: { total: 46.5 },
  },
  {
    goods: 'Indian T-shirt on the last day of the duty for Russian oil',
    asked: shirt('IN', '2026-02-06'),
    expected: { total: 66.5 },
  },
  {
    goods: 'the day after',
    asked: shirt('IN', '2026-02-07'),
    expected: { total: 41.5 },
  },
  {
    goods: 'Chinese T-shirt on the last day of the emergency duties',
    asked: shirt('CN', '2026-02-23'),
    expected: { total: 44 },
  },
  {
    goods: 'Canadian T-shirt outside USMCA on the first day at 35',
    asked: { ...shirt('CA', '2025-08-01'), conditions: [{ id: 'usmca', met: false }] },
    expected: { total: 51.5 },
  },
  {
    goods: 'Canadian T-shirt of USMCA on the last day without an exemption',
    asked: shirt('CA', '2025-03-06'),
    expected: { total: 41.5 },
  },
  {
    goods: 'Swiss T-shirt on the last day at 39',
    asked: shirt('CH', '2025-11-13'),
    expected: { total: 55.5 },
  },
  {
    goods: 'and under the ceiling of 15, which its base is over',
    asked: shirt('CH', '2025-11-14'),
    expected: { total: 16.5 },
  },
  {
    goods: 'medical gloves of China from 2026: 100 + 10 + 10',
    asked: { importer: 'US', origin: 'CN', product: '40151210', on: '2026-01-01' },
    expected: { total: 120 },
  },
  {
    goods: 'chips of China on the first day at 50',
    asked: { importer: 'US', origin: 'CN', product: '85423100', on: '2025-01-01' },
    expected: { total: 50 },
  },
  {
    goods: 'Indian apples: 50 + 20 on the first day of the 28 goods',
    asked: { importer: 'IN', origin: 'US', product: '08081000', on: '2019-06-16' },
    expected: { total: 70 },
  },
  {
    goods: 'and freed of the 20 in September 2023',
    asked: { importer: 'IN', origin: 'US', product: '08081000', on: '2023-09-06' },
    expected: { total: 50 },
  },
  {
    goods: 'US groundnuts in shell into the Union, Boeing list: free + 25',
    asked: saying({ importer: 'EU', origin: 'US', product: '12024100', on: '2020-11-10' }, { eu_exported_before_2020_11_10: false }),
    expected: { total: 25 },
  },
  {
    goods: 'US pecan nuts into the Union, Boeing list: 2 + 25',
    asked: saying({ importer: 'EU', origin: 'US', product: '08029085', on: '2021-01-15' }, { eu_exported_before_2020_11_10: false }),
    expected: { total: 27 },
  },
  {
    goods: 'US playing cards into the Union, list of 2018: 2.7 + 10, and 25 more if the Boeing list means them',
    asked: { importer: 'EU', origin: 'US', product: '95044000', on: '2020-12-01' },
    expected: { range: [12.7, 37.7] },
  },
  {
    goods: 'solar cells of Viet Nam by the code of 2018, beyond the quota of the first year: free + 30',
    asked: {
      ...{ importer: 'US', origin: 'VN', product: '8541406025', on: '2018-02-07', quota: 'over' },
      conditions: [{ id: 'solar_exclusion', met: false }],
    },
    expected: { total: 30 },
  },
  {
    goods: 'Turkish nails into Canada for no use that is remitted: free + 25',
    asked: {
      ...{ importer: 'CA', origin: 'TR', product: '731700', on: '2026-10-01' },
      conditions: ['ca_public_use', 'vehicle_or_aircraft_use', 'steel_derivative_remission'].map((id) => ({ id, met: false })),
    },
    expected: { total: 25 },
  },
  {
    goods: 'US frozen pork into China in August 2018: 12 + 25 + 25',
    asked: { importer: 'CN', origin: 'US', product: '02032900', on: '2018-08-01' },
    expected: { total: 62 },
  },
  {
    goods: 'Danish frozen pork into China while the provisional rate held',
    asked: { importer: 'CN', origin: 'DK', product: '02032900', on: '2021-06-01' },
    expected: { total: 8 },
  },
  {
    goods: 'US sunflower seed into China, list of September 2018: 15 + 10',
    asked: { importer: 'CN', origin: 'US', product: '12060090', on: '2018-10-01' },
    expected: { total: 25 },
  },
  {
    goods: 'halogenated butyl rubber of ARLANXEO Canada on the first day of deposits: 7.5 + 26.2',
    asked: {
      ...{ importer: 'CN', origin: 'CA', product: '40023910', on: '2025-08-14', exporter: 'ARLANXEO Canada' },
      announced_by: '2026-03-12',
    },
    expected: { total: 33.7 },
  },
  {
    goods: 'US legs of pork into Mexico, decree of June 2018: 20 in all from 5 July',
    asked: { importer: 'MX', origin: 'US', product: '02031201', on: '2018-07-05' },
    expected: { total: 20 },
  },
  {
    goods: 'US pork sausages into Mexico, the same decree: 15 in all',
    asked: { importer: 'MX', origin: 'US', product: '16010002', on: '2018-06-05' },
    expected: { total: 15 },
  },
  {
    goods: 'US stainless sheet into India after the budget of 2021: 7.5 + 15, and a tenth of both',
    asked: saying({ importer: 'IN', origin: 'US', product: '72199090', on: '2021-06-01' }, { in_sws: true }),
    expected: { total: 24.75 },
  },
  {
    goods: 'beans of Ecuador into Colombia with a certificate of the Andean Community: free + 30',
    asked: { importer: 'CO', origin: 'EC', product: '0713339900', on: '2026-02-25', preference: true },
    expected: { total: 30 },
  },
  {
    goods: 'Turkish reinforcing bars into Canada beyond the quota that no anti-dumping order names: free + 50',
    asked: saying({ importer: 'CA', origin: 'TR', product: '7213100011', on: '2026-10-01', quota: 'over' }, { ca_order_rebar: false }),
    expected: { total: 50 },
  },
  {
    goods: 'the same bars, if the anti-dumping order on reinforcing bar names them, as it does most',
    asked: saying({ importer: 'CA', origin: 'TR', product: '7213100011', on: '2026-10-01', quota: 'over' }, { ca_order_rebar: true }),
    expected: { range: [50, null] },
  },
  {
    goods: 'Chinese sinks of stainless steel into Canada: 7, and the duties of two orders, if these name them',
    asked: chineseSinkIntoCanada,
    expected: { range: [7, null] },
  },
  {
    goods: 'that the orders name',
    asked: saying(chineseSinkIntoCanada, { ca_order_sinks: true }),
    expected: { range: [7, null] },
  },
  {
    goods: 'and that they do not name: the ordinary 7',
    asked: saying(chineseSinkIntoCanada, { ca_order_sinks: false }),
    expected: { total: 7 },
  },
  {
    goods: 'Brazilian beef into China beyond the quota of 2026: 12 + 55',
    asked: { importer: 'CN', origin: 'BR', product: '02023000', on: '2026-01-01', quota: 'over' },
    expected: { total: 67 },
  },
  {
    goods: 'Chinese electric car in Brazil beyond the quota, third step',
    asked: { importer: 'BR', origin: 'CN', product: '87038000', on: '2025-07-01', quota: 'over' },
    expected: { total: 25 },
  },
  {
    goods: 'Treasury wine on the first day of deposits',
    asked: wine('Treasury Wine Estates', '2020-11-28'),
    expected: { total: 169.3 },
  },
  {
    goods: 'wine of a company without a name in the table: deposits of 212.1',
    asked: wine('all_others', '2020-12-10'),
    expected: { total: 212.1 },
  },
  { goods: 'car of Zeekr, a brand of Geely: 10 + 18.8', asked: euCar('Zeekr', '2024-10-30'), expected: { total: 28.8 } },
  {
    goods: 'Canadian whey on the last day before its import ban: 50, and up to 8.5 where the USMCA does not free it',
    asked: { importer: 'US', origin: 'CA', product: '04041005', on: '2026-09-28', conditions: [{ id: 'usmca', met: true }] },
    expected: { range: [50, 58.5] },
  },
  {
    goods: 'Canadian whey imported before the ban and entered after: the 50 stands',
    asked: {
      ...{ importer: 'US', origin: 'CA', product: '04041005', on: '2026-09-29' },
      conditions: [
        { id: 'usmca', met: true },
        { id: 'outside_import_ban', met: true },
      ],
    },
    expected: { range: [50, 58.5] },
  },
  { goods: 'British car within the quota: 2.5 + 7.5', asked: notOld('GB', '87032301', '2026-11-27', 'in'), expected: { total: 10 } },
  { goods: 'the same beyond it', asked: notOld('GB', '87032301', '2026-11-27', 'over'), expected: { total: 27.5 } },
  { goods: 'Korean car: topped up to 15', asked: notOld('KR', '87032301', '2026-11-27'), expected: { total: 15 } },
  { goods: 'Japanese pick-up: the base of 25 is over the ceiling', asked: notOld('JP', '87043101', '2026-11-27'), expected: { total: 25 } },
  { goods: 'Thai pick-up: 25 + 25', asked: notOld('TH', '87043101', '2026-11-27'), expected: { total: 50 } },
  { goods: 'Chinese electric car: 2.5 + 25 + 100', asked: notOld('CN', '87038000', '2026-11-27'), expected: { total: 127.5 } },
  { goods: 'German heavy truck the day before section 232', asked: intoUs('DE', '87042301', '2025-10-31'), expected: { total: 25 } },
  { goods: 'on the first day: no ceiling', asked: notOld('DE', '87042301', '2025-11-01'), expected: { total: 50 } },
  { goods: 'Belgian bus: 2 + 10', asked: notOld('BE', '87021031', '2025-11-01'), expected: { total: 12 } },
  {
    goods: 'Chinese hot-rolled sheet: 50 + 25, no forced-labour duty',
    asked: saying(hotRolled('CN', '2026-11-27'), { us_order_hot_rolled: false }),
    expected: { total: 75 },
  },
  {
    goods: 'the same in June 2025: 50 + 25 + 20',
    asked: saying(hotRolled('CN', '2025-06-05'), { s232_exclusion: false, us_order_hot_rolled: false }),
    expected: { total: 95 },
  },
  { goods: 'Brazilian steel: neither section 301', asked: hotRolled('BR', '2026-11-27'), expected: { total: 50 } },
  {
    goods: 'Chinese copper tube: 1.5 + 50 + 25',
    asked: saying(intoUs('CN', '74111010', '2026-11-27'), { us_order_copper_pipe: false }),
    expected: { total: 76.5 },
  },
  { goods: 'Chinese sofa: 25 + 25', asked: intoUs('CN', '9401614011', '2026-11-27'), expected: { total: 50 } },
  { goods: 'Taiwanese sofa the day before its ceiling', asked: intoUs('TW', '9401614011', '2026-04-30'), expected: { total: 25 } },
  { goods: 'on the first day', asked: intoUs('TW', '9401614011', '2026-05-01'), expected: { total: 15 } },
  { goods: 'Korean sofa the day before its ceiling', asked: intoUs('KR', '9401614011', '2025-11-13'), expected: { total: 25 } },
  { goods: 'on the first day of it', asked: intoUs('KR', '9401614011', '2025-11-14'), expected: { total: 15 } },
  {
    goods: 'Chinese machining centre of foreign metal: 15 in all + list 1',
    asked: { ...machine('84571000', '2026-11-27', 'us_metal', 'foreign_metal'), origin: 'CN' },
    expected: { total: 40 },
  },
  {
    goods: 'Chinese excavator: 25 + 25',
    asked: { ...machine('84295210', '2026-11-27', 'us_metal', 'foreign_metal'), origin: 'CN' },
    expected: { total: 50 },
  },
  { goods: 'Brazilian coffee on the last day: 10 + 40', asked: intoUs('BR', '09011100', '2025-11-12'), expected: { total: 50 } },
  { goods: 'on the first free day', asked: intoUs('BR', '09011100', '2025-11-13'), expected: { total: 0 } },
  {
    goods: 'Brazilian beef beyond the quota, above the trigger price: 26.4 + 50',
    asked: saying(intoUs('BR', '02023080', '2025-11-01'), { us_agricultural_safeguard: false }),
    expected: { total: 76.4 },
  },
  {
    goods: 'Swiss plastics on the last day of 39',
    asked: saying(intoUs('CH', '39269099', '2025-11-13'), { civil_aircraft: false }),
    expected: { total: 44.3 },
  },
  {
    goods: 'Irish compound of heterocycles: 6.5, or free by an appendix',
    asked: intoUs('IE', '29335995', '2024-06-01'),
    expected: { range: [0, 6.5] },
  },
  {
    goods: 'the same, named in neither appendix',
    asked: saying(intoUs('IE', '29335995', '2024-06-01'), { pharma_appendix: false, dye_intermediate: false }),
    expected: { total: 6.5 },
  },
  {
    goods: 'the same, named in the pharmaceutical appendix',
    asked: saying(intoUs('IE', '29335995', '2024-06-01'), { pharma_appendix: true }),
    expected: { total: 0 },
  },
  {
    goods: 'Japanese batteries for civil aircraft',
    asked: saying(intoUs('JP', '85076000', '2024-06-01'), { civil_aircraft: true }),
    expected: { total: 0 },
  },
  { goods: 'Italian leather shoes: topped up to 10', asked: intoUs('IT', '64039960', '2026-11-27'), expected: { total: 10 } },
  { goods: 'Chinese leather shoes: 8.5 + 7.5 + 12.5', asked: intoUs('CN', '64039960', '2026-11-27'), expected: { total: 28.5 } },
  {
    goods: 'Chinese bedroom furniture in April 2025: 25 + 20 + 125',
    asked: saying(intoUs('CN', '94035090', '2025-04-20'), { us_order_bedroom_furniture: false }),
    expected: { total: 170 },
  },
  {
    goods: 'within the order on it: what its maker owes besides is not recorded',
    asked: saying(intoUs('CN', '94035090', '2025-04-20'), { us_order_bedroom_furniture: true }),
    expected: { range: [170, null] },
  },
  {
    goods: 'Indian shrimp: 10 of section 301, and the orders on frozen shrimp, if these are of them',
    asked: intoUs('IN', '03061700', '2026-11-27'),
    expected: { range: [10, null] },
  },
  {
    goods: 'Indian shrimp that no order is about',
    asked: saying(intoUs('IN', '03061700', '2026-11-27'), { us_order_shrimp: false }),
    expected: { total: 10 },
  },
  { goods: 'Chinese T-shirt at the baseline of 5 April', asked: shirt('CN', '2025-04-05'), expected: { total: 54 } },
  { goods: 'Macao: no fentanyl duty', asked: shirt('MO', '2025-04-20'), expected: { total: 141.5 } },
  {
    goods: 'Hong Kong: no section 301',
    asked: saying(intoUs('HK', '39269099', '2025-04-20'), { civil_aircraft: false }),
    expected: { total: 150.3 },
  },
  {
    goods: 'Mexican plastics before the USMCA exemption',
    asked: saying(intoUs('MX', '39269099', '2025-03-04'), { civil_aircraft: false }),
    expected: { total: 30.3 },
  },
  {
    goods: 'Indian plastics on the last day of both duties',
    asked: saying(intoUs('IN', '39269099', '2026-02-06'), { civil_aircraft: false }),
    expected: { total: 55.3 },
  },
  {
    goods: 'Chinese bolts of nothing but steel: 25 + 10 + 50',
    asked: saying(
      {
        ...intoUs('CN', '73181520', '2025-12-01'),
        value_part: ['steel:100%'],
        conditions: [{ id: 'us_metal_2025', met: false }],
      },
      { s232_exclusion: false, us_order_threaded_rod: false },
    ),
    expected: { total: 85 },
  },
  {
    goods: 'Canadian rapeseed in China: 9 + 5.9',
    asked: { importer: 'CN', origin: 'CA', product: '12051090', on: '2026-11-27' },
    expected: { total: 14.9 },
  },
  {
    goods: 'Canadian pork in China: 12 + 25',
    asked: { importer: 'CN', origin: 'CA', product: '02032900', on: '2026-11-27' },
    expected: { total: 37 },
  },
  { goods: 'Cambodian T-shirt before the textile quotas', asked: shirt('KH', '2026-08-31'), expected: { total: 26.5 } },
  { goods: 'since then a quota may free it', asked: shirt('KH', '2026-11-27'), expected: { range: [16.5, 26.5] } },
  {
    goods: 'Mexican car part of USMCA origin: the preference is not recorded',
    asked: {
      ...intoUs('MX', '87083050', '2026-11-27'),
      conditions: [
        { id: 'car_part', met: true },
        { id: 'truck_part', met: false },
        { id: 'usmca', met: true },
      ],
    },
    expected: { range: [0, 2.5] },
  },
  {
    goods: 'shirt of Honduras under CAFTA-DR: the preference is not recorded',
    asked: { ...intoUs('HN', '61051000', '2026-11-27'), conditions: [{ id: 'cafta_dr', met: true }] },
    expected: { range: [0, 19.7] },
  },
  // What others published of single goods; where the publication adds up, its sum stands here. A newspaper (The New York Times, April 2025):
  { goods: 'Chinese squid: 25 + 20 + 125', asked: intoUs('CN', '03074300', '2025-04-15'), expected: { total: 170 } },
  { goods: 'Chinese wool sweaters: 16 + 7.5 + 20 + 125', asked: intoUs('CN', '61101100', '2025-04-15'), expected: { total: 168.5 } },
  { goods: 'Chinese plates of plastic: 6.5 + 7.5 + 20 + 125', asked: intoUs('CN', '39241020', '2025-04-15'), expected: { total: 159 } },
  { goods: 'Chinese toasters: 5.3 + 20 + 125', asked: intoUs('CN', '85167200', '2025-04-15'), expected: { total: 150.3 } },
  { goods: 'Chinese toys: 20 + 125', asked: intoUs('CN', '95030000', '2025-04-15'), expected: { total: 145 } },
  {
    goods: 'Chinese batteries for electric cars: 3.4 + 25 + 20 + 125',
    asked: saying(intoUs('CN', '8507600010', '2025-04-15'), { civil_aircraft: false }),
    expected: { total: 173.4 },
  },
  {
    goods: 'Chinese electric car: 2.5 + 25 + 100 + 20',
    asked: saying(intoUs('CN', '87038000', '2025-04-15'), { vehicle_25_years: false }),
    expected: { total: 147.5 },
  },
  {
    goods: 'Chinese car wheels: 2.5 + 25 + 25 + 20',
    asked: saying(intoUs('CN', '87087045', '2025-05-03'), { car_part: true, us_order_truck_tyres: false, us_order_steel_wheels: false }),
    expected: { total: 72.5 },
  },
  { goods: 'Chinese chips: 50 + 20', asked: intoUs('CN', '85423100', '2025-04-15'), expected: { total: 70 } },
  { goods: 'Chinese laptops: 20', asked: intoUs('CN', '84713001', '2025-04-15'), expected: { total: 20 } },
  {
    goods: 'Chinese books for children',
    asked: saying(intoUs('CN', '49030000', '2025-04-15'), { informational_material: true }),
    expected: { total: 0 },
  },
  {
    goods: 'Chinese aluminium foil: 5.3 + 25 + 25 + 20',
    asked: saying(intoUs('CN', '76071160', '2025-04-15'), {
      russian_aluminium: false,
      s232_exclusion: false,
      us_order_aluminium_foil: false,
    }),
    expected: { total: 75.3 },
  },
  // An association of bicycle makers (PeopleForBikes, May and November 2025):
  { goods: 'Chinese bicycles: 11 + 25 + 20 + 10', asked: intoUs('CN', '87120015', '2025-05-14'), expected: { total: 66 } },
  { goods: 'and after Busan: 11 + 25 + 10 + 10', asked: intoUs('CN', '87120015', '2025-11-10'), expected: { total: 56 } },
  { goods: 'Chinese electric bicycles: 25 + 20 + 10', asked: intoUs('CN', '87116000', '2025-05-14'), expected: { total: 55 } },
  // A site that sums duties up (fiowind, of 12 May 2025, 30 points for what was levied from the 14th). It leaves out that wood, resins and others were free of 10 of them.
  { goods: 'Chinese goods of 6217909085', asked: intoUs('CN', '6217909085', '2025-05-14'), expected: { total: 52.1 } },
  { goods: 'Chinese goods of 6212900030', asked: intoUs('CN', '6212900030', '2025-05-14'), expected: { total: 44.1 } },
  {
    goods: 'Chinese goods of 5903902500',
    asked: saying(intoUs('CN', '5903902500', '2025-05-14'), { us_order_woven_sacks: false }),
    expected: { total: 62.5 },
  },
  { goods: 'Chinese goods of 5902200000', asked: intoUs('CN', '5902200000', '2025-05-14'), expected: { total: 60.8 } },
  { goods: 'Chinese goods of 5602906000', asked: intoUs('CN', '5602906000', '2025-05-14'), expected: { total: 61.3 } },
  { goods: 'Chinese goods of 5911900080', asked: intoUs('CN', '5911900080', '2025-05-14'), expected: { total: 58.8 } },
  {
    goods: 'Chinese goods of 5609003000',
    asked: saying(intoUs('CN', '5609003000', '2025-05-14'), { us_order_twist_ties: false }),
    expected: { total: 59.5 },
  },
  { goods: 'Chinese goods of 5404198080', asked: intoUs('CN', '5404198080', '2025-05-14'), expected: { total: 61.9 } },
  { goods: 'Chinese goods of 6114303070', asked: intoUs('CN', '6114303070', '2025-05-14'), expected: { total: 52.4 } },
  {
    goods: 'Chinese goods of 3926903300',
    asked: intoUs('CN', '3926903300', '2025-05-14'),
    expected: { total: 36.5 },
  },
  {
    goods: 'Chinese goods of 3923900080',
    asked: intoUs('CN', '3923900080', '2025-05-14'),
    expected: { total: 58 },
  },
  { goods: 'Chinese goods of 8304000000', asked: intoUs('CN', '8304000000', '2025-05-14'), expected: { total: 33.9 } },
  {
    goods: 'Chinese goods of 3926905900',
    asked: intoUs('CN', '3926905900', '2025-05-14'),
    expected: { total: 57.4 },
  },
  { goods: 'Chinese goods of 3925900000', asked: intoUs('CN', '3925900000', '2025-05-14'), expected: { total: 60.3 } },
  { goods: 'Chinese goods of 9406100000', asked: intoUs('CN', '9406100000', '2025-05-14'), expected: { total: 57.6 } },
  { goods: 'Chinese goods of 4418919105', asked: intoUs('CN', '4418919105', '2025-05-14'), expected: { total: 58.2 } },
  { goods: 'Chinese goods of 8512909000', asked: intoUs('CN', '8512909000', '2025-05-14'), expected: { total: 57.5 } },
  {
    goods: 'Chinese polymers of 3901.90.90, free of the reciprocal duty by Annex II: 6.5 + 25 + 20, where that site has 61.5',
    asked: saying(intoUs('CN', '3901909000', '2025-05-14'), { pharma_appendix: false }),
    expected: { total: 51.5 },
  },
  // Travel goods (Travel Goods Association, May 2019; luggage-factories.com, February 2025):
  {
    goods: 'Chinese suitcases of textile: 17.6 + 25',
    asked: saying(intoUs('CN', '42021281', '2019-06-01'), { ustr_exclusion: false, exported_before_2019_05_10: false }),
    expected: { total: 42.6 },
  },
  {
    goods: 'and with the first 10 over fentanyl',
    asked: saying(intoUs('CN', '42021281', '2025-02-04'), { us_loaded_before_2025_02_01: false }),
    expected: { total: 52.6 },
  },
  {
    goods: 'Chinese suitcases of hard plastic: 20 + 25 + 10',
    asked: saying(intoUs('CN', '42021221', '2025-02-04'), { us_loaded_before_2025_02_01: false }),
    expected: { total: 55 },
  },
  // A freight agent on the Miscellaneous Tariff Bill of 2018 (Gemini Shippers, October 2018):
  {
    goods: 'Chinese bags for the diapers of dolls, heading 9902.12.37: free + 10',
    asked: saying(intoUs('CN', '42029215', '2018-10-15'), { mtb_2018: true, ustr_exclusion: false }),
    expected: { total: 10 },
  },
  {
    goods: 'other goods of that line: 6.3 + 10',
    asked: saying(intoUs('CN', '42029215', '2018-10-15'), { mtb_2018: false, ustr_exclusion: false }),
    expected: { total: 16.3 },
  },
  {
    goods: 'German coffee makers while some of them were free or paid less',
    asked: intoUs('DE', '85167100', '2019-06-01'),
    expected: { range: [0, 3.7] },
  },
  { goods: 'the day after the reliefs of 2018', asked: intoUs('DE', '85167100', '2021-01-01'), expected: { total: 3.7 } },
  // US pork in China (Department of Agriculture, August 2024, without an exclusion):
  { goods: 'US pork of 02031200', asked: saying(intoChina('02031200', '2024-08-19'), { cn_exclusion: false }), expected: { total: 75 } },
  { goods: 'US pork of 02031110', asked: saying(intoChina('02031110', '2024-08-19'), { cn_exclusion: false }), expected: { total: 45 } },
  { goods: 'US pork of 02032190', asked: saying(intoChina('02032190', '2024-08-19'), { cn_exclusion: false }), expected: { total: 62 } },
  { goods: 'US pork of 02032200', asked: saying(intoChina('02032200', '2024-08-19'), { cn_exclusion: false }), expected: { total: 67 } },
  { goods: 'US pork of 02032900', asked: saying(intoChina('02032900', '2024-08-19'), { cn_exclusion: false }), expected: { total: 67 } },
  // US meat in China (US Meat Export Federation, April 2025, with an exclusion from the duties over section 301):
  {
    goods: 'US frozen pork: 12 + 25 + 10 + 125',
    asked: saying(intoChina('02032900', '2025-04-28'), {
      cn_exclusion: true,
      cn_unpublished_list: false,
      cn_left_before_2025_04_10: false,
    }),
    expected: { total: 172 },
  },
  {
    goods: 'US offal of pork',
    asked: saying(intoChina('02064900', '2025-04-28'), {
      cn_exclusion: true,
      cn_unpublished_list: false,
      cn_left_before_2025_04_10: false,
    }),
    expected: { total: 172 },
  },
  {
    goods: 'US frozen beef: 12 + 10 + 125',
    asked: saying(intoChina('02023000', '2025-04-28'), {
      cn_exclusion: true,
      cn_unpublished_list: false,
      cn_left_before_2025_04_10: false,
    }),
    expected: { total: 147 },
  },
  // US sorghum in China (Chinese and US papers, April 2018): deposits of 178.6 on a duty of 2
  {
    goods: 'US sorghum on the first day of deposits',
    asked: { ...intoChina('10079000', '2018-04-18'), announced_by: '2018-05-17' },
    expected: { total: 180.6 },
  },
  { goods: 'the same: deposits given back in full', asked: intoChina('10079000', '2018-04-18'), expected: { total: 2 } },
  // The Union and India (Harley-Davidson, June 2018; papers of June 2018 and 2019):
  {
    goods: 'US motorcycle: 6 + 25',
    asked: saying({ importer: 'EU', origin: 'US', product: '87115000', on: '2018-06-22' }, { eu_exported_before_2018_06_22: false }),
    expected: { total: 31 },
  },
  {
    goods: 'US jeans into the Union, by its nomenclature of 2018: 12 + 25',
    asked: saying({ importer: 'EU', origin: 'US', product: '62034231', on: '2018-06-22' }, { eu_exported_before_2018_06_22: false }),
    expected: { total: 37 },
  },
  {
    goods: 'US orange juice into the Union, by the same: 12.2 + 25',
    asked: saying({ importer: 'EU', origin: 'US', product: '20091200', on: '2018-06-22' }, { eu_exported_before_2018_06_22: false }),
    expected: { total: 37.2 },
  },
  {
    goods: 'the same into Britain, then in the Union',
    asked: saying({ importer: 'GB', origin: 'US', product: '87115000', on: '2018-06-22' }, { eu_exported_before_2018_06_22: false }),
    expected: { total: 31 },
  },
  {
    goods: 'US walnuts in shell into India: 100 + 20, and a tenth of both until February 2020',
    asked: { importer: 'IN', origin: 'US', product: '08023100', on: '2019-06-16' },
    expected: { total: 132 },
  },
  {
    goods: 'the same once the surcharge is gone',
    asked: { importer: 'IN', origin: 'US', product: '08023100', on: '2020-02-02' },
    expected: { total: 120 },
  },
  // Softwood of Canada (a log home maker of January 2018, British Columbia in 2025, a timber trader of November 2021):
  {
    goods: 'West Fraser: 17.99 + 5.57',
    asked: saying({ ...intoUs('CA', '44071200', '2018-01-03'), exporter: 'West Fraser' }, { softwood_lumber: true }),
    expected: { total: 23.56 },
  },
  {
    goods: 'Canfor: 13.24 + 7.28',
    asked: saying({ ...intoUs('CA', '44071200', '2018-01-03'), exporter: 'Canfor' }, { softwood_lumber: true }),
    expected: { total: 20.52 },
  },
  {
    goods: 'Resolute: 14.7 + 3.2',
    asked: saying({ ...intoUs('CA', '44071200', '2018-01-03'), exporter: 'Resolute' }, { softwood_lumber: true }),
    expected: { total: 17.9 },
  },
  {
    goods: 'West Fraser, second review: 5.06 + 6.06',
    asked: saying({ ...intoUs('CA', '44071200', '2021-12-02'), exporter: 'West Fraser' }, { softwood_lumber: true }),
    expected: { total: 11.12 },
  },
  {
    goods: 'Canfor, sixth review: 12.12 + 35.53',
    asked: saying({ ...intoUs('CA', '44071200', '2025-09-01'), exporter: 'Canfor' }, { softwood_lumber: true, usmca: true }),
    expected: { total: 47.65 },
  },
  {
    goods: 'West Fraser, sixth review: 16.82 + 9.65',
    asked: saying({ ...intoUs('CA', '44071200', '2025-10-01'), exporter: 'West Fraser' }, { softwood_lumber: true, usmca: true }),
    expected: { total: 26.47 },
  },
  {
    goods: 'and with the 10 of section 232',
    asked: saying({ ...intoUs('CA', '44071200', '2025-10-14'), exporter: 'West Fraser' }, { softwood_lumber: true, usmca: true }),
    expected: { total: 36.47 },
  },
  // Goods of Taiwan, Italy and Japan in the United States (CENS, January 2026; the consortium of Parmigiano Reggiano, August 2025):
  { goods: 'machining centre of Taiwan: 4.2 + 20', asked: intoUs('TW', '84571000', '2025-08-07'), expected: { total: 24.2 } },
  { goods: 'lathe of Taiwan: 4.4 + 20', asked: intoUs('TW', '84581100', '2025-08-07'), expected: { total: 24.4 } },
  { goods: 'Italian hard cheese: 15 + 10', asked: { ...intoUs('IT', '04069041', '2025-08-06'), quota: 'in' }, expected: { total: 25 } },
  { goods: 'and under the ceiling of 15', asked: { ...intoUs('IT', '04069041', '2025-08-07'), quota: 'in' }, expected: { total: 15 } },
  {
    goods: 'Japanese beef: the base of 26.4 is over the ceiling',
    asked: saying(intoUs('JP', '02023080', '2025-08-07'), { us_agricultural_safeguard: false }),
    expected: { total: 26.4 },
  },
  {
    goods: 'US lobster in the Union: the base was read in 2021 alone',
    asked: { importer: 'EU', origin: 'US', product: '03063210', on: '2026-11-27' },
    expected: { range: [0, null] },
  },
  // Lines of tariff quotas (the tariff; bulletins of US customs on beef of 2017 to 2024, where Canada and Mexico have no limit):
  {
    goods: 'frozen boneless beef of Brazil, within the quota or beyond it',
    asked: saying(intoUs('BR', '02023010', '2024-06-03'), { us_agricultural_safeguard: false }),
    expected: { range: [4, 26.4] },
  },
  {
    goods: 'the same within the quota of other countries',
    asked: { ...intoUs('BR', '02023010', '2024-06-03'), quota: 'in' },
    expected: { total: 4 },
  },
  { goods: 'and of Mexico, which has no limit', asked: intoUs('MX', '02023010', '2024-06-03'), expected: { total: 4 } },
  { goods: 'canned tuna of Thailand', asked: intoUs('TH', '16041422', '2024-06-03'), expected: { range: [6, 12.5] } },
  {
    goods: 'fresh cheese of France in Canada, beyond the access commitment',
    asked: {
      ...{ importer: 'CA', origin: 'FR', product: '04061010', on: '2024-01-05', quota: 'over' },
      ...{ customs_value: '10000', currency: 'CAD', quantity: ['1000 kg'] },
    },
    expected: { amount: '24550.00 CAD' },
  },
  // Shipments that a broker worked out by hand from the acts, November 2026:
  {
    goods: 'Chinese sofa that had left before the rise of May 2019, heading 9903.88.09',
    asked: saying(intoUs('CN', '94036080', '2019-06-14'), { ustr_exclusion: false, exported_before_2019_05_10: true }),
    expected: { total: 10 },
  },
  {
    goods: 'the day after',
    asked: saying(intoUs('CN', '94036080', '2019-06-15'), { ustr_exclusion: false }),
    expected: { total: 25 },
  },
  {
    goods: 'US soya beans that had left for China before 10 March 2025, on the last day: 3',
    asked: saying(intoChina('12019019', '2025-04-12'), {
      cn_exclusion: true,
      cn_left_before_2025_03_10: true,
      cn_left_before_2025_04_10: true,
    }),
    expected: { total: 3 },
  },
  {
    goods: 'the day after: 3 + 10',
    asked: saying(intoChina('12019019', '2025-04-13'), { cn_exclusion: true, cn_left_before_2025_04_10: true }),
    expected: { total: 13 },
  },
  {
    goods: 'the same by the number of before 2022, loaded later: 3 + 10 + 125',
    asked: saying(intoChina('12019010', '2025-04-12'), {
      cn_exclusion: true,
      cn_left_before_2025_03_10: false,
      cn_left_before_2025_04_10: false,
    }),
    expected: { total: 138 },
  },
  {
    goods: 'Indian T-shirt that was at sea on 27 August 2025: 16.5 + 25',
    asked: saying(shirt('IN', '2025-09-16'), { us_loaded_before_2025_08_27: true }),
    expected: { total: 41.5 },
  },
  {
    goods: 'Brazilian T-shirt that was at sea on 6 August 2025: 16.5 + 10',
    asked: saying(shirt('BR', '2025-10-04'), { us_loaded_before_2025_08_06: true }),
    expected: { total: 26.5 },
  },
  {
    goods: 'Chinese T-shirt that was under way on 1 February 2025: 16.5 + 7.5',
    asked: saying(shirt('CN', '2025-03-06'), { us_loaded_before_2025_02_01: true }),
    expected: { total: 24 },
  },
  { goods: 'and on the first day without that: 16.5 + 7.5 + 20', asked: shirt('CN', '2025-03-07'), expected: { total: 44 } },
  {
    goods: 'Vietnamese T-shirt loaded before the surcharge of section 122, on the last day for it: 16.5',
    asked: saying(shirt('VN', '2026-02-27'), { us_loaded_before_2026_02_24: true }),
    expected: { total: 16.5 },
  },
  {
    goods: 'Chinese electric car that was in transit to Canada on the first day of the surtax: 6.1',
    asked: saying({ importer: 'CA', origin: 'CN', product: '87038010', on: '2024-10-31' }, { ca_in_transit_2024_10_01: true }),
    expected: { total: 6.1 },
  },
  {
    goods: 'US car loaded for Türkiye before the rise of August 2018, declared on the last of 45 days',
    asked: saying({ importer: 'TR', origin: 'US', product: '87032319', on: '2018-09-29' }, { tr_loaded_before_2018_08_15: true }),
    expected: { additional: [60, 60] },
  },
  {
    goods: 'and on the day after',
    asked: { importer: 'TR', origin: 'US', product: '87032319', on: '2018-09-30' },
    expected: { additional: [120, 120] },
  },
  {
    goods: 'bourbon into Britain on the last day of its duty',
    asked: { importer: 'GB', origin: 'US', product: '22083011', on: '2022-05-31' },
    expected: { additional: [25, 25] },
  },
  {
    goods: 'the first day without it, as nothing is recorded of it then',
    asked: { importer: 'GB', origin: 'US', product: '22083011', on: '2022-06-01' },
    expected: { additional: null },
  },
  {
    goods: 'bourbon into the Union under the Boeing list, which it is not on',
    asked: { importer: 'EU', origin: 'US', product: '22083011', on: '2020-11-10' },
    expected: { total: 25 },
  },
  {
    goods: 'Japanese car into Mexico in 2026, not entered under the agreement',
    asked: { importer: 'MX', origin: 'JP', product: '87032399', on: '2026-01-01', conditions: [{ id: 'mx_no_agreement_rate', met: true }] },
    expected: { total: 50 },
  },
  {
    goods: 'yellow peas into India on the last free day',
    asked: { importer: 'IN', origin: 'RU', product: '07131010', on: '2025-10-31' },
    expected: { total: 0 },
  },
  {
    goods: 'the day after, with a bill of lading of November',
    asked: { importer: 'IN', origin: 'RU', product: '07131010', on: '2025-11-01', conditions: [{ id: 'in_peas_lading_2025', met: false }] },
    expected: { total: 30 },
  },
  {
    goods: 'Chinese electric car in Brazil within the quota',
    asked: { importer: 'BR', origin: 'CN', product: '870380', on: '2024-07-01', quota: 'in' },
    expected: { total: 0 },
  },
  {
    goods: 'Turkish reinforcing bars into the US at the doubled rate: 50, and the duties of two orders that name them, at whatever rates',
    asked: saying(intoUs('TR', '72142000', '2019-05-20'), { s232_exclusion: false }),
    expected: { range: [50, null] },
  },
  {
    goods: 'and such as no order names',
    asked: saying(intoUs('TR', '72142000', '2019-05-20'), { s232_exclusion: false, us_order_rebar: false }),
    expected: { total: 50 },
  },
  {
    goods: 'phosphate of OCP on the first day of the order',
    asked: { ...intoUs('MA', '31053000', '2021-04-07'), exporter: 'OCP' },
    expected: { total: 19.97 },
  },
  { goods: 'Swiss gold bars of 7108.13.55 on the last day of 39', asked: intoUs('CH', '71081355', '2025-09-07'), expected: { total: 39 } },
  { goods: 'and free by Annex II the day after', asked: intoUs('CH', '71081355', '2025-09-08'), expected: { total: 0 } },
  {
    goods: 'US ketchup into the Union, Boeing list: 10.2 + 25',
    asked: saying({ importer: 'EU', origin: 'US', product: '21032000', on: '2020-11-10' }, { eu_exported_before_2020_11_10: false }),
    expected: { total: 35.2 },
  },
  { goods: 'US denatured alcohol into China: 30 + 15 + 25', asked: intoChina('22072000', '2018-07-06'), expected: { total: 70 } },
  { goods: 'US wine into China: 14 + 15 + 25', asked: intoChina('22042100', '2019-06-01'), expected: { total: 54 } },
  { goods: 'US aluminium scrap into China: 25 + 25', asked: intoChina('76020000', '2018-08-23'), expected: { total: 50 } },
  {
    goods: 'Spanish frozen pork of Litera Meat into China: 12 + 4.9',
    asked: { importer: 'CN', origin: 'ES', product: '02032900', on: '2025-12-17', exporter: 'Litera Meat' },
    expected: { total: 16.9 },
  },
  {
    goods: 'Russian plywood into Canada on the first day of the General Tariff, not under way before',
    asked: saying({ importer: 'CA', origin: 'RU', product: '44123100', on: '2022-03-02' }, { ca_in_transit_2022_03_02: false }),
    expected: { total: 35 },
  },
  {
    goods: 'where nobody says whether it was in transit: section 3 of SOR/2022-35 leaves such goods the ordinary rate',
    asked: { importer: 'CA', origin: 'RU', product: '44123100', on: '2022-03-02' },
    expected: { range: [0, null] },
  },
  {
    goods: 'Russian cod fillets into Britain on the first day of the third package: 35, or nothing more if they had left before',
    asked: { importer: 'GB', origin: 'RU', product: '03047190', on: '2022-07-20' },
    expected: { additional: [0, 35] },
  },
  {
    goods: 'Russian steel that had left for Australia before 25 April 2022',
    asked: saying(
      { importer: 'AU', origin: 'RU', product: '72083900', on: '2022-05-20' },
      { au_schedule_4: false, au_left_before_2022_04_25: true },
    ),
    expected: { additional: [0, 0] },
  },
  {
    goods: 'and that left later',
    asked: saying(
      { importer: 'AU', origin: 'RU', product: '72083900', on: '2022-05-20' },
      { au_schedule_4: false, au_left_before_2022_04_25: false },
    ),
    expected: { additional: [35, 35] },
  },
  {
    goods: 'Russian boards into New Zealand, on their way before 25 April 2022 or not',
    asked: saying({ importer: 'NZ', origin: 'RU', product: '44079100', on: '2022-04-25' }, { nz_no_more_than_1000_dollars: false }),
    expected: { additional: [0, 35] },
  },
  {
    goods: 'Turkish reinforcing bars into Canada beyond the quota on the first day: 50, unless they were in transit',
    asked: rebarIntoCanada,
    expected: { additional: [0, 50] },
  },
  {
    goods: 'and not in transit',
    asked: saying(rebarIntoCanada, { ca_in_transit_2025_06_27: false }),
    expected: { additional: [50, 50] },
  },
  {
    goods: 'Turkish hot-rolled sheet into the Union the day before its safeguard',
    asked: intoUnion('TR', '72083900', '2018-07-18'),
    expected: { total: 0 },
  },
  {
    goods: 'beyond the quota on the first day: what was under way by article 4 of the act pays nothing',
    asked: intoUnion('TR', '72083900', '2018-07-19', 'over'),
    expected: { range: [0, 25] },
  },
  {
    goods: 'and not under way',
    asked: saying(intoUnion('TR', '72083900', '2018-07-19', 'over'), { eu_under_way_2018_07_19: false }),
    expected: { total: 25 },
  },
  {
    goods: 'Ukrainian reinforcing bars beyond the quota, the last day',
    asked: intoUnion('UA', '72142000', '2022-06-03', 'over'),
    expected: { total: 25 },
  },
  { goods: 'and free of the safeguard', asked: intoUnion('UA', '72142000', '2022-06-04', 'over'), expected: { total: 0 } },
  {
    goods: 'British hot-rolled sheet on the first day outside the customs union, beyond the quota',
    asked: intoUnion('GB', '72083900', '2021-01-01', 'over'),
    expected: { total: 25 },
  },
  {
    goods: 'Indonesian stainless sheet under the provisional duty, whose act has no rule beside the safeguard: 20.2 + 25',
    asked: { ...intoUnion('ID', '72193310', '2021-06-01', 'over'), exporter: 'all_others' },
    expected: { total: 45.2 },
  },
  {
    goods: 'of IRNC in 2023: 9.3 + 21.4, and the 25 is in that',
    asked: { ...intoUnion('ID', '72193310', '2023-01-01', 'over'), exporter: 'IRNC' },
    expected: { total: 30.7 },
  },
  {
    goods: 'Indian stainless sheet of Jindal: the 25 alone, as it is more than 10 + 4.3',
    asked: { ...intoUnion('IN', '72193310', '2023-01-01', 'over'), exporter: 'Jindal Stainless' },
    expected: { total: 25 },
  },
  {
    goods: 'stainless sheet of Viet Nam the day before imports were registered',
    asked: intoUnion('VN', '72193310', '2023-08-14', 'in'),
    expected: { total: 0 },
  },
  {
    goods: 'registered, and told in May 2024 to owe 19.3 + 20.5',
    asked: coldRolledOfVietnam('2023-08-15', 'in'),
    expected: { total: 39.8 },
  },
  { goods: 'beyond the quotas the 25 alone', asked: coldRolledOfVietnam('2023-08-15', 'over'), expected: { total: 25 } },
  {
    goods: 'of Taiwan beyond the quotas, the last day on which both were paid: 25 + 6.8',
    asked: { ...intoUnion('TW', '72193310', '2019-09-03', 'over'), exporter: 'Yieh United Steel' },
    expected: { total: 31.8 },
  },
  {
    goods: 'from the next day the 25 alone',
    asked: { ...intoUnion('TW', '72193310', '2019-09-04', 'over'), exporter: 'Yieh United Steel' },
    expected: { total: 25 },
  },
  {
    goods: 'of Taiwan from a firm that is not exempt: 20.5, and 19.3 in which the 6.8 is',
    asked: saying(intoUnion('TW', '72193310', '2023-08-15', 'in'), { eu_sscr_ad_not_exempt: true, eu_sscr_cvd_not_exempt: true }),
    expected: { total: 39.8 },
  },
  {
    goods: 'of Taigang in China beyond the quotas: the 25 alone, as it is more than 24.4',
    asked: { ...intoUnion('CN', '72193310', '2024-07-02', 'over'), exporter: 'Taigang' },
    expected: { total: 25 },
  },
  {
    goods: 'of another firm of China: 25 and 0.3',
    asked: { ...intoUnion('CN', '72193310', '2024-07-02', 'over'), exporter: 'all_others' },
    expected: { total: 25.3 },
  },
  {
    goods: 'glass fibre of Egypt the day before imports were registered',
    asked: saying(intoUnion('EG', '70191100', '2020-02-14'), { eu_suspension: false }),
    expected: { total: 7 },
  },
  {
    goods: 'registered three weeks before the provisional duty, and told in June to owe 8.7',
    asked: fibreOfEgypt('70191100', '2020-02-15'),
    expected: { total: 15.7 },
  },
  { goods: 'with the definitive duty: 7 + 13.1', asked: fibreOfEgypt('70191100', '2020-06-26'), expected: { total: 20.1 } },
  { goods: 'mats by the number of 2022', asked: fibreOfEgypt('70191400', '2022-01-01'), expected: { total: 20.1 } },
  {
    goods: 'biodiesel of Argentina, of no named firm and of no description whose duty is suspended: 6.5 + 33.4',
    asked: { ...saying(intoUnion('AR', '3826001020', '2020-06-01'), { eu_suspension: false }), exporter: 'all_others' },
    expected: { total: 39.9 },
  },
  {
    goods: 'solar modules sent from Malaysia, registered since May 2015: 53.4 + 11.5 if they are of the scope',
    asked: { ...saying(intoUnion('MY', '8541409023', '2015-06-01'), { eu_solar_scope: true }), exporter: 'all_others' },
    expected: { additional: [0, 64.9] },
  },
  {
    goods: 'Russian linseed in the Union in the last days of 20',
    asked: intoUnion('RU', '12040090', '2025-12-31'),
    expected: { total: 20 },
  },
  { goods: 'and as other oilseeds', asked: intoUnion('RU', '12040090', '2026-01-01'), expected: { total: 50 } },
  {
    goods: 'Pakistani dates in India whose papers were in after 20:46 on the first day',
    asked: saying({ importer: 'IN', origin: 'PK', product: '08041020', on: '2019-02-16' }, { in_entry_before_2019_02_16_2046: false }),
    expected: { range: [200, 220] },
  },
  {
    goods: 'Cambodian sugar of Thai cane into Viet Nam on the day that reports differ about',
    asked: saying({ importer: 'VN', origin: 'KH', product: '17019910', on: '2022-08-08' }, { vn_sugar_local_cane: false }),
    expected: { additional: [0, 47.64] },
  },
  {
    goods: 'Chinese frames of racks on the lists of both metals, without a word on either: from no metal to both on the whole value',
    asked: { importer: 'US', origin: 'CN', product: '9401790015', on: '2025-09-15' },
    expected: { range: [55, 295] },
  },
  {
    goods:
      'Chinese inflatable decorations of a number of which an exclusion takes a part: 7 + 20 + 10, and 7.5 or not (ruling N353032: 44.5)',
    asked: { importer: 'US', origin: 'CN', product: '6307909891', on: '2025-09-15' },
    expected: { range: [37, 44.5] },
  },
  {
    goods: 'and such as an exclusion describes',
    asked: saying({ importer: 'US', origin: 'CN', product: '6307909891', on: '2025-09-15' }, { ustr_exclusion: true }),
    expected: { total: 37 },
  },
  {
    goods: 'Chilean wire of nothing but copper on the first day of its duty: 3 + 50',
    asked: { importer: 'US', origin: 'CL', product: '7408116000', on: '2025-08-01', value_part: ['copper:100%'] },
    expected: { total: 53 },
  },
  {
    goods: 'Chinese religious books, which list 4A leaves out',
    asked: { importer: 'US', origin: 'CN', product: '4901990040', on: '2024-11-20' },
    expected: { total: 0 },
  },
  {
    goods: 'US lentils in India as the notification of July 2021 was printed: a cess of 10 + 10, and a tenth of both',
    asked: { importer: 'IN', origin: 'US', product: '07134000', on: '2021-09-16' },
    expected: { total: 22 },
  },
  {
    goods: 'and from the correction of 17 September: 33 in all (report IN2021-0113)',
    asked: { importer: 'IN', origin: 'US', product: '07134000', on: '2021-09-17' },
    expected: { total: 33 },
  },
  {
    goods: 'US lentils in India while the cut of June 2020 held: 30 and a tenth, 50 before',
    asked: { importer: 'IN', origin: 'US', product: '07134000', on: '2020-06-02' },
    expected: { total: 33 },
  },
  {
    goods: 'Canadian lobster in the Union, free for every origin since August 2020',
    asked: saying({ importer: 'EU', origin: 'CA', product: '03061210', on: '2020-09-01' }, { eu_lobster: true }),
    expected: { total: 0 },
  },
  {
    goods: 'the day before',
    asked: { importer: 'EU', origin: 'CA', product: '03061210', on: '2020-07-31' },
    expected: { total: 6 },
  },
  {
    goods: 'New Zealand butter in the Union: 70 euros for 100 kg within its quota, 189.60 beyond',
    asked: { importer: 'EU', origin: 'NZ', product: '04051019', on: '2020-05-01', quota: 'in', quantity: ['5000 kg'] },
    expected: { amount: '3500.00 EUR' },
  },
  {
    goods: 'Chinese garlic in the Union within its quota',
    asked: { importer: 'EU', origin: 'CN', product: '07032000', on: '2020-05-01', quota: 'in' },
    expected: { total: 9.6 },
  },
  {
    goods: 'Chinese masks of textile in Canada while their duty was remitted, if that is claimed',
    asked: saying({ importer: 'CA', origin: 'CN', product: '63079099', on: '2022-05-07' }, { ca_covid_remission: true }),
    expected: { total: 0 },
  },
  {
    goods: 'and nobody says whether it is',
    asked: { importer: 'CA', origin: 'CN', product: '63079099', on: '2021-06-01' },
    expected: { range: [0, 18] },
  },
  {
    goods: 'and a day after it ended',
    asked: { importer: 'CA', origin: 'CN', product: '63079099', on: '2022-05-08' },
    expected: { total: 18 },
  },
  {
    goods:
      'infant formula into the United States in the shortage of 2022: free, and free of the duty by price (message of customs on the Formula Act)',
    asked: saying(
      { importer: 'US', origin: 'NL', product: '19011026', on: '2022-12-31' },
      { us_infant_formula_2022: true, us_agricultural_safeguard: false },
    ),
    expected: { total: 0 },
  },
  {
    goods: 'Mexican Harper melons into the United States in December to May, without a preference (a ruling of customs of August 2020)',
    asked: saying(intoUs('MX', '08071970', '2020-12-01'), { us_in_season: true }),
    expected: { total: 5.4 },
  },
  {
    goods: 'and at any other time',
    asked: saying(intoUs('MX', '08071980', '2020-08-06'), { us_in_season: true }),
    expected: { total: 28 },
  },
  {
    goods: 'the line of December to May, and nobody says whether they are entered then',
    asked: intoUs('MX', '08071970', '2020-08-06'),
    expected: { range: [0, null] },
  },
  {
    goods: 'peaches into Canada by the regular item while no order suspends it (memorandum D10-14-3)',
    asked: saying({ importer: 'CA', origin: 'CN', product: '08093029', on: '2020-02-01' }, { ca_in_season: false }),
    expected: { total: 0 },
  },
  {
    goods: "stainless sheet of Taiwan in Britain: nobody knows here whether the Union's duty was taken over",
    asked: { importer: 'GB', origin: 'TW', product: '72193390', on: '2021-06-01' },
    expected: { range: [0, null] },
  },
  {
    goods: 'Malaysian butt-weld fittings into the United States, certified as not of China: the ordinary duty alone',
    asked: saying(intoUs('MY', '73079330', '2024-06-01'), { us_order_fittings_malaysia: false }),
    expected: { total: 6.2 },
  },
  {
    goods: 'and nobody says of what they are made',
    asked: intoUs('MY', '73079330', '2024-06-01'),
    expected: { range: [6.2, null] },
  },
  {
    goods: 'US apples in India: 50 + 20',
    asked: { importer: 'IN', origin: 'US', product: '08081000', on: '2019-06-16' },
    expected: { total: 70 },
  },
  { goods: 'US cherries into China on list 1: 10 + 15 + 25', asked: intoChina('08092900', '2018-07-06'), expected: { total: 50 } },
  { goods: 'US oranges into China: 11 + 15 + 25', asked: intoChina('08051000', '2019-06-01'), expected: { total: 51 } },
  {
    goods: 'Canadian peas into China: 5 + 100',
    asked: { importer: 'CN', origin: 'CA', product: '07131090', on: '2025-03-20' },
    expected: { total: 105 },
  },
  {
    goods: 'US pork legs into Mexico at the full height of the duty of 2018',
    asked: { importer: 'MX', origin: 'US', product: '02031201', on: '2018-07-05' },
    expected: { total: 20 },
  },
  {
    goods: 'Indian towels under section 122: 9.1 + 10',
    asked: intoUs('IN', '6302600020', '2026-03-15'),
    expected: { total: 19.1 },
  },
  {
    goods: 'German machine under the forced-labour duty: 4.2 topped up to 10',
    asked: intoUs('DE', '8419899585', '2026-09-24'),
    expected: { total: 10 },
  },
  ...RULED_SHIPMENTS,
  ...PUBLISHED_SHIPMENTS,
];
