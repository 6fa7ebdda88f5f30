/** The clocks of an answer, in a sentence. */
export const AsOf = ({ on, known_at }: { on?: string | undefined; known_at?: string | undefined }) =>
  on === undefined && known_at === undefined ? null : (
    <p class="as-of">
      {on !== undefined && (
        <>
          As of <time dateTime={on}>{on}</time>
        </>
      )}
      {known_at !== undefined && (
        <>
          , as known at <time dateTime={known_at}>{known_at}</time>
        </>
      )}
    </p>
  );
