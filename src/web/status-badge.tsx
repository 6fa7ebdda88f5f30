import { isInForce } from '../domain/status.ts';
import type { Status } from '../domain/vocabulary.ts';
import { words } from './words.ts';

/** A status in words; those in force stand out, and not by colour alone. */
export const StatusBadge = ({ status }: { status: Status }) => (
  <span class={isInForce(status) ? 'badge in-force' : 'badge'}>{words(status)}</span>
);
