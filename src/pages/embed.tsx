import { raw } from 'hono/html';
import type { AnswerClocks } from '../lookups/tracker.ts';
import { DATA_LICENCE } from '../things/licence.ts';
import { STYLE_ADDRESS } from './assets.ts';
import { type Life, LifeFigure } from './charts/status-bars.tsx';
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
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · Trade disputes`}</title>
        <link rel="stylesheet" href={STYLE_ADDRESS} />
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <link rel="canonical" href={page} />
        <base target="_top" />
      </head>
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
