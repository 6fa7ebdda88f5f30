import type { Child, PropsWithChildren } from 'hono/jsx';

/** Something folded under its name. What is linked to is the inside: a browser that goes there unfolds it. */
export const Fold = ({ name, id, children }: PropsWithChildren<{ name: Child; id?: string }>) => (
  <details class="folded">
    <summary>{name}</summary>
    <div id={id}>{children}</div>
  </details>
);
