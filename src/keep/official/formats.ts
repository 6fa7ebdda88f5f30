import * as z from 'zod';
import { invalid } from '../../domain/errors.ts';
import type { Tracker } from '../../lookups/tracker.ts';
import type { OfficialFormatName } from '../../things/imported.ts';
import { read } from '../../things/read.ts';
import { DayText, JurisdictionCode, Text } from '../../things/scalars.ts';
import { askJson } from './ask.ts';
import type { DocumentReading, ReadingContext } from './reading.ts';

// The one table of the official formats that are read here. A reader is loaded once something is read.

/** What may be asked of a format, as options of the command and parameters of the call; each format takes those that it names. */
const asking = {
  code: z
    .string()
    .transform((text) => text.replace(/[\s.]/g, ''))
    .refine((text) => /^\d{10}$/.test(text), 'must be the ten digits of a commodity, such as 6911100090')
    .meta({ description: 'The ten digits of a commodity' }),
  since: DayText.meta({ description: 'Ask for what was published on this day or later' }),
  term: Text.meta({
    description: 'Ask for documents with these words, of all agencies; without it, for those of the agencies that act on trade',
  }),
  imposed_by: JurisdictionCode.meta({ description: 'Whose tariff the message is of; EU unless given, GB for the United Kingdom' }),
} as const;
type Asking = keyof typeof asking;
/** What was asked, read. */
export type DocumentQuestion = { readonly [Name in Asking]?: string | undefined };

/** A format that a reader makes proposals of. */
export interface OfficialFormat {
  /** A few words, and a sentence of what becomes of it. */
  title: string;
  says: string;
  /** What may be said of a file. */
  ofFile: readonly Asking[];
  /** How its service is asked; null where there is none. `needs` says which are needed. */
  service: {
    base: string;
    asks: readonly Asking[];
    needs: readonly Asking[];
    get: (base: URL, asked: DocumentQuestion) => Promise<ServiceAnswer>;
  } | null;
  read: (bytes: Uint8Array, context: ReadingContext, asked: DocumentQuestion, tracker: Tracker) => Promise<DocumentReading>;
}

/** What a service answered, and where. */
interface ServiceAnswer {
  bytes: Uint8Array;
  address: string;
}

export const OFFICIAL_FORMATS: Readonly<Record<OfficialFormatName, OfficialFormat>> = {
  'uk-tariff': {
    title: 'a commodity of the UK Trade Tariff API (JSON:API, version 2)',
    says: 'Its duties and restrictions of a dispute become measures of the United Kingdom, with their rates by company and days; its third country duty becomes the base.',
    ofFile: [],
    service: {
      base: 'https://www.trade-tariff.service.gov.uk',
      asks: ['code'],
      needs: ['code'],
      get: async (base, { code = '' }) => {
        const address = new URL(`/api/v2/commodities/${code}`, base);
        return { bytes: (await askJson(address)).bytes, address: address.href };
      },
    },
    read: async (bytes, context) => (await import('./uk-tariff.ts')).readUkTariff(bytes, context),
  },
  taric: {
    title: 'a TARIC3 message (XML)',
    says: 'What it creates, updates and deletes of duties and restrictions of a dispute, by company and days.',
    ofFile: ['imposed_by'],
    service: null,
    read: async (bytes, context, { imposed_by }) => (await import('./taric.ts')).readTaric(bytes, context, imposed_by),
  },
  'federal-register': {
    title: 'documents of the Federal Register API (JSON, version 1)',
    says: 'Each document becomes a source, with the measures that it may be about; its record says no rate and no status, so no measure changes.',
    ofFile: [],
    service: { base: 'https://www.federalregister.gov', asks: ['since', 'term'], needs: ['since'], get: getDocuments },
    read: async (bytes, context, _asked, tracker) => (await import('./federal-register.ts')).readFederalRegister(bytes, context, tracker),
  },
  'wto-itip': {
    title: 'an export of the WTO’s I-TIP Goods (CSV or Excel)',
    says: 'Each row becomes a measure with its days, partners and headings; it has no duty.',
    ofFile: [],
    service: null,
    read: async (bytes, context, _asked, tracker) => (await import('./wto-itip.ts')).readWtoItip(bytes, context, tracker),
  },
};

/** The parameters that a format takes, of a file or of its service. */
export const askingOf = (names: readonly Asking[]): Partial<Record<Asking, z.ZodType<string | undefined>>> =>
  Object.fromEntries(names.map((name) => [name, asking[name].optional()]));

/** Reads what is said of a file. Throws `invalid` for what is said of files of other formats alone. */
export function askedOfFile(format: OfficialFormatName, asked: DocumentQuestion): DocumentQuestion {
  const { ofFile } = OFFICIAL_FORMATS[format];
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const other = Object.keys(given).find((name) => !ofFile.some((one) => one === name));
  if (other !== undefined) throw invalid(other, `${other} belongs to the format taric: ${format} says itself who imposes`);
  return read(z.strictObject(askingOf(ofFile)), given) as DocumentQuestion;
}

/** The agencies that act on trade. */
const AGENCIES = [
  'executive-office-of-the-president',
  'trade-representative-office-of-united-states',
  'international-trade-administration',
  'international-trade-commission',
  'u-s-customs-and-border-protection',
  'industry-and-security-bureau',
  'foreign-assets-control-office',
];
const MOST_PAGES = 20;
const PAGE = 100;

/** All documents since a day, as one list: the pages of the service are put together. */
async function getDocuments(base: URL, { since = '', term }: DocumentQuestion): Promise<ServiceAnswer> {
  const { FIELDS } = await import('./federal-register.ts');
  const first = new URL('/api/v1/documents.json', base);
  first.searchParams.set('per_page', String(PAGE));
  first.searchParams.set('order', 'oldest');
  first.searchParams.set('conditions[publication_date][gte]', since);
  if (term !== undefined) first.searchParams.set('conditions[term]', term);
  else for (const agency of AGENCIES) first.searchParams.append('conditions[agencies][]', agency);
  for (const field of FIELDS) first.searchParams.append('fields[]', field);
  const results: unknown[] = [];
  let next: URL | null = first;
  for (let page = 0; next !== null; page++) {
    if (page >= MOST_PAGES)
      throw invalid('since', `there are over ${MOST_PAGES * PAGE} documents since ${since}: give a later day, or a term`);
    const { results: found, next_page_url } = (await askJson(next)).content as { results?: unknown; next_page_url?: unknown };
    if (Array.isArray(found)) results.push(...found);
    next = nextOf(next_page_url, first);
  }
  return { bytes: new TextEncoder().encode(JSON.stringify({ count: results.length, results })), address: first.href };
}

/** The next page, at the same server whatever the answer says: another one is never asked. */
function nextOf(given: unknown, first: URL): URL | null {
  if (typeof given !== 'string' || !URL.canParse(given)) return null;
  const { pathname, search } = new URL(given);
  return new URL(`${pathname}${search}`, first);
}
