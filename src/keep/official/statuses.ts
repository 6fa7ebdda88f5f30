import { addDays, type Day, firstDay } from '../../domain/dates.ts';
import { isInForce } from '../../domain/status.ts';
import { type Period, periodOn, type StatusStatement, statusPeriods } from '../../domain/timeline.ts';
import type { ProposedCall } from '../../things/proposal.ts';
import type { ToldMeasure, ToldStatus } from './reading.ts';

// What a document says of the life of a measure that is here already, compared with what stands.

interface Comparing {
  /** The document tells of all that the measure covers, so that its days are the measure's. */
  isWhole: boolean;
  about: object;
  notTaken: string[];
}

/** The calls that bring the statuses of a measure to what a document says of them. */
export function statusCalls(
  told: ToldMeasure,
  statuses: readonly StatusStatement[],
  { isWhole, about, notTaken }: Comparing,
): ProposedCall[] {
  const periods = statusPeriods(statuses);
  return told.history.flatMap((one): ProposedCall[] => {
    const body = { ...one, ...about };
    const stands = periodOn(periods, one.effective_on);
    const change = (effective_on: string): ProposedCall[] => [
      { method: 'POST', path: `/measures/${told.id}/status-changes`, body: { ...body, effective_on } },
    ];
    const correct = ({ seq }: StatusStatement, reason: string): ProposedCall[] => [
      { method: 'POST', path: `/ledger/${seq}/corrections`, body: { reason, replacement: body } },
    ];
    if (stands?.statement.status === one.status && !stands.derived) {
      if (!isWhole) return [];
      const { statement } = stands;
      const isMoved = firstDay(statement.effective_on) !== one.effective_on;
      if (isMoved && told.restated) return correct(statement, `the document gives ${one.effective_on} as the first day`);
      if (saysEnd(periods, statement, one)) return [];
      if (one.until_on !== undefined || told.restated) return change(isMoved ? statement.effective_on : one.effective_on);
      notTaken.push(`${told.title}: here it ends on ${statement.until_on}, and the document tells no end`);
      return [];
    }
    // Before its first status here it had none: the same status begins earlier than was known.
    const later = statuses.filter(({ effective_on }) => firstDay(effective_on) > one.effective_on);
    const [first] = later.filter(({ status }) => status === one.status).sort((a, b) => (a.effective_on < b.effective_on ? -1 : 1));
    if (!stands && first)
      return isWhole || isInForce(one.status) ? correct(first, `the document gives ${one.effective_on} as the first day`) : [];
    if (stands && firstDay(stands.statement.effective_on) === one.effective_on && stands.statement.status !== one.status) {
      notTaken.push(
        `${told.title}: the document says ${one.status} from ${one.effective_on}, and here it is ${stands.statement.status} from that day: compare them by hand`,
      );
      return [];
    }
    return change(one.effective_on);
  });
}

/** Does the statement end as the document says, by its own terms or by what was recorded for that day? */
function saysEnd(periods: readonly Period<StatusStatement>[], statement: StatusStatement, { until_on }: ToldStatus): boolean {
  if ((statement.until_on ?? undefined) === until_on) return true;
  if (until_on === undefined) return statement.until_on === null;
  const [before, after] = [periodOn(periods, addDays(until_on, -1)), periodOn(periods, until_on)];
  return before?.statement.seq === statement.seq && !isInForce(statusOf(after));
}

const statusOf = (period: Period<StatusStatement> | undefined) => (period?.derived ? 'expired' : (period?.statement.status ?? 'expired'));

/** The calls that take back all that is said of a measure's status: it was never so. */
export const takenBack = ({ destroyed }: ToldMeasure, statuses: readonly StatusStatement[]): ProposedCall[] =>
  statuses.map(({ seq }) => ({
    method: 'POST',
    path: `/ledger/${seq}/corrections`,
    body: { reason: `the document takes the measure back as if it had never been (its first day was ${firstOf(destroyed)})` },
  }));

const firstOf = (lines: readonly { from: Day }[]): Day | undefined => lines.map(({ from }) => from).sort()[0];
