import { ATTRIBUTED_TO, DATA_LICENCE } from '../../things/licence.ts';
import type { View } from '../view.ts';

// What machines are told of a page: schema.org as JSON-LD.

/** What a page is about, for crawlers and for those who are sent a link to it. */
export interface PageAbout {
  description: string;
  /** The address of a picture of it. */
  image?: string;
  /** The same in the words of schema.org. */
  data?: object;
}

const AUTHORS = { '@type': 'Organization', name: ATTRIBUTED_TO } as const;

/** What the whole is, in a sentence or two. */
export const WHAT_IT_IS =
  'A ledger of what governments do to each other’s trade: every tariff and ban from first threat to final lifting, every claim with its source. It answers what is in force on any day, as announced by any day and as known at any instant.';

const files = (origin: string, paths: readonly (readonly [path: string, type: string])[]) =>
  paths.map(([path, type]) => ({ '@type': 'DataDownload', encodingFormat: type, contentUrl: `${origin}${path}` }));

/** The whole as a dataset. */
export const wholeAsData = ({ origin }: View): object => ({
  '@context': 'https://schema.org',
  '@type': 'Dataset',
  '@id': `${origin}/#dataset`,
  name: 'Trade disputes: a ledger of tariffs and bans from first threat to final lifting',
  description: WHAT_IT_IS,
  url: `${origin}/`,
  license: DATA_LICENCE.url,
  creator: AUTHORS,
  isAccessibleForFree: true,
  keywords: ['tariffs', 'trade bans', 'sanctions', 'trade disputes', 'customs duties', 'WTO'],
  distribution: files(
    origin,
    ['measures', 'disputes', 'status-changes', 'sources'].flatMap((name) => [[`/${name}.csv`, 'text/csv'] as const]),
  ),
});

/** A record with its history as a part of the whole. `path`: its page, with all clocks fixed. */
export function recordAsData(
  { name, description, path, json, known_at, image }: RecordAsData,
  { origin }: View,
  type: 'Dataset' | 'CreativeWork' = 'Dataset',
): object {
  return {
    '@context': 'https://schema.org',
    '@type': type,
    name,
    description,
    url: `${origin}${path}`,
    dateModified: known_at,
    license: DATA_LICENCE.url,
    creator: AUTHORS,
    isAccessibleForFree: true,
    isPartOf: { '@type': 'Dataset', '@id': `${origin}/#dataset`, name: 'Trade disputes', url: `${origin}/` },
    ...(type === 'Dataset' && { distribution: files(origin, [[json, 'application/json']]) }),
    ...(image !== undefined && { image }),
  };
}

interface RecordAsData {
  name: string;
  description: string;
  path: string;
  json: string;
  known_at: string;
  image?: string;
}

/** JSON as it may stand in a page: nothing in it ends the element that it stands in. */
export const inPage = (data: object): string =>
  JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** At most so many letters, for a preview. */
export const brief = (text: string, most = 300): string => (text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`);
