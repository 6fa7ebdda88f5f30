import { raw } from 'hono/html';
import type { Child, PropsWithChildren } from 'hono/jsx';
import type { View } from '../view.ts';
import { Account } from './account.tsx';
import { TimeBar } from './time-bar.tsx';

const MAIN = [
  ['/bans', 'Bans'],
  ['/tariffs', 'Tariffs'],
  ['/disputes', 'Disputes'],
  ['/status-changes', 'Changes'],
  ['/resolutions', 'Resolutions'],
  ['/duty', 'Duty'],
] as const;

const REST = [
  ['/measures', 'All measures'],
  ['/jurisdictions', 'Jurisdictions'],
  ['/exporters', 'Exporters'],
  ['/sources', 'Sources'],
  ['/docs', 'API'],
] as const;

/** Every page that the frame leads to. */
export const PLACES = [...MAIN, ...REST];

const Links = ({ links, view }: { links: readonly (readonly [string, string])[]; view: View }) => (
  <ul>
    {links.map(([path, label]) => (
      <li>
        <a href={view.href(path)} aria-current={path === view.path ? 'page' : undefined}>
          {label}
        </a>
      </li>
    ))}
  </ul>
);

export interface LayoutProps {
  title: string;
  view: View;
  /** What stands above the title: of which kind the thing is, or where it belongs. */
  kicker?: Child;
}

/** The frame of every page. */
export const Layout = ({ title, view, kicker, children }: PropsWithChildren<LayoutProps>) => (
  <>
    {raw('<!DOCTYPE html>')}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · Trade disputes`}</title>
        <link rel="stylesheet" href="/style.css" />
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
      </head>
      <body>
        <a class="skip" href="#content">
          Skip to content
        </a>
        <header class="masthead">
          <a class="brand" href={view.href('/')}>
            Trade disputes
          </a>
          <nav aria-label="Main">
            <Links links={MAIN} view={view} />
          </nav>
          <Account view={view} />
        </header>
        {view.path !== '' && <TimeBar view={view} />}
        <main id="content">
          {kicker !== undefined && <p class="kicker">{kicker}</p>}
          <h1>{title}</h1>
          {children}
        </main>
        <footer class="colophon">
          <nav aria-label="Register and description">
            <Links links={REST} view={view} />
          </nav>
          <p>Every claim names its source or says that it has none. What was recorded is never erased, only corrected.</p>
        </footer>
      </body>
    </html>
  </>
);
