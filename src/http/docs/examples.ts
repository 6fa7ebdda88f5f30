import type { CallParameter } from '../../web/docs/types.ts';
import { addressOf, type Given } from '../address.ts';
import { EXAMPLE_IDS } from '../call-examples.ts';

// What the page of the API offers to try.

/** The parameters that make a good question of each list, asked with their examples; of others the required ones are. */
const ASKED: Readonly<Record<string, readonly string[]>> = {
  '/': ['on'],
  '/bans': ['on', 'imposed_by', 'affected', 'product'],
  '/tariffs': ['on', 'imposed_by'],
  '/measures': ['on', 'dispute'],
  '/disputes': ['on', 'party'],
  '/resolutions': ['dispute'],
  '/status-changes': ['from', 'to', 'imposed_by'],
  '/jurisdictions': ['on'],
  '/duty': ['importer', 'origin', 'product', 'on', 'exporter', 'customs_value', 'currency'],
  '/measures/{id}': ['on'],
  '/disputes/{id}': ['on'],
};

/** Records of the bundled disputes, to stand in addresses. */
const NAMED: Readonly<Record<string, string>> = { ...EXAMPLE_IDS, exporters: 'tesla', sources: 'seed', 'wto-cases': 'DS602' };

/** A path with a record in it that the bundled disputes have. Entries have no names that stay, so their seq is left to the reader. */
export function examplePath(path: string): string {
  if (path.endsWith('/rate-tables')) return path.replace('{id}', EXAMPLE_IDS.tariff);
  return path.replace('{id}', NAMED[path.split('/')[1] ?? ''] ?? '').replace('{seq}', 'SEQ');
}

/** An address that answers on the bundled disputes; `base`: the path without the suffix of a rendering. */
export function exampleAddress(path: string, base: string, parameters: readonly CallParameter[]): string {
  const asked = ASKED[base];
  const given: Given = Object.fromEntries(
    parameters
      .filter((parameter) => parameter.in === 'query' && (asked === undefined ? parameter.required : asked.includes(parameter.name)))
      .map(({ name, example }) => [name, [example].flat().map(String)]),
  );
  return addressOf(examplePath(path), given);
}

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

const LINE = 90;

/** JSON for people: what fits on a line stands on one. */
function spread(value: unknown, indent = ''): string {
  const flat = JSON.stringify(value, null, 1).replace(/\n */g, ' ');
  if (typeof value !== 'object' || value === null || indent.length + flat.length <= LINE) return flat;
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((one) => spread(one, inner))
    : Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${spread(one, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`;
}

/** A question as a line of a shell. */
export const curlToAsk = (address: string, accept: string | undefined): string =>
  `curl ${accept === undefined ? '' : `-H ${quoted(`Accept: ${accept}`)} `}${quoted(address)}`;

/** A writing call as a line of a shell; it is a rehearsal, so that trying does no harm. */
export const curlToWrite = (method: string, address: string, body: unknown): string =>
  [
    `curl -X ${method} ${quoted(`${address}?dry_run=true`)}`,
    `  -H 'Authorization: Bearer TOKEN' -H 'Content-Type: application/json'`,
    `  -d ${quoted(spread(body))}`,
  ].join(' \\\n');
