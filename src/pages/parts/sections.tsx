import type { Child } from 'hono/jsx';

// The parts of a long page, and the way to each of them.

/** A part of a page: it is reached by its id. */
interface Section {
  id: string;
  title: string;
  body: Child;
}

/** The way to the parts of a page. */
export const Contents = ({ of }: { of: readonly Pick<Section, 'id' | 'title'>[] }) => (
  <nav class="jumps" aria-label="On this page">
    <ul>
      {of.map(({ id, title }) => (
        <li>
          <a href={`#${id}`}>{title}</a>
        </li>
      ))}
    </ul>
  </nav>
);

/** The parts of a page, each under its heading, after the way to each; what is false is not there. */
export const Sections = ({ of }: { of: readonly (Section | false)[] }) => {
  const sections = of.filter((one) => one !== false);
  return (
    <>
      <Contents of={sections} />
      {sections.map(({ id, title, body }) => (
        <>
          <h2 id={id}>{title}</h2>
          {body}
        </>
      ))}
    </>
  );
};
