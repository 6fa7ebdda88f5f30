import { raw } from 'hono/html';
import type { PropsWithChildren } from 'hono/jsx';

const MAIN = [
  ['/bans', 'Bans'],
  ['/tariffs', 'Tariffs'],
  ['/measures', 'All measures'],
  ['/duty', 'Duty'],
  ['/disputes', 'Disputes'],
  ['/resolutions', 'Resolutions'],
  ['/status-changes', 'Status changes'],
] as const;

const REST = [
  ['/jurisdictions', 'Jurisdictions'],
  ['/exporters', 'Exporters'],
  ['/sources', 'Sources'],
  ['/docs', 'API'],
] as const;

const Links = ({ links, path }: { links: readonly (readonly [string, string])[]; path: string }) => (
  <ul>
    {links.map(([href, label]) => (
      <li>
        <a href={href} aria-current={href === path ? 'page' : undefined}>
          {label}
        </a>
      </li>
    ))}
  </ul>
);

export interface LayoutProps {
  title: string;
  /** The address of this page, to mark it in the navigation. */
  path: string;
}

/** The frame of every page. */
export const Layout = ({ title, path, children }: PropsWithChildren<LayoutProps>) => (
  <>
    {raw('<!DOCTYPE html>')}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · Trade disputes`}</title>
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <a class="skip" href="#content">
          Skip to content
        </a>
        <header class="site">
          <a class="brand" href="/">
            Trade disputes
          </a>
          <nav aria-label="Main">
            <Links links={MAIN} path={path} />
          </nav>
        </header>
        <main id="content">
          <h1>{title}</h1>
          {children}
        </main>
        <footer class="site">
          <nav aria-label="Register and description">
            <Links links={REST} path={path} />
          </nav>
        </footer>
      </body>
    </html>
  </>
);
