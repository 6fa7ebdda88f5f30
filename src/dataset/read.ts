import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { z } from 'zod';
import { ChaptersDocument, DisputeDocument, type DisputeFile, JurisdictionsDocument, SourcesDocument } from './schema.ts';

/** The bundled dataset as its files say it, each checked by its schema. */
export interface Dataset {
  sources: z.output<typeof SourcesDocument>['sources'];
  jurisdictions: z.output<typeof JurisdictionsDocument>;
  disputes: { file: string; content: DisputeFile }[];
}

const folder = (name: string): URL => new URL(name, import.meta.url);

/** Reads one YAML file against a schema. Throws an Error that names the file and every place in it that is wrong. */
export function readYaml<T extends z.ZodType>(file: URL, schema: T): z.output<T> {
  const name = file.pathname.split('/').at(-1);
  // Dates stay text: YAML 1.2 has no date type, and the core schema leaves 2024-08 alone.
  const result = schema.safeParse(parse(readFileSync(file, 'utf8'), { schema: 'core', uniqueKeys: true }));
  if (result.success) return result.data;
  const places = result.error.issues.map((issue) => `  ${issue.path.join('.') || '(top)'}: ${issue.message}`);
  throw new Error(`${name} does not follow the dataset's schema:\n${places.join('\n')}`);
}

export const disputeFiles = (): string[] =>
  readdirSync(folder('./disputes/'))
    .filter((name) => name.endsWith('.yaml'))
    .sort();

export const readDisputeFile = (name: string): DisputeFile => readYaml(folder(`./disputes/${name}`), DisputeDocument);
export const readChapters = (): Record<string, string> => readYaml(folder('./chapters.yaml'), ChaptersDocument).chapters;

/** Reads the whole bundled dataset. */
export function readDataset(): Dataset {
  return {
    sources: readYaml(folder('./sources.yaml'), SourcesDocument).sources,
    jurisdictions: readYaml(folder('./jurisdictions.yaml'), JurisdictionsDocument),
    disputes: disputeFiles().map((file) => ({ file, content: readDisputeFile(file) })),
  };
}
