import type { PropsWithChildren } from 'hono/jsx';
import type { ErrorDetail } from '../../domain/errors.ts';
import type { Certainty, DisputeState, Status } from '../../domain/vocabulary.ts';
import { grouped } from '../../domain/words.ts';
import type { AnswerClocks } from '../../lookups/tracker.ts';
import type { Amount } from '../../things/duty.ts';
import type { EntryBase } from '../../things/entry.ts';
import { changeText, type StatusChangeRow } from '../../things/status-change.ts';
import { clip } from '../charts/svg.tsx';
import type { View } from '../view.ts';
import { longDate, minuteOf, withLongDates } from './days.tsx';
import { BestSource, SourceLinks } from './sources.tsx';
import { plural, words } from './words.ts';

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

/** So many letters of what changes are read at a glance. */
export const CHANGE_LETTERS = 120;

/** What changes: the new status, or the rates, the coverage or a rule in words. */
export const ChangeMark = ({ of }: { of: StatusChangeRow }) =>
  of.what === 'status' ? <StatusBadge status={of.status} /> : <bdi>{clip(changeText(of), CHANGE_LETTERS)}</bdi>;

const STATE_LOOKS: Readonly<Record<DisputeState, readonly [Phase, sign: string]>> = {
  none: ['coming', '◌'],
  active: ['force', '●'],
  easing: ['part', '◐'],
  pending: ['coming', '◔'],
  resolved: ['ended', '✓'],
};

/** The state of a dispute in words, with a sign and the colour of its phase. */
export const DisputeStateBadge = ({ state }: { state: DisputeState }) => {
  const [phase, sign] = STATE_LOOKS[state];
  return (
    <span class={`status ${phase}`}>
      <span aria-hidden="true">{sign}</span> {state === 'none' ? 'not begun' : words(state)}
    </span>
  );
};

/** What an entry says about how far to trust it. */
export type Backed = Pick<EntryBase, 'seq' | 'confidence' | 'doubt' | 'sources'>;

/** What speaks against a claim, as far as anything does. */
const Doubts = ({ of: { confidence, doubt }, certainty = 'certain' }: { of: Omit<Backed, 'seq' | 'sources'>; certainty?: Certainty }) => (
  <>
    {certainty === 'possible' && <span class="note"> days not known exactly</span>}
    {doubt !== null && (
      <span class="doubt">
        {' '}
        ⚠ in doubt: <bdi>{doubt}</bdi>
      </span>
    )}
    {confidence === 'recalled' && <span class="doubt"> ⚠ from memory, not verified</span>}
  </>
);

interface HowKnownProps {
  of: Backed | undefined;
  certainty?: Certainty;
  view: View;
  /** Where all sources are read, of a page that names the best one only. */
  all?: string | undefined;
}

/** The sources of a claim, and what speaks against it. */
export const HowKnown = ({ of, certainty = 'certain', view, all }: HowKnownProps) => (
  <>
    {all === undefined ? <SourceLinks ids={of?.sources ?? []} view={view} /> : <BestSource ids={of?.sources ?? []} all={all} view={view} />}
    {of !== undefined && <Doubts of={of} certainty={certainty} />}
  </>
);

/** When somebody last looked and found nothing new. */
export const checkedWords = (checkedOn: string | null): string =>
  checkedOn === null ? 'Not checked yet' : `Last checked ${longDate(checkedOn)}`;

/** The same beside other things, where somebody looked. */
export const LastChecked = ({ on }: { on: string | null }) =>
  on === null ? null : <span class="note line">last checked {longDate(on)}</span>;

/** The clocks of an answer, in words: 24 October 2024, as announced by …, as known at …. */
export const clockWords = ({ on, announced_by, known_at }: AnswerClocks): string =>
  [longDate(on), announced_by !== null && `as announced by ${longDate(announced_by)}`, `as known at ${minuteOf(known_at)}`]
    .filter(Boolean)
    .join(', ');

/** Money for reading; the exact decimal is the value of the element. */
export const Money = ({ of: { amount, currency } }: { of: Amount }) => (
  <data class="number" value={amount}>{`${grouped(amount)} ${currency}`}</data>
);

/** A percentage as it was worked out. */
export const Percent = ({ of }: { of: string }) => (
  <data class="number" value={of}>
    {`${of}%`}
  </data>
);

/** Why a question or an entry is refused, told at once to those who can't see the page. A path is empty where it is about the whole. */
export const Problems = ({ problems }: { problems: readonly ErrorDetail[] }) =>
  problems.length === 0 ? null : (
    <div class="problem" role="alert">
      <ul>
        {problems.map(({ path, message }) => (
          <li>
            {path !== '' && (
              <>
                <code>{path}</code>:{' '}
              </>
            )}
            {message}
          </li>
        ))}
      </ul>
    </div>
  );

/** Why what was sent is refused as a whole. */
export const WhyRefused = ({ why, children }: PropsWithChildren<{ why: string | undefined }>) =>
  why === undefined ? null : (
    <div class="problem" role="alert">
      <p>{why}</p>
      {children}
    </div>
  );

/** By which rules another sum may be paid than a rate says: one in a line, more of them behind how many there are. */
export const RuleLines = ({ rules }: { rules: readonly string[] }) => {
  const lines = rules.map((rule) => <span class="note line">{withLongDates(rule)}</span>);
  if (rules.length < 2) return <>{lines}</>;
  return (
    <details class="rest">
      <summary>{plural(rules.length, ['rule may change', 'rules may change'])} what is paid</summary>
      {lines}
    </details>
  );
};
