import type { Child, PropsWithChildren } from 'hono/jsx';

interface Props {
  /** What the picture is called where it scrolls. */
  name: string;
  /** One sentence that says what is seen. */
  caption: string;
  /** What the signs in the picture mean. */
  legend?: Child;
  /** The same facts as a table. */
  table: Child;
}

/** A picture with a sentence that says what is seen, and the same facts as a table. */
export const ChartFigure = ({ name, caption, legend, table, children }: PropsWithChildren<Props>) => (
  <figure class="chart-figure">
    <figcaption>{caption}</figcaption>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard too */}
    <section class="scroll" tabIndex={0} aria-label={name}>
      {children}
    </section>
    {legend}
    <details>
      <summary>The same as a table</summary>
      {table}
    </details>
  </figure>
);
