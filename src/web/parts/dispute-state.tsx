import type { DisputeState } from '../../domain/vocabulary.ts';
import type { Phase } from './status-badge.tsx';
import { words } from './words.ts';

const LOOKS: Readonly<Record<DisputeState, readonly [Phase, sign: string]>> = {
  none: ['coming', '◌'],
  active: ['force', '●'],
  easing: ['part', '◐'],
  pending: ['coming', '◔'],
  resolved: ['ended', '✓'],
};

/** The state of a dispute in words, with a sign and the colour of its phase. */
export const DisputeStateBadge = ({ state }: { state: DisputeState }) => {
  const [phase, sign] = LOOKS[state];
  return (
    <span class={`status ${phase}`}>
      <span aria-hidden="true">{sign}</span> {state === 'none' ? 'not begun' : words(state)}
    </span>
  );
};
