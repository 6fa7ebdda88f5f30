/** Marks that lead from a number to what is said about it below the table. */
export const NoteMarks = ({ texts, notes }: { texts: readonly string[]; notes: readonly string[] }) => (
  <>
    {texts.map((text) => {
      const number = notes.indexOf(text) + 1;
      return (
        <sup>
          <a href={`#rate-note-${number}`} aria-label={`Note ${number}`}>
            {number}
          </a>
        </sup>
      );
    })}
  </>
);

/** The notes below a table of rates. */
export const Footnotes = ({ notes }: { notes: readonly string[] }) =>
  notes.length === 0 ? null : (
    <ol class="footnotes" aria-label="Notes on the rates">
      {notes.map((text, index) => (
        <li id={`rate-note-${index + 1}`} dir="auto">
          {text}
        </li>
      ))}
    </ol>
  );
