import * as z from 'zod';
import { LATEST } from '../../db/cut.ts';
import { type Register, readSources } from '../../db/register.ts';
import { invalid } from '../../domain/errors.ts';
import { folded, slugOf } from '../../domain/text.ts';
import { firstOf } from '../../domain/words.ts';
import { listMeasures } from '../../lookups/measures.ts';
import { NO_LIMIT } from '../../lookups/paging.ts';
import { latestRegister, type Tracker } from '../../lookups/tracker.ts';
import type { SourceInput } from '../../things/entry.ts';
import type { MeasureRow } from '../../things/measure.ts';
import { examine } from '../../things/read.ts';
import { type DocumentReading, maybeDay, maybeText, parseJson, type ReadingContext, Timestamp } from './reading.ts';

// Documents of the Federal Register as its API (version 1) gives them. A document says in prose what it does, and its record says no rate
// and no status: what is taken of it is a source, and which measures here it may be about.

const WHAT = 'a document or a list of documents of the Federal Register API (/api/v1/documents)';

const Document = z.looseObject({
  document_number: z.string().regex(/^[\w-]+$/, 'must be the number of a document, such as 2025-06063'),
  title: z.string().min(1),
  publication_date: Timestamp,
  html_url: z.url({ protocol: /^https?$/ }),
  pdf_url: maybeText,
  type: maybeText,
  subtype: maybeText,
  abstract: maybeText,
  action: maybeText,
  citation: maybeText,
  effective_on: maybeDay,
  executive_order_number: z.union([z.string(), z.number(), z.null()]).optional(),
  proclamation_number: z.union([z.string(), z.number(), z.null()]).optional(),
  docket_ids: z.union([z.array(z.string()), z.null()]).optional(),
  agencies: z.array(z.looseObject({ name: maybeText, raw_name: maybeText })).nullish(),
});
type Document = z.output<typeof Document>;
const List = z.looseObject({ count: z.int(), results: z.array(Document).default([]) });

/** The fields that are asked for. */
export const FIELDS = Object.keys(Document.shape);

/** Reads a document, or a list of them. Throws `invalid` for what is neither. */
export async function readFederalRegister(bytes: Uint8Array, { day }: ReadingContext, tracker: Tracker): Promise<DocumentReading> {
  const content = parseJson(bytes, WHAT);
  const isOne = typeof content === 'object' && content !== null && 'document_number' in content;
  const checked = isOne ? examine(Document, content) : examine(List, content);
  if (!checked.ok)
    throw invalid(
      '',
      `this is not what the Federal Register answers (${checked.problems[0]?.path}: ${checked.problems[0]?.message}): give ${WHAT}`,
    );
  const documents = 'results' in checked.data ? (checked.data as z.output<typeof List>).results : [checked.data as Document];
  const { register, sources, rows } = await whatIsHere(tracker);
  const notTaken: string[] = [];
  const read: SourceInput[] = [];
  const concerns: string[] = [];
  for (const document of documents) {
    const known = sources.find((source) => names(source.url ?? '', document.document_number));
    if (known) notTaken.push(`document ${document.document_number}: the source ${known.id} is it`);
    else read.push(sourceOf(document, day));
    const about = concernedBy(document, rows, register);
    if (about.length > 0) concerns.push(`${document.document_number}, ${document.title}: ${about.join('; ')}`);
  }
  if (documents.length > 0)
    notTaken.push(
      'what the documents do to measures: their records name no rate, no goods and no status; read each, and record what it says',
    );
  return {
    about:
      documents.length === 1
        ? `Federal Register document ${documents[0]?.document_number}`
        : `${documents.length} documents of the Federal Register`,
    document: null,
    sources: read,
    measures: [],
    notTaken,
    concerns,
  };
}

/** Does an address lead to the document of that number? */
const names = (url: string, number: string): boolean => new RegExp(`federalregister\\.gov/.*(?<![\\w-])${number}(?![\\w-])`).test(url);

async function whatIsHere(tracker: Tracker) {
  const { register, sources } = await tracker.store.readLatest(async (connection) => ({
    register: await latestRegister(tracker, connection),
    sources: await readSources(connection, LATEST),
  }));
  const { data: rows } = await listMeasures(tracker, { imposed_by: 'US', status: 'all' }, { limit: NO_LIMIT });
  return { register, sources, rows };
}

const agenciesOf = ({ agencies }: Document): string[] => [
  ...new Set((agencies ?? []).flatMap(({ name, raw_name }) => name ?? raw_name ?? [])),
];

function sourceOf(document: Document, day: string): SourceInput {
  const { document_number, title, publication_date, html_url, citation, type, subtype, effective_on, abstract, pdf_url } = document;
  const note = [
    citation,
    subtype || type,
    effective_on ? `effective ${effective_on}` : null,
    document.executive_order_number ? `Executive Order ${document.executive_order_number}` : null,
    document.proclamation_number ? `Proclamation ${document.proclamation_number}` : null,
    (document.docket_ids ?? []).length > 0 ? `docket ${document.docket_ids?.join(', ')}` : null,
    pdf_url ?? null,
    abstract ?? null,
  ];
  return {
    id: `fr-${slugOf(document_number)}`,
    publisher: ['Federal Register', ...agenciesOf(document)].join(', ').slice(0, 300),
    title,
    url: html_url,
    published_on: publication_date,
    kind: 'official',
    form: 'official_text',
    looked_at_on: day,
    read_as: 'its record in the API with the abstract; the document itself not read',
    note: note.filter(Boolean).join('; ').slice(0, 4000),
  };
}

/** Sections of law by which the United States acts on trade, as documents and measures name them. */
const SECTION = /\bsections? (122|201|232|301|337|338|421)\b/gi;
const REMEDIES = [
  [/anti-?dumping/i, 'anti_dumping'],
  [/countervailing/i, 'countervailing'],
] as const;

/** The measures that a document may be about, in words: those that cite it or that it cites, else those of its section or remedy and partners. */
function concernedBy(document: Document, rows: readonly MeasureRow[], register: Register): string[] {
  const { title, abstract, citation, document_number, executive_order_number, proclamation_number, docket_ids } = document;
  const text = `${title}. ${abstract ?? ''}`;
  const cited = [
    ...[citation, document_number, ...(docket_ids ?? [])].filter((one): one is string => Boolean(one)),
    ...(executive_order_number ? [`Executive Order ${executive_order_number}`] : []),
    ...(proclamation_number ? [`Proclamation ${proclamation_number}`] : []),
    ...[...text.matchAll(/\b(\d{2,3} FR \d{2,6}|(?:Executive Order|Proclamation) \d{4,5})\b/g)].map(([one]) => one),
  ];
  const byAct = rows.filter(({ legal_instruments }) => cited.some((one) => legal_instruments.some((identifier) => says(identifier, one))));
  if (byAct.length > 0) return [`may be about ${idsOf(byAct)}, by the acts that are cited`];
  const plain = folded(text);
  const partners = [...register.jurisdictions.values()]
    .filter(
      ({ code, name, aliases }) => code !== 'US' && [name, ...aliases].some((called) => called.length > 3 && says(plain, folded(called))),
    )
    .map(({ code }) => code);
  const sections = [...text.matchAll(SECTION)].map(([, section]) => section as string);
  const types = REMEDIES.flatMap(([word, type]) => (word.test(text) ? [type as string] : []));
  const near = rows.filter(({ affected, type, title: own, legal_instruments }) => {
    const words = [own, ...legal_instruments].join(' ');
    const isMeant = types.includes(type) || sections.some((section) => new RegExp(`\\b(?:section )?s?${section}\\b`, 'i').test(words));
    return isMeant && (affected.includes('*') ? sections.length > 0 : affected.some((code) => partners.includes(code)));
  });
  const why = [...new Set([...sections.map((section) => `Section ${section}`), ...types.map((type) => type.replace('_', '-'))])].join(', ');
  return near.length > 0 ? [`may be about ${idsOf(near)}, by its words (${[why, ...partners].filter(Boolean).join(', ')})`] : [];
}

/** Does a text say a word, not as a part of another? */
const says = (text: string, word: string): boolean =>
  new RegExp(`(?<![\\p{L}\\p{N}])${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}])`, 'u').test(text);

const idsOf = (rows: readonly MeasureRow[]): string => firstOf(rows.map(({ id }) => id));
