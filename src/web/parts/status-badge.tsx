import type { Status } from '../../domain/vocabulary.ts';
import { words } from './words.ts';

/** The phase of a status: what it looks like. Colours are in status.css and charts.css. */
export type Phase = 'coming' | 'force' | 'part' | 'paused' | 'ended';

const LOOKS: Readonly<Record<Status, readonly [phase: Phase, sign: string]>> = {
  threatened: ['coming', '◌'],
  under_investigation: ['coming', '◌'],
  proposed: ['coming', '◌'],
  announced: ['coming', '◔'],
  provisional: ['part', '◑'],
  in_force: ['force', '●'],
  partially_lifted: ['part', '◐'],
  suspended: ['paused', '‖'],
  lifted: ['ended', '✓'],
  expired: ['ended', '✓'],
  annulled: ['ended', '×'],
  superseded: ['ended', '»'],
  withdrawn: ['ended', '×'],
  declined: ['ended', '×'],
};

export const phaseOf = (status: Status): Phase => LOOKS[status][0];
/** A sign that tells statuses apart where colours can't. */
export const signOf = (status: Status): string => LOOKS[status][1];

/** A status in words, with a sign and a colour for its phase. */
export const StatusBadge = ({ status }: { status: Status }) => (
  <span class={`status ${phaseOf(status)}`}>
    <span aria-hidden="true">{signOf(status)}</span> {words(status)}
  </span>
);
