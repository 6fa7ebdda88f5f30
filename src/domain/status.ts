import type { Scope } from './scope.ts';
import { type Collection, STATUSES, type Status } from './vocabulary.ts';

/** The statuses under which a measure applies; `active` in a question means one of these. */
export const IN_FORCE: ReadonlySet<Status> = new Set(['provisional', 'in_force', 'partially_lifted']);
export const isInForce = (status: Status): boolean => IN_FORCE.has(status);

/** How a rate is collected under a status: what applies while a case runs is secured, not yet paid. */
export const collectionOf = (stated: Collection, status: Status): Collection =>
  status === 'provisional' && stated === 'full' ? 'guarantee' : stated;

const BEGINNINGS: readonly Status[] = ['threatened', 'under_investigation', 'proposed', 'announced', 'provisional', 'in_force'];

/** Which status may follow which; `null` is a measure without a history. */
const NEXT: Readonly<Record<Status, readonly Status[]>> = {
  threatened: ['under_investigation', 'proposed', 'announced', 'provisional', 'in_force', 'withdrawn', 'declined', 'superseded'],
  under_investigation: ['proposed', 'announced', 'provisional', 'in_force', 'withdrawn', 'declined', 'superseded'],
  proposed: ['under_investigation', 'announced', 'provisional', 'in_force', 'withdrawn', 'declined', 'superseded'],
  announced: ['provisional', 'in_force', 'partially_lifted', 'suspended', 'withdrawn', 'annulled', 'superseded'],
  provisional: ['in_force', 'partially_lifted', 'suspended', 'lifted', 'expired', 'annulled', 'superseded', 'declined'],
  in_force: ['partially_lifted', 'suspended', 'lifted', 'expired', 'annulled', 'superseded'],
  partially_lifted: ['in_force', 'suspended', 'lifted', 'expired', 'annulled', 'superseded'],
  suspended: ['provisional', 'in_force', 'partially_lifted', 'lifted', 'expired', 'annulled', 'superseded', 'withdrawn'],
  // Imposed again, or a new attempt.
  lifted: BEGINNINGS,
  expired: BEGINNINGS,
  annulled: BEGINNINGS,
  withdrawn: BEGINNINGS,
  declined: BEGINNINGS,
  superseded: [],
};

/** The statuses that may follow `from` (null: a measure without a history), in the order of the vocabulary. */
export function lawfulNext(from: Status | null): readonly Status[] {
  const allowed = from === null ? [...BEGINNINGS, 'declined' as const] : NEXT[from];
  return STATUSES.filter((status) => allowed.includes(status));
}

/** What follows a status that ends by its own terms on its `until_on`; null where a status can't end so. */
export function statusAfterUntil(status: Status): Status | null {
  if (status === 'suspended' || status === 'partially_lifted') return 'in_force';
  return isInForce(status) ? 'expired' : null;
}

interface StatusFacts {
  status: Status;
  until_on: string | null;
  exemptions: readonly Scope[];
}

/** Do two neighbouring status changes say the same? Such a change changes nothing and is refused. */
export function saysTheSame(a: StatusFacts, b: StatusFacts): boolean {
  return a.status === b.status && a.until_on === b.until_on && JSON.stringify(a.exemptions) === JSON.stringify(b.exemptions);
}
