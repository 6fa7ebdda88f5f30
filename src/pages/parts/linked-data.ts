import { clipped } from '../../domain/text.ts';
import { ATTRIBUTED_TO, DATA_LICENCE } from '../../things/licence.ts';
import type { View } from '../view.ts';
import type { Citation } from './take-along.tsx';

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

/**
 * What the page of a record is about: where it stands, in words, and the same as a part of the whole. `cited`: the record, with its page as it stays.
 * `picture`: the address of its chart.
 */
export function aboutRecord(
  { title, path, clocks }: Citation,
  stands: string,
  view: View,
  { picture, type = 'Dataset' }: { picture?: string | undefined; type?: 'Dataset' | 'CreativeWork' } = {},
): PageAbout {
  const { origin } = view;
  const description = clipped(stands, MOST_LETTERS);
  const image = picture === undefined ? {} : { image: `${origin}${view.href(picture)}` };
  const data = {
    '@context': 'https://schema.org',
    '@type': type,
    name: title,
    description,
    url: `${origin}${path}`,
    dateModified: clocks.known_at,
    license: DATA_LICENCE.url,
    creator: AUTHORS,
    isAccessibleForFree: true,
    isPartOf: { '@type': 'Dataset', '@id': `${origin}/#dataset`, name: 'Trade disputes', url: `${origin}/` },
    ...(type === 'Dataset' && { distribution: files(origin, [[path.replace('?', '.json?'), 'application/json']]) }),
    ...image,
  };
  return { description, ...image, data };
}

/** JSON as it may stand in a page: nothing in it ends the element that it stands in. */
export const inPage = (data: object): string =>
  JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** So many letters a preview has at most. */
const MOST_LETTERS = 300;
