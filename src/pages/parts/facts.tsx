import type { Child } from 'hono/jsx';

// Words with what is said of them, and things in a row.

/** A fact of a list of them: its name, and what it is. */
export const Fact = ({ name, children }: { name: string; children: Child }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);

/** Fields, columns or formats by name, each with what is said of it. */
export const Fields = ({ of }: { of: readonly (readonly [name: string, says: Child])[] }) => (
  <dl class="fields">
    {of.map(([name, says]) => (
      <Fact name={name}>{says}</Fact>
    ))}
  </dl>
);

/** Things with a text between them. */
export const joined = (parts: readonly Child[], between: string): Child[] =>
  parts.flatMap((part, index) => (index > 0 ? [between, part] : [part]));
