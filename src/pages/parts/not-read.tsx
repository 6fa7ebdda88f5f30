import { notReadWords } from '../../things/sheets.ts';

/** Names the worksheets that were left out, so that nobody takes them for read. */
export const NotRead = ({ not_read }: { not_read: readonly string[] }) => {
  const words = notReadWords(not_read);
  return words === null ? null : <p class="note">{`Of the file ${words}.`}</p>;
};
