import type { Random } from '../support/random.ts';
import { resolved, type Schema, type Schemas } from './schema.ts';

// Values for parameters and bodies: right ones, wrong ones, and hostile ones.

/** Texts that programs have stumbled over. */
export const HOSTILE: readonly string[] = [
  '',
  ' ',
  '\t\r\n',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\ufeff',
  '\u202egnol',
  '￿',
  'İ',
  'ß',
  'ﷺ',
  '👩‍👩‍👧‍👦',
  'e\u0301'.repeat(200),
  '中国',
  "' OR 1=1 --",
  "'; drop table ledger; --",
  '"',
  '\\',
  '%',
  '_%_',
  '%s%n',
  '<%= 7*7 %>',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '=1+1',
  '../../etc/passwd',
  '..%2f..%2fetc',
  '.json',
  'x.csv',
  '//evil.example/',
  'javascript:alert(1)',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'undefined',
  'true',
  '[]',
  '{}',
  '0',
  '-0',
  '-1',
  '1.5',
  '1e3',
  '1e309',
  'NaN',
  'Infinity',
  '0x10',
  '٣',
  '2147483648',
  '9007199254740993',
  '99999999999999999999999999',
  '0000-00-00',
  '0001-01-01',
  '2024-02-30',
  '2024-13-01',
  '2024-W01',
  '9999-12-31',
  '10000-01-01',
  '-2024-01-01',
  '2024-10-24T12:00:00Z',
  '2024-10-24T25:00:00Z',
  '2026-11-24T12:00:00.000000001Z',
  'a,b,,c',
  ','.repeat(500),
  'x'.repeat(300),
  'ex '.repeat(100),
  '9'.repeat(400),
  '(((((((((('.repeat(20),
  '1% + '.repeat(100),
];

/** Right texts for what a name ends in, or is. */
const DAYS = ['2024-10-24', '2026-11-24', '2027-02', '2018', '2025-04-05', '1995-01-01', '2030-12-31'];
const CODES = ['CN', 'US', 'JP', 'EU', 'DE', 'AU', 'CA', '*', 'JP-07', 'GB', 'XX'];
const RIGHT: Readonly<Record<string, readonly string[]>> = {
  goods: ['03', '0302', '030722', '2204', '8703801010', 'ex 8703', '99', 'live fish'],
  code: ['0808.10.00', '030722', '2204', 'JP-01'],
  partners: CODES,
  excluded: CODES,
  parties: CODES,
  imposed_by: CODES,
  home: CODES,
  complainant: CODES,
  respondent: CODES,
  jurisdiction: CODES,
  exporters: ['tesla', 'BYD', 'all_others', 'other_cooperating', 'nobody'],
  expression: ['12%', 'free', '23.80 EUR/hl', '40% MIN 7000 USD/unit', '9.1% + 45.1 GBP/100 kg MAX 18.9%', '12'],
  percent: ['50', '0', '12.5', '1000'],
  quantity: ['40000', '1 unit', '1900 kg', '40 % vol'],
  unit: ['t', 'kg', 'hl', 'unit'],
  fx: ['EUR:USD=1.08', 'USD:EUR=0.9', 'EUR:EUR=1'],
  condition: ['usmca=true', 'usmca=false', 'nothing=maybe'],
  value_part: ['steel:40%', 'steel:100', 'the value of the aluminium:0%', 'steel'],
  url: ['https://example.org/', 'http://localhost:1/x?y=z#w'],
  wto_case: ['DS602', 'DS1', 'DS999'],
  limit: ['1', '50', '500'],
  count: ['true', 'false'],
};

/** What is registered at the beginning, and addresses of further pages. */
export interface Register {
  /** Ids by the name of their list: `measures`, `disputes`, `exporters`, `sources`, `wto-cases` and others. */
  ids: Readonly<Record<string, readonly string[]>>;
  /** The measures of each dispute. */
  measuresOf: Readonly<Record<string, readonly string[]>>;
  /** Seqs of resolutions. */
  resolutions: readonly number[];
  lastSeq: number;
  cursors: readonly string[];
}

/** Of which list a name's value is an id. */
const LIST_OF: Readonly<Record<string, string>> = {
  measure: 'measures',
  other_measure: 'measures',
  measures: 'measures',
  to: 'measures',
  dispute: 'disputes',
  sources: 'sources',
  exporter: 'exporters',
  group: 'exporters',
};

const IS_DAY = /(?:_on|^on|^from|^to|_by|_at|_before)$/;

/** Are right texts known for what has this name? */
const isNamed = (name: string): boolean => name in RIGHT || name in LIST_OF || IS_DAY.test(name);

/** A text that may be right for what has this name. */
export function rightText(name: string, random: Random, { ids, cursors }: Register): string {
  const list = ids[LIST_OF[name] ?? ''];
  if (list !== undefined && random.percent(90)) return random.pick(list);
  if (name === 'cursor' && cursors.length > 0) return random.pick(cursors);
  const known = RIGHT[name] ?? (IS_DAY.test(name) ? DAYS : undefined);
  if (known !== undefined) return random.pick(known);
  return random.pick(['example', `example-${random.below(1000)}`, 'A note', 'wine', '12', 'Tesla']);
}

/** Anything that is JSON. */
function anything(random: Random): unknown {
  const made: readonly (() => unknown)[] = [
    () => random.pick(HOSTILE),
    () => random.pick([0, -1, 1.5, 1e21, 2 ** 53, -(2 ** 31) - 1, Number.MIN_VALUE]),
    () => random.pick([null, true, false]),
    () => [],
    () => ({}),
    () => Array.from({ length: random.below(4) }, () => random.pick(HOSTILE)),
    () => ({ [random.pick(HOSTILE)]: random.pick(HOSTILE) }),
    () => 'y'.repeat(random.pick([1000, 20_001, 100_000])),
    () => JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`) as unknown,
  ];
  return random.pick(made)();
}

const listOf = (value: unknown): readonly Schema[] => (Array.isArray(value) ? (value as Schema[]) : []);

/** A value that a schema describes, mostly: now and then a part of it is anything. */
export function fromSchema(given: Schema, name: string, random: Random, schemas: Schemas, register: Register, depth = 0): unknown {
  if (random.percent(2)) return anything(random);
  const schema = resolved(given, schemas);
  const choices = [...listOf(schema.anyOf), ...listOf(schema.oneOf)];
  const inner = (one: Schema, called: string): unknown => fromSchema(one, called, random, schemas, register, depth + 1);
  if (choices.length > 0) return inner(random.pick(choices), name);
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum)) return random.pick(schema.enum);
  const type = Array.isArray(schema.type) ? random.pick(schema.type as string[]) : schema.type;
  switch (type) {
    case 'object': {
      const required = new Set((schema.required ?? []) as string[]);
      const taken = Object.entries((schema.properties ?? {}) as Schemas).filter(([one]) =>
        random.percent(required.has(one) ? 98 : depth > 4 ? 5 : 35),
      );
      const made = Object.fromEntries(taken.map(([one, its]) => [one, inner(its, one)]));
      return random.percent(2) ? { ...made, [random.pick(['unknown', '__proto__', ''])]: anything(random) } : made;
    }
    case 'array': {
      const least = Number(schema.minItems ?? 0);
      return Array.from({ length: least + random.below(depth > 4 ? 1 : 3) }, () => inner((schema.items ?? {}) as Schema, name));
    }
    case 'integer':
    case 'number':
      return random.pick([1, 2, random.below(3000), Number(schema.minimum ?? 0), Number(schema.maximum ?? 1000)]);
    case 'boolean':
      return random.percent(50);
    case 'null':
      return null;
    default:
      return random.percent(90) ? rightText(name, random, register) : random.pick(HOSTILE);
  }
}

/**
 * A copy of JSON in which some texts are others that are right for their name, some fields are left out, and some sources are too: what is
 * taken more often than not, and leads to states that nobody thought of.
 */
export function varied(value: unknown, name: string, random: Random, register: Register): unknown {
  if (Array.isArray(value)) {
    const kept = value.length > 1 && random.percent(20) ? value.slice(1) : value;
    return kept.map((one) => varied(one, name, random, register));
  }
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).filter(() => !random.percent(5));
    const made = Object.fromEntries(fields.map(([one, its]) => [one, varied(its, one, random, register)]));
    if (!('sources' in made)) return made;
    const chance = random.below(100);
    if (chance < 15) return { ...made, sources: undefined, unsourced: true };
    return chance < 70 ? { ...made, sources: [rightText('sources', random, register)] } : made;
  }
  if (typeof value !== 'string') return value;
  if (name === 'id') return value.replace(/^example(?=-)/, `example-${random.below(1000)}`);
  if (name === 'title') return `${value} ${random.below(1000)}`;
  // Of what there is, the example names another thing than the address.
  const chance = name in LIST_OF ? 80 : isNamed(name) || name === 'note' ? 40 : 0;
  return random.percent(chance) ? rightText(name, random, register) : value;
}

/** A copy of JSON with something changed in it, somewhere: a part that is left out, replaced, doubled, or there where none is known. */
export function mutated(value: unknown, random: Random): unknown {
  if (random.percent(30) || typeof value !== 'object' || value === null) return random.percent(50) ? anything(random) : value;
  if (Array.isArray(value)) {
    const at = random.below(Math.max(1, value.length));
    const change = random.below(4);
    if (change === 0) return [...value, value[at] ?? anything(random)];
    if (change === 1) return value.filter((_one, index) => index !== at);
    return value.map((one, index) => (index === at ? mutated(one, random) : one));
  }
  const names = Object.keys(value);
  const name = random.pick([...names, 'unknown']);
  const change = random.below(5);
  if (change === 0) return Object.fromEntries(Object.entries(value).filter(([one]) => one !== name));
  if (change === 1) return { ...value, [name]: anything(random) };
  return { ...value, [name]: mutated((value as Record<string, unknown>)[name], random) };
}
