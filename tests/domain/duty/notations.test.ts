import { describe, expect, it } from 'vitest';
import { normaliseDuty, parseDuty, printDuty } from '../../../src/domain/duty/expression.ts';
import { TARIC_CODES, TARIC_QUALIFIERS } from '../../../src/domain/duty/unit-words.ts';
import { faultOf } from '../../support/duties.ts';

/** What each of TARIC's measurements is, or its name in the message that refuses it. */
const TARIC: Readonly<Record<string, string | { refused: string }>> = {
  ASV: { refused: 'ASV (% vol)' },
  'ASV X': '% vol/hl',
  BRX: { refused: 'BRX' },
  CCT: 't/carrying capacity',
  CEN: '100 unit',
  CTM: 'carat',
  DAP: { refused: 'DAP (decatonne, corrected according to polarisation)' },
  DHS: 'kg/dihydrostreptomycin',
  DTN: '100 kg',
  'DTN E': '100 kg/net drained',
  'DTN F': '100 kg/common wheat',
  'DTN G': '100 kg/gross',
  'DTN L': '100 kg/live weight',
  'DTN M': '100 kg/net dry matter',
  'DTN N': '100 kg/net',
  'DTN R': '100 kg/standard quality',
  'DTN S': '100 kg/raw sugar',
  'DTN Z': { refused: 'DTN Z' },
  EUR: { refused: 'EUR (euro, for surveillance)' },
  EVN: { refused: 'EVN' },
  FC1: { refused: 'FC1 (factor)' },
  'FC1 X': { refused: 'FC1 X' },
  GFI: 'g/fissile isotopes',
  GP1: { refused: 'GP1 (gross production)' },
  'GP1 X': { refused: 'GP1 X' },
  GRM: 'g',
  GRT: { refused: 'GRT (gross tonnage)' },
  HLT: 'hl',
  HMT: '100 m',
  KAC: 'kg/acesulfame potassium',
  KCC: 'kg/choline chloride',
  KCL: 't/potassium chloride',
  KGM: 'kg',
  'KGM A': 'kg/total alcohol',
  'KGM E': 'kg/net drained',
  'KGM G': 'kg/gross',
  'KGM N': 'kg/net',
  'KGM P': 'kg/lactic matter',
  'KGM S': 'kg/raw sugar',
  'KGM T': 'kg/dry lactic matter',
  KLT: '1000 l',
  KMA: 'kg/methylamines',
  KMT: '1000 m',
  KNI: 'kg/nitrogen',
  KNS: 'kg/hydrogen peroxide',
  KPH: 'kg/potassium hydroxide',
  KPO: 'kg/potassium oxide',
  KPP: 'kg/diphosphorus pentaoxide',
  KSD: 'kg/90% dry',
  KSH: 'kg/sodium hydroxide',
  KUR: 'kg/uranium',
  KW1: { refused: 'KW1' },
  KWH: 'kWh',
  LHC: { refused: 'LHC (standard litre of hydrocarbon oil)' },
  LPA: 'l alc. 100%',
  LTR: 'l',
  'LTR A': 'l/total alcohol',
  MCG: { refused: 'MCG (microgram)' },
  MCL: { refused: 'MCL (microlitre)' },
  MGM: { refused: 'MGM (milligram)' },
  MIL: '1000 unit',
  MLT: { refused: 'MLT (millilitre)' },
  MPR: '1000 pair',
  MTK: 'm2',
  MTQ: 'm3',
  'MTQ C': '1000 m3',
  MTR: 'm',
  MWH: 'MWh',
  NAR: 'unit',
  'NAR B': { refused: 'NAR B' },
  NCL: { refused: 'NCL (number of cells)' },
  NPR: 'pair',
  RET: { refused: 'RET (retail price)' },
  SPQ: { refused: 'SPQ' },
  SPR: { refused: 'SPR' },
  TJO: { refused: 'TJO (terajoule, gross calorific value)' },
  TNE: 't',
  'TNE E': 't/net drained',
  'TNE G': 't/gross',
  'TNE I': 't/biodiesel',
  'TNE J': 't/fuel content',
  'TNE K': 't/bioethanol',
  'TNE M': 't/net dry matter',
  'TNE N': 't/net',
  'TNE R': 't/standard quality',
  'TNE Z': { refused: 'TNE Z' },
  WAT: { refused: 'WAT (number of watt)' },
};

/** The abbreviations that the United Kingdom prints for them. */
const ABBREVIATIONS: readonly [string, string | { refused: string }][] = [
  ['% vol/hl', '% vol/hl'],
  ['ct/l', 't/carrying capacity'],
  ['100 p/st', '100 unit'],
  ['1,000 p/st', '1000 unit'],
  ['1 000 p/st', '1000 unit'],
  ['1000 p/st', '1000 unit'],
  ['c/k', 'carat'],
  ['10 000 kg/polar', { refused: 'polar' }],
  ['10,000 kg/polar', { refused: 'polar' }],
  ['kg DHS', 'kg/dihydrostreptomycin'],
  ['100 kg', '100 kg'],
  ['100 kg/net eda', '100 kg/net drained'],
  ['100 kg / net drained wt', '100 kg/net drained'],
  ['100 kg common wheat', '100 kg/common wheat'],
  ['100 kg/br', '100 kg/gross'],
  ['100 kg live weight', '100 kg/live weight'],
  ['100 kg/net mas', '100 kg/net dry matter'],
  ['100 kg std qual', '100 kg/standard quality'],
  ['100 kg raw sugar', '100 kg/raw sugar'],
  ['100 kg/net/%sacchar.', { refused: '%sacchar.' }],
  ['gi F/S', 'g/fissile isotopes'],
  ['g', 'g'],
  ['GT', { refused: 'GT (gross tonnage)' }],
  ['hl', 'hl'],
  ['100 m', '100 m'],
  ['kg C₅H₁₄ClNO', 'kg/choline chloride'],
  ['tonne KCl', 't/potassium chloride'],
  ['kg', 'kg'],
  ['kg/tot/alc', 'kg/total alcohol'],
  ['kg/net eda', 'kg/net drained'],
  ['kg.net eda', 'kg/net drained'],
  ['GKG', 'kg/gross'],
  ['kg/lactic matter', 'kg/lactic matter'],
  ['kg/raw sugar', 'kg/raw sugar'],
  ['kg/dry lactic matter', 'kg/dry lactic matter'],
  ['1000 l', '1000 l'],
  ['1,000 l', '1000 l'],
  ['kg met.am.', 'kg/methylamines'],
  ['kg methylamines', 'kg/methylamines'],
  ['KM', '1000 m'],
  ['kg N', 'kg/nitrogen'],
  ['kg H₂O₂', 'kg/hydrogen peroxide'],
  ['kg H2O2', 'kg/hydrogen peroxide'],
  ['kg KOH', 'kg/potassium hydroxide'],
  ['kg K₂O', 'kg/potassium oxide'],
  ['kg P2O5', 'kg/diphosphorus pentaoxide'],
  ['kg 90% sdt', 'kg/90% dry'],
  ['kg 90 % sdt', 'kg/90% dry'],
  ['kg NaOH', 'kg/sodium hydroxide'],
  ['kg U', 'kg/uranium'],
  ['l alc. 100%', 'l alc. 100%'],
  ['l alc 100 %', 'l alc. 100%'],
  ['l', 'l'],
  ['L total alc.', 'l/total alcohol'],
  ['1000 pa', '1000 pair'],
  ['m²', 'm2'],
  ['m2', 'm2'],
  ['m³', 'm3'],
  ['1000 m³', '1000 m3'],
  ['m', 'm'],
  ['1000 kWh', '1000 kWh'],
  ['1,000 kWh', '1000 kWh'],
  ['p/st', 'unit'],
  ['b/f', { refused: 'b/f (items per flask)' }],
  ['ce/el', { refused: 'ce/el (number of cells)' }],
  ['pa', 'pair'],
  ['TJ', { refused: 'TJ (terajoule)' }],
  ['1000 kg', '1000 kg'],
  ['1,000 kg', '1000 kg'],
  ['1000 kg/net eda', '1000 kg/net drained'],
  ['1000 kg/biodiesel', '1000 kg/biodiesel'],
  ['1000 kg/fuel content', '1000 kg/fuel content'],
  ['1000 kg/bioethanol', '1000 kg/bioethanol'],
  ['1000 kg/net mas', '1000 kg/net dry matter'],
  ['1000 kg std qual', '1000 kg/standard quality'],
  ['1000 kg/net/%saccha.', { refused: '%sacchar.' }],
  ['Watt', { refused: 'Watt' }],
  ['100 l/Grado Plato', { refused: 'l/Grado Plato' }],
  // Words of the US schedule.
  ['liter', 'l'],
  ['pf. liter', 'proof litre'],
  ['pf.liter', 'proof litre'],
  ['proof liter', 'proof litre'],
  ['doz.', 'dozen'],
  ['dozen', 'dozen'],
  ['doz. pr.', '12 pair'],
  ['pr.', 'pair'],
  ['No.', 'unit'],
  ['head', 'unit'],
  ['lb', 'lb'],
  ['t', 't'],
  ['sq. m', 'm2'],
  ['kg on drained weight', 'kg/net drained'],
  ['kg on lead content', 'kg/lead content'],
  ['kg of total sugars', 'kg/total sugars'],
  ['kg on contents and container', 'kg/contents and container'],
  ['clean kg', 'kg/clean'],
  ['metric ton', 't'],
  ['ton', { refused: 'ton' }],
  ['bbl', 'bbl'],
  ['BBL', 'bbl'],
  ['bbls', 'bbl'],
  ['gross', { refused: 'gross' }],
  ['line/gross', { refused: 'line/gross' }],
  ['thousand', { refused: 'thousand' }],
];

function check(written: string, means: string | { refused: string }): void {
  const text = `2.50 EUR/${written}`;
  if (typeof means === 'string') {
    const printed = `2.50 EUR/${means}`;
    expect(normaliseDuty(text)).toBe(printed);
    expect(normaliseDuty(`5% + ${text} MAX 3%`)).toBe(`5% + ${printed} MAX 3%`);
    // What is printed is read as the same, and printed so again.
    expect(parseDuty(printed)).toEqual(parseDuty(text));
    expect(printDuty(parseDuty(printed))).toBe(printed);
  } else expect(faultOf(text)?.message).toContain(`${means.refused} (character `);
}

describe('units of the public grammars are read, or refused by name', () => {
  it.each(Object.entries(TARIC))('TARIC %s', (code, means) => {
    check(code, means);
    check(code.replace(' ', ''), means);
  });

  it('TARIC: the whole list of codes, and every qualifier with every code', () => {
    expect(Object.keys(TARIC).filter((code) => !code.includes(' '))).toEqual([...TARIC_CODES].sort());
    const letters = [...new Set(TARIC_QUALIFIERS.map(({ letter }) => letter)), 'C', 'X', 'Q'];
    for (const code of TARIC_CODES)
      for (const letter of letters) {
        const known = TARIC[`${code} ${letter}`];
        check(`${code} ${letter}`, known ?? { refused: `${code} ${letter}` });
        check(`${code}${letter}`, known ?? { refused: `${code} ${letter}` });
      }
  });

  it('a factor before a code multiplies', () => {
    expect(normaliseDuty('5 EUR/10 DTN')).toBe('5 EUR/1000 kg');
    expect(normaliseDuty('5 EUR/ASV/HLT')).toBe('5 EUR/% vol/hl');
    expect(normaliseDuty('5 EUR/KGM MIN 3 EUR/KGM')).toBe('5 EUR/kg MIN 3 EUR/kg');
  });

  it.each(ABBREVIATIONS)('%s', check);
});

describe('whole expressions that people bring', () => {
  it.each([
    ['NIHIL', 'free'],
    ['Free', 'free'],
    ['45.10 GBP / 100 kg', '45.10 GBP/100 kg'],
    ['9.00 % MIN 22.40 EUR / 100 kg MAX 24.00 EUR / DTN', '9.00% MIN 22.40 EUR/100 kg MAX 24.00 EUR/100 kg'],
    ['1.00 EUR / % vol/hl + 6.40 EUR / hl', '1.00 EUR/% vol/hl + 6.40 EUR/hl'],
    ['28.74 GBP / l alc. 100%', '28.74 GBP/l alc. 100%'],
    ['30.00 EUR/KGM', '30.00 EUR/kg'],
    ['2.4¢/kg + 5%', '0.024 USD/kg + 5%'],
    ['2.4c/kg', '0.024 USD/kg'],
    ['2.40 ¢/kg', '0.0240 USD/kg'],
    ['0.5¢/liter', '0.005 USD/l'],
    ['30.5¢/kg + 8.5%', '0.305 USD/kg + 8.5%'],
    ['100¢/kg', '1.00 USD/kg'],
    ['1035¢/kg', '10.35 USD/kg'],
    ['$1.035/kg + 17%', '1.035 USD/kg + 17%'],
    ['US$ 1.035/kg', '1.035 USD/kg'],
    ['$1.53 each', '1.53 USD/unit'],
    ['51¢ each + 6.25%', '0.51 USD/unit + 6.25%'],
    ['9.9¢/pr. + 25.9%', '0.099 USD/pair + 25.9%'],
    ['18.9¢/pf.liter', '0.189 USD/proof litre'],
    ['4.4¢/liter + 31.4¢/pf. liter', '0.044 USD/l + 0.314 USD/proof litre'],
    ['7.4¢/kg on drained weight+45%', '0.074 USD/kg/net drained + 45%'],
    ['€23.80/hl', '23.80 EUR/hl'],
    ['23.80 €/hl', '23.80 EUR/hl'],
    ['£45/100 kg', '45 GBP/100 kg'],
    ['EUR 23.80 per hl', '23.80 EUR/hl'],
    ['1,395.40 EUR/t', '1395.40 EUR/t'],
    ['1,234,567 JPY/unit', '1234567 JPY/unit'],
    ['7,000 USD/unit', '7000 USD/unit'],
    ['40% MIN USD 7,000 per unit', '40% MIN 7000 USD/unit'],
    ['minimum price 50 EUR/unit', 'PRICE 50 EUR/unit'],
    ['Min. price €1,395.40/TNE', 'PRICE 1395.40 EUR/t'],
    ['price 50.00 EUR/unit', 'PRICE 50.00 EUR/unit'],
    ['5% min price 50 EUR/unit', '5% MIN PRICE 50 EUR/unit'],
    ['20 GBP/1000 kg/biodiesel - 3%', '20 GBP/1000 kg/biodiesel - 3%'],
    ['5 EUR/kg/Lead  Content min 3%', '5 EUR/kg/lead content MIN 3%'],
  ])('%s is %s', (text, printed) => {
    expect(normaliseDuty(text)).toBe(printed);
    expect(normaliseDuty(printed)).toBe(printed);
  });

  it.each<[string, number, RegExp]>([
    ['9.00 % + EA', 10, /Meursing component "EA" \(character 10\): not read: it is worked out from the milk, sugar and starch/],
    ['9.00 % + EA MAX 24.20 % + AD S/Z', 10, /Meursing component "EA"/],
    ['EA R', 1, /Meursing component "EA R" \(character 1\)/],
    ['18.70 % + AD S/Z', 11, /Meursing component "AD S\/Z"/],
    ['18.70 % + AD S/Z R', 11, /Meursing component "AD S\/Z R"/],
    ['18.70 % + AD F/M', 11, /Meursing component "AD F\/M"/],
    ['18.70 % + AD F/M R', 11, /Meursing component "AD F\/M R"/],
    ['5.5% + AC', 8, /Meursing component "AC"/],
    ['5.5% + AC (reduced)', 8, /Meursing component "AC \(reduced\)"/],
    ['5.5% + SD', 8, /Meursing component "SD"/],
    ['5.5% + FD (reduced)', 8, /Meursing component "FD \(reduced\)"/],
    ['10% - 30.00 % CIF', 15, /% CIF \(character 15\): not read/],
    ['Entry price', 1, /entry price "Entry price" \(character 1\): not read/],
    ['8% + entry-price 5 EUR/kg', 6, /entry price "entry-price"/],
    ['Export refunds for cereals', 1, /export refund "Export refunds for cereals" \(character 1\): not read/],
    ['10% + NIHIL', 7, /"NIHIL" \(character 7\) should be a number/],
    ['NIHIL + 5%', 7, /should be the end: free stands alone/],
    ['Free (A, AU)', 6, /"\(" \(character 6\) should be the end/],
    ['4.2% on the case', 6, /"on" \(character 6\) should be \+/],
    ['$5', 3, /it ends before character 3, which should be "\/" and a unit after 5 USD/],
    ['¥5/kg', 1, /"¥" \(character 1\) should be a number/],
    ['5 C$/kg', 3, /"C" \(character 3\) should be a currency/],
    ['72¢/1000', 9, /it ends before character 9, which should be a unit/],
    ['$1.32/t, including weight of container', 8, /"," \(character 8\) should be \+/],
    ['1,395 EUR/t', 2, /"," \(character 2\)/],
    ['7,000%', 2, /"," \(character 2\)/],
    ['10,000 % MIN 12,000 EUR/t', 3, /"," \(character 3\)/],
    ['0,395 EUR/t', 2, /"," \(character 2\)/],
    ['12,34,567 EUR/t', 3, /"," \(character 3\)/],
    ['1,3954.40 EUR/t', 2, /"," \(character 2\)/],
    ['PRICE 5%', 8, /"%" \(character 8\) should be a currency after 5/],
    ['5 EUR/kg/', 10, /it ends before character 10, which should be the name of what is measured in kg, such as net drained/],
    ['5 EUR/kg/month', 10, /"month" \(character 10\) should be the name of what is measured in kg/],
    ['5 EUR/kg/hl', 10, /"hl" \(character 10\) should be the name/],
    ['5 EUR/kg/EUR', 10, /"EUR" \(character 10\) should be the name/],
    ['5 EUR/kg/max 3%', 10, /"max" \(character 10\) should be the name/],
    ['5 EUR/kg nonsense', 10, /"nonsense" \(character 10\) should be \+/],
    ['5 EUR/KGMF', 7, /KGM F \(character 7\): not read: KGM has no qualifier F/],
  ])('%s is refused by name', (text, position, message) => {
    const fault = faultOf(text);
    expect(fault?.message).toMatch(message);
    expect(fault?.position).toBe(position);
  });
});
