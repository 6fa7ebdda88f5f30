import { TrackerError } from '../../domain/errors.ts';
import { firstFew } from '../../domain/words.ts';

/** So many problems of a sheet are told in one line; its author sees all where it is made anew. */
const MOST_REASONS = 5;

/** Why what is kept is refused: of a sheet what is wrong with its first rows too, as its error only counts that. */
export function refusalOf({ message, details }: TrackerError, isSheet: boolean): string {
  if (!isSheet || details.length === 0) return message;
  const reasons = details.map((one) => `${one.path}: ${one.message}`);
  return `${message.replace('; nothing was recorded', '')}: ${firstFew(reasons, MOST_REASONS).join('; ')}`;
}

/** That a proposal can't be accepted, as what is kept is refused. */
export const refusedNow = (id: number, error: TrackerError, isSheet: boolean): TrackerError =>
  new TrackerError(
    'conflict',
    `proposal ${id} is refused now, so nothing was recorded: ${refusalOf(error, isSheet)}`,
    error.details,
    error.extra,
  );
