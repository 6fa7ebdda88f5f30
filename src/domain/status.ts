/** The statuses of a measure, in the order in which a life may go through them. What each means is told below, once. */
export const STATUSES = [
  'threatened',
  'under_investigation',
  'proposed',
  'announced',
  'provisional',
  'in_force',
  'partially_lifted',
  'suspended',
  'lifted',
  'expired',
  'annulled',
  'superseded',
  'withdrawn',
  'declined',
] as const;
export type Status = (typeof STATUSES)[number];

/** What a status means. */
interface StatusMeaning {
  /** Does the measure apply? `coming`: not yet, or not now, while it still may. */
  phase: 'coming' | 'in force' | 'ended';
  /** The statuses that may follow. */
  next: readonly Status[];
  /**
   * What follows by itself on the `until_on`; a status without this can't end so. `in_force`: the status in force that it stands in
   * for returns, and `in_force` if there was none.
   */
  afterUntil?: Status;
}

const BEGINNINGS: readonly Status[] = ['threatened', 'under_investigation', 'proposed', 'announced', 'provisional', 'in_force'];

const MEANINGS: Readonly<Record<Status, StatusMeaning>> = {
  threatened: {
    phase: 'coming',
    next: ['under_investigation', 'proposed', 'announced', 'provisional', 'in_force', 'withdrawn', 'declined', 'superseded'],
  },
  under_investigation: {
    phase: 'coming',
    next: ['proposed', 'announced', 'provisional', 'in_force', 'withdrawn', 'declined', 'superseded'],
  },
  proposed: {
    phase: 'coming',
    next: ['under_investigation', 'announced', 'provisional', 'in_force', 'withdrawn', 'declined', 'superseded'],
  },
  announced: {
    phase: 'coming',
    next: ['provisional', 'in_force', 'partially_lifted', 'suspended', 'withdrawn', 'annulled', 'superseded'],
  },
  provisional: {
    phase: 'in force',
    next: ['in_force', 'partially_lifted', 'suspended', 'lifted', 'expired', 'annulled', 'superseded', 'declined'],
    afterUntil: 'expired',
  },
  in_force: {
    phase: 'in force',
    next: ['partially_lifted', 'suspended', 'lifted', 'expired', 'annulled', 'superseded'],
    afterUntil: 'expired',
  },
  partially_lifted: {
    phase: 'in force',
    next: ['in_force', 'suspended', 'lifted', 'expired', 'annulled', 'superseded'],
    afterUntil: 'in_force',
  },
  suspended: {
    phase: 'coming',
    next: ['provisional', 'in_force', 'partially_lifted', 'lifted', 'expired', 'annulled', 'superseded', 'withdrawn'],
    afterUntil: 'in_force',
  },
  // What has ended may be imposed again, or tried again.
  lifted: { phase: 'ended', next: BEGINNINGS },
  expired: { phase: 'ended', next: BEGINNINGS },
  annulled: { phase: 'ended', next: BEGINNINGS },
  superseded: { phase: 'ended', next: [] },
  withdrawn: { phase: 'ended', next: BEGINNINGS },
  declined: { phase: 'ended', next: BEGINNINGS },
};

/** Does a measure apply under this status? `active` in a question means that it does. */
export const isInForce = (status: Status): boolean => MEANINGS[status].phase === 'in force';
/** Does a measure not apply under this status while it still may, or may again? */
export const isComing = (status: Status): boolean => MEANINGS[status].phase === 'coming';
/** Is a measure over under this status? */
export const hasEnded = (status: Status): boolean => MEANINGS[status].phase === 'ended';

export const STATUSES_IN_FORCE: readonly Status[] = STATUSES.filter(isInForce);
export const ENDED_STATUSES: readonly Status[] = STATUSES.filter(hasEnded);

/** The statuses that may follow `from` (null: a measure without a history), in the order of the vocabulary. */
export function lawfulNext(from: Status | null): readonly Status[] {
  const allowed = from === null ? [...BEGINNINGS, 'declined' as const] : MEANINGS[from].next;
  return STATUSES.filter((status) => allowed.includes(status));
}

/** What follows a status that ends by its own terms on its `until_on`, where no earlier one returns; null where a status can't end so. */
export const statusAfterUntil = (status: Status): Status | null => MEANINGS[status].afterUntil ?? null;
