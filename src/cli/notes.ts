import { type AnswerClocks, daysAhead } from '../lookups/tracker.ts';
import type { Environment } from './environment.ts';
import { note } from './output.ts';

// What is said beside an answer: of its clocks, and of where the ledger begins and ends.

/** The third clock of an answer, where one was asked: a part of a sentence. */
export const announcedWords = ({ announced_by }: { announced_by: string | null }): string =>
  announced_by === null ? '' : `as announced by ${announced_by}, `;

/** Says on stderr that an answer is about an instant before the ledger: nothing here is then not the same as nothing in the world. */
export async function noteLedger(
  environment: Pick<Environment, 'stderr'>,
  { announced_by, ledger_begins }: { announced_by?: string | null; ledger_begins?: string },
): Promise<void> {
  if (ledger_begins === undefined) return;
  const instead = announced_by === undefined ? '' : '; what had been announced by a day is asked with --announced-by DAY';
  await note(environment, `the ledger of this tracker begins at ${ledger_begins}: before that nothing was recorded here${instead}`);
}

/** Says of a day that was asked for and is after the last entry that what was decided since is not in the answer. */
export async function noteAhead(
  environment: Pick<Environment, 'stderr'>,
  asked: { on?: string | undefined },
  { on, known_at, ledger_begins }: Partial<AnswerClocks>,
): Promise<void> {
  const ahead = asked.on === undefined || on === undefined || known_at === undefined ? null : daysAhead({ on, known_at, ledger_begins });
  if (ahead !== null) await note(environment, ahead);
}
