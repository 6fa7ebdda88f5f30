import type { AnswerClocks } from '../../lookups/tracker.ts';
import { ATTRIBUTED_TO, DATA_LICENCE } from '../../things/licence.ts';
import { escapedXml } from '../../things/xml.ts';
import { MOST_CHARTED } from '../charts/chart-file.tsx';
import { embedHeight, type Life } from '../charts/status-bars.tsx';
import type { View } from '../view.ts';
import { clockWords } from './badges.tsx';
import { longDate } from './days.tsx';

// What is taken along from a record: how it is cited, and its chart for other pages.

/** What a citation says. */
export interface Citation {
  /** Whose it is, in its address: jp-cn-seafood. */
  id: string;
  title: string;
  /** Its page, with all clocks fixed. */
  path: string;
  clocks: AnswerClocks;
}

/** A citation in words. A page that stays as it is for ever does not know on which day it is read. */
export function citation({ title, path, clocks }: Citation, { origin, past, today }: View): string {
  const read = past ? '' : `, accessed ${longDate(today)}`;
  return `${ATTRIBUTED_TO}: “${title}”. Trade disputes, as of ${clockWords(clocks)}. ${origin}${path}${read}. ${DATA_LICENCE.name}.`;
}

const TEX: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...'&%$#_{}'].map((sign) => [sign, `\\${sign}`])),
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};
const tex = (text: string): string => text.replace(/[&%$#_{}\\~^]/g, (sign) => TEX[sign] ?? sign).replace(/\s+/g, ' ');

/** The same as an entry of BibTeX. */
export function bibtex({ id, title, path, clocks }: Citation, { origin, past, today }: View): string {
  const fields = {
    author: `{${ATTRIBUTED_TO}}`,
    title: `{${tex(title)}}`,
    howpublished: 'Trade disputes',
    year: clocks.known_at.slice(0, 4),
    url: `${origin}${path}`,
    ...(!past && { urldate: today }),
    note: `As of ${clockWords(clocks)}. ${DATA_LICENCE.name}`,
  };
  const lines = Object.entries(fields).map(([name, value]) => `  ${name} = {${value}},\n`);
  return `@misc{trade-disputes-${id.toLowerCase()}-${clocks.on},\n${lines.join('')}}`;
}

/** How a record is cited, folded. */
export const Cite = ({ of, view }: { of: Citation; view: View }) => (
  <details class="take-along">
    <summary>Cite</summary>
    <p dir="auto">{citation(of, view)}</p>
    <pre>{bibtex(of, view)}</pre>
  </details>
);

interface EmbedProps {
  /** The page of the record. */
  path: string;
  title: string;
  /** What its chart shows. */
  life: Life;
  view: View;
}

/** A chart for other pages: as files, and what is pasted where a page is to frame it; folded. */
export const Embed = ({ path, title, life: { rows, marks = [], on }, view }: EmbedProps) => {
  const address = `${view.origin}${view.href(`/embed${path}`)}`;
  return (
    <details class="take-along embed-code">
      <summary>Embed the chart</summary>
      <p>
        As a file: <a href={view.href(`${path}.svg`)}>SVG</a>
        {rows.length <= MOST_CHARTED && (
          <>
            , <a href={view.href(`${path}.png`)}>PNG</a>
          </>
        )}
        . In a page of yours, with the same as a table:
      </p>
      <pre>{`<iframe src="${escapedXml(address)}" title="${escapedXml(title)}" width="100%" height="${embedHeight(rows, marks, on)}" loading="lazy"></iframe>`}</pre>
    </details>
  );
};
