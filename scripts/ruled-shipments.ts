import { said } from './said.ts';
import type { KnownShipment } from './shipment.ts';

/** Goods that left after the last rise before the day, by the days of the rise. */
const [SINCE_APRIL, SINCE_AUGUST] = ['-us_loaded_before_2025_04_05', '-us_loaded_before_2025_08_07'];
/** Goods of a steel or aluminium list of 2025 that are made of that metal alone, none of it of the United States. */
const [ALL_STEEL, ALL_ALUMINIUM] = [
  'steel:100% -us_metal_2025 -s232_exclusion',
  'aluminium:100% -us_metal_2025 -s232_exclusion -russian_aluminium',
];
const [NO_SHELVING, NO_EXCLUSION] = [
  '-us_order_boltless_shelving -us_order_metal_lockers -us_order_racks -us_order_tool_chests -us_order_file_cabinets',
  '-ustr_exclusion',
];

/**
 * What US customs said in rulings that goods pay, as Trade Law Daily and its sister papers sum them up ("Recent CBP NY Rulings"): the number of
 * the ruling, the goods and the sum as it has it; origin, code and day of the ruling; conditions; percent. Where a summary leaves out a duty that
 * the act has, the sum here is that of the act, and the words say so.
 */
const RULINGS: readonly (readonly [goods: string, origin: string, product: string, on: string, conditions: string, percent: number])[] = [
  ['N352160 car trim of plastic: 5.3 + 15, not topped up to 15', 'KR', '3926305000', '2025-09-03', SINCE_AUGUST, 20.3],
  ['N350660 the same in July: 5.3 + 10', 'KR', '3926305000', '2025-07-17', '', 15.3],
  ['N349201 ceramic lantern: 6 + 20 + 10 + 7.5', 'CN', '6913905000', '2025-05-27', SINCE_APRIL, 43.5],
  ['N349431 electrical socket: 2.7 + 20 + 10 + 25', 'CN', '8536698000', '2025-06-10', SINCE_APRIL, 57.7],
  ['N349965 conveyor belt: 3.3 + 20 + 10 + 7.5', 'CN', '4010110000', '2025-06-12', SINCE_APRIL, 40.8],
  ['N348012 ultraviolet lamps: 2.4 + 10 + 25, and the 20 that the summary leaves out', 'CN', '8539490040', '2025-05-15', SINCE_APRIL, 57.4],
  ['N348879 amine free of the reciprocal duty by Annex II: 6.5 + 20 + 25', 'CN', '2921196195', '2025-08-22', '-pharma_appendix', 51.5],
  ['N351474 ethernet switch, free of it too: 20 + 25', 'CN', '8517620020', '2025-08-11', '', 45],
  [
    'N349155 textbook as informational material: list 4A alone',
    'CN',
    '4901990010',
    '2025-05-20',
    `${SINCE_APRIL} informational_material`,
    7.5,
  ],
  ['N345743 shoes of list 4B in February 2025: 7.5 + 10', 'CN', '6404193660', '2025-02-25', '-us_loaded_before_2025_02_01', 17.5],
  ['N331302 shoes of list 4A: 37.5 + 7.5', 'CN', '6404206060', '2023-03-24', NO_EXCLUSION, 45],
  ['N320561 woven fabric of list 3: 14.9 + 25', 'CN', '5512910060', '2022-02-18', NO_EXCLUSION, 39.9],
  [
    'N321354 stabiliser of no list: 6.5',
    'CN',
    '2933997900',
    '2021-09-03',
    '-pharma_appendix -dye_intermediate -us_order_corrosion_inhibitors',
    6.5,
  ],
  ['N337025 parts of rattan seats: 7.5', 'CN', '9401992540', '2024-01-04', NO_EXCLUSION, 7.5],
  ['N338927 steel bins that no order names: 25', 'CN', '9403200086', '2024-03-26', `${NO_EXCLUSION} ${NO_SHELVING}`, 25],
  ['N344067 roof rack, no stamping of Proclamation 9980: 2.5 + 25', 'CN', '8708295160', '2024-12-10', '', 27.5],
  ['N352836 wood in the rough, free by Annex II', 'VN', '4403990195', '2025-09-12', SINCE_AUGUST, 0],
  ['N352836 wickerwork: 2.3 + 20', 'VN', '4602198000', '2025-09-12', SINCE_AUGUST, 22.3],
  ['N349758 pullover: 32 + 10', 'HT', '6110303053', '2025-06-16', '', 42],
  ['N348579 coat that does not qualify under CAFTA-DR: 28.2 + 10', 'SV', '6102302010', '2025-06-20', '', 38.2],
  ['N351625 anti-snoring ring: 2.6 + 10', 'GB', '8543709860', '2025-08-13', SINCE_AUGUST, 12.6],
  ['N352325 solar cells of another kind than silicon films: topped up to 15', 'DE', '8541420080', '2025-08-27', SINCE_AUGUST, 15],
  ['N350625 preparation free of the reciprocal duty: 5', 'PL', '3824999397', '2025-07-17', '-pharma_appendix', 5],
  ['N350206 pad for an excavator without steel: 10', 'CZ', '8431491090', '2025-06-25', 'steel:0%', 10],
  [
    'N350199 part of a welder without aluminium, outside USMCA: 1.6 + 25',
    ...(['MX', '8515902000', '2025-06-30', 'aluminium:0% -russian_aluminium -usmca', 26.6] as const),
  ],
  ['N350103 racks of nothing but steel, outside USMCA: 2.9 + 50', 'CA', '7326908688', '2025-06-30', `${ALL_STEEL} -usmca`, 52.9],
  ['N352936 bin of nothing but aluminium, outside USMCA: 3.1 + 50', 'CA', '7615109100', '2025-08-29', `${ALL_ALUMINIUM} -usmca`, 53.1],
  ['N349003 brackets of aluminium: 2.5 + 50', 'JP', '7616995190', '2025-06-10', `${ALL_ALUMINIUM} ${SINCE_APRIL}`, 52.5],
  [
    'N351392 car screws of 5 mm: 6.2 + 50',
    ...(['TW', '7318156080', '2025-08-11', `${ALL_STEEL} ${SINCE_AUGUST} -civil_aircraft -us_order_threaded_rod`, 56.2] as const),
  ],
  [
    'N352573 split rings of steel wire: 3.9 + 20 + 25 + 50, and on the rest of the value alone 10',
    ...(['CN', '7326200090', '2025-08-29', `${ALL_STEEL} -us_order_garment_hangers -civil_aircraft`, 98.9] as const),
  ],
  [
    'N352566 luggage frames of aluminium: 20 + 25 + 50',
    ...(['CN', '7616991000', '2025-08-29', `${ALL_ALUMINIUM} -us_order_aluminium_extrusions`, 95] as const),
  ],
  [
    'N352075 frames of racks, on the lists of both metals, of steel alone: 20 + 25 + 50',
    ...(['CN', '9403999040', '2025-08-28', `${ALL_STEEL} aluminium:0% -russian_aluminium ${NO_SHELVING}`, 95] as const),
  ],
  ['N349345 brake pads for cars: 2.5 + 25, no reciprocal duty', 'MY', '8708305090', '2025-06-10', `car_part ${SINCE_APRIL}`, 27.5],
  ['N350976 suspension parts outside USMCA: 2.5 + 25', 'CA', '8708806590', '2025-07-25', 'car_part -usmca', 27.5],
  ['N353032 inflatable decorations that no exclusion describes: 7 + 20 + 10 + 7.5', 'CN', '6307909891', '2025-09-15', NO_EXCLUSION, 44.5],
  [
    'N352221 ticket dispenser that none describes: 5.3 + 20 + 10 + 7.5',
    ...(['CN', '3926909989', '2025-08-27', `${NO_EXCLUSION} -us_order_geogrid -us_order_twist_ties -civil_aircraft`, 42.8] as const),
  ],
  ['N320985 aluminium profiles under no exclusion: 1.5 + 10', 'TR', '7604210010', '2021-09-03', '-s232_exclusion', 11.5],
  ['N325521 the same of Mexico, exempt then', 'MX', '7604210010', '2022-05-24', '', 1.5],
];

export const RULED_SHIPMENTS: readonly KnownShipment[] = RULINGS.map(([goods, origin, product, on, conditions, total]) => ({
  goods: `ruling ${goods}`,
  asked: { importer: 'US', origin, product, on, ...said(conditions) },
  expected: { total },
}));
