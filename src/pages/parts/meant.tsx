/** What may have been meant by a value that is not understood: where that leads, and what it is called. */
export interface Suggestion {
  href: string;
  label: string;
}

/** Asks back what words mean that may mean several things. */
export const WhichIsMeant = ({ suggestions }: { suggestions: readonly Suggestion[] }) =>
  suggestions.length === 0 ? null : (
    <>
      <h2>Which of these is meant?</h2>
      <ul>
        {suggestions.map(({ href, label }) => (
          <li>
            <a href={href}>{label}</a>
          </li>
        ))}
      </ul>
    </>
  );
