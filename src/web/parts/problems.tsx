/** What is wrong with a value of a form; the path is empty where it is about the whole. */
export interface FieldProblem {
  path: string;
  message: string;
}

/** Why a question or an entry is refused, told at once to those who can't see the page. */
export const Problems = ({ problems }: { problems: readonly FieldProblem[] }) =>
  problems.length === 0 ? null : (
    <div class="problem" role="alert">
      <ul>
        {problems.map(({ path, message }) => (
          <li>
            {path !== '' && (
              <>
                <code>{path}</code>:{' '}
              </>
            )}
            {message}
          </li>
        ))}
      </ul>
    </div>
  );
