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

/** What a YAML file says; the build has turned those of the dataset into JSON, which is read in a fraction of the time. */
function documentOf(file: URL): unknown {
  const built = new URL(file.href.replace(/yaml$/, 'json'));
  if (existsSync(built)) return JSON.parse(readFileSync(built, 'utf8'));
  const { load, CORE_SCHEMA } = parserOf('js-yaml') as typeof import('js-yaml');
  // Dates stay text: YAML 1.2 has no date type, and the core schema leaves 2024-08 alone.
  return load(readFileSync(file, 'utf8'), { schema: CORE_SCHEMA });
}

/** Reads one YAML file by a schema. Throws `invalid` that names the file and every place in it that is wrong. */
function readYaml<T extends z.ZodType>(file: URL, schema: T): z.output<T> {
  const name = file.pathname.split('/').at(-1);
  return read(schema, withBundledLists(documentOf(file)), {
    place: (path) => path || '(top)',
    says: (problems) =>
      [`${name} does not follow the dataset's schema:`, ...problems.map(({ path, message }) => `  ${path}: ${message}`)].join('\n'),
  });
}

export const disputeFiles = (): string[] =>
  readdirSync(folder('./disputes/'))
    .filter((name) => /\.(?:yaml|json)$/.test(name))
    .map((name) => name.replace(/json$/, 'yaml'))
    .sort();

export const readDisputeFile = (name: string): DisputeFile => readYaml(folder(`./disputes/${name}`), DisputeDocument);
export const readChapters = (): Record<string, string> => readYaml(folder('./chapters.yaml'), ChaptersDocument).chapters;

/** What people call goods, economies and disputes, beside their names. */
export const readWords = (): z.output<typeof WordsDocument> => readYaml(folder('./words.yaml'), WordsDocument);

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
    sources: [...readYaml(folder('./sources.yaml'), SourcesDocument).sources, ...disputes.flatMap(({ content }) => content.sources)],
    jurisdictions: readYaml(folder('./jurisdictions.yaml'), JurisdictionsDocument),
    disputes,
  };
}

/** What tells one dataset from another, before any of it is read: a hash of the names and bytes of its files, in hexadecimal digits. */
export function datasetDigest(): string {
  const files = readdirSync(folder('.'), { recursive: true, encoding: 'utf8' }).filter((name) => /\.(?:yaml|json|csv)$/.test(name));
  const hash = createHash('sha256');
  for (const name of files.sort()) hash.update(`${name}\0`).update(readFileSync(folder(name)));
  return hash.digest('hex');
}
