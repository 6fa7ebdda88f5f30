import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type * as z from 'zod';
import { read } from '../things/read.ts';
import { parserOf, withBundledLists } from './lists.ts';
import { ChaptersDocument, DisputeDocument, type DisputeFile, JurisdictionsDocument, SourcesDocument, WordsDocument } from './schema.ts';

/** The bundled dataset as its files say it, each checked by its schema. */
export interface Dataset {
  sources: z.output<typeof SourcesDocument>['sources'];
  jurisdictions: z.output<typeof JurisdictionsDocument>;
  disputes: { file: string; content: DisputeFile }[];
}

const folder = (name: string): URL => new URL(name, import.meta.url);

/**
 * Reads one YAML file by a schema, with the lists that it names in their places. Of a build, what the build has read so. Throws `invalid` that
 * names the file and every place in it that is wrong.
 */
function readFile<T extends z.ZodType>(name: string, schema: T): z.output<T> {
  const built = folder(name.replace(/yaml$/, 'json'));
  if (existsSync(built)) return JSON.parse(readFileSync(built, 'utf8'));
  const { load, CORE_SCHEMA } = parserOf('js-yaml') as typeof import('js-yaml');
  // Dates stay text: YAML 1.2 has no date type, and the core schema leaves 2024-08 alone.
  return read(schema, withBundledLists(load(readFileSync(folder(name), 'utf8'), { schema: CORE_SCHEMA })), {
    place: (path) => path || '(top)',
    says: (problems) =>
      [
        `${name.split('/').at(-1)} does not follow the dataset's schema:`,
        ...problems.map(({ path, message }) => `  ${path}: ${message}`),
      ].join('\n'),
  });
}

const DISPUTES = 'disputes/';

export const disputeFiles = (): string[] =>
  readdirSync(folder(DISPUTES))
    .filter((name) => /\.(?:yaml|json)$/.test(name))
    .map((name) => name.replace(/json$/, 'yaml'))
    .sort();

export const readDisputeFile = (name: string): DisputeFile => readFile(`${DISPUTES}${name}`, DisputeDocument);

/** What stands beside the disputes, by the names of the files. */
const OTHERS = {
  sources: () => readFile('sources.yaml', SourcesDocument),
  jurisdictions: () => readFile('jurisdictions.yaml', JurisdictionsDocument),
  chapters: () => readFile('chapters.yaml', ChaptersDocument),
  words: () => readFile('words.yaml', WordsDocument),
};

export const readChapters = (): Record<string, string> => OTHERS.chapters().chapters;

/** What people call goods, economies and disputes, beside their names. */
export const readWords = OTHERS.words;

/** Every file with what it says: for the build, which keeps that. */
export const everyFile = (): [name: string, content: unknown][] => [
  ...disputeFiles().map((file): [string, unknown] => [`${DISPUTES}${file}`, readDisputeFile(file)]),
  ...Object.entries(OTHERS).map(([name, read]): [string, unknown] => [`${name}.yaml`, read()]),
];

let kept: WeakRef<Dataset> | undefined;

/** Reads the whole bundled dataset; the same one again while somebody holds it, so nobody changes it. */
export function readDataset(): Dataset {
  const dataset = kept?.deref() ?? readFiles();
  kept = new WeakRef(dataset);
  return dataset;
}

function readFiles(): Dataset {
  const disputes = disputeFiles().map((file) => ({ file, content: readDisputeFile(file) }));
  return {
    // Those that several disputes cite, and those that stand in the file of the one that cites them.
    sources: [...OTHERS.sources().sources, ...disputes.flatMap(({ content }) => content.sources)],
    jurisdictions: OTHERS.jurisdictions(),
    disputes,
  };
}

/** What tells one dataset from another, before any of it is read: a hash of the names and bytes of its files, in hexadecimal digits. A build has kept it. */
export function datasetDigest(): string {
  const built = folder('digest.txt');
  if (existsSync(built)) return readFileSync(built, 'utf8');
  const files = readdirSync(folder('.'), { recursive: true, encoding: 'utf8' }).filter((name) => /\.(?:yaml|json|csv)$/.test(name));
  const hash = createHash('sha256');
  for (const name of files.sort()) hash.update(`${name}\0`).update(readFileSync(folder(name)));
  return hash.digest('hex');
}
