import { raw } from 'hono/html';
import type { AnswerClocks } from '../lookups/tracker.ts';
import { DATA_LICENCE } from '../things/licence.ts';
import { type Life, LifeFigure } from './charts/status-bars.tsx';
import { PageHead } from './frame.tsx';
import { type Backed, clockWords } from './parts/badges.tsx';
import type { View } from './view.ts';

interface EmbedProps extends Life {
  view: View;
  title: string;
  ledger: readonly Backed[];
  /** The page of it, with the clocks of this answer. */
  page: string;
  clocks: AnswerClocks;
}

/** A chart for pages of others: with its table, the way to its own page, and its source. Every link leaves the frame. */
export const EmbedPage = ({ title, page, clocks, view, ...chart }: EmbedProps) => (
  <>
    {raw('<!DOCTYPE html>')}
    <html lang="en">
      <PageHead title={title}>
        <meta name="robots" content="noindex" />
        <link rel="canonical" href={page} />
        <base target="_top" />
      </PageHead>
      <body class="embed">
        <main>
          <h1>
            <a href={page}>
              <bdi>{title}</bdi>
            </a>
          </h1>
          <LifeFigure {...chart} view={view} />
        </main>
        <footer>
          <p>
            Source: <a href={page}>Trade disputes</a>, {clockWords(clocks)}.{' '}
            <a rel="license" href={DATA_LICENCE.url}>
              {DATA_LICENCE.name}
            </a>
          </p>
        </footer>
      </body>
    </html>
  </>
);
