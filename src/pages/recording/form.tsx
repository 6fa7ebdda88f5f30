import type { PropsWithChildren } from 'hono/jsx';
import { longDate, StatusBadge } from '../parts/badges.tsx';
import { heading, words } from '../parts/words.ts';
import type { Given, View, Visitor } from '../view.ts';
import { fieldLabel, type Preview, type RecordingState } from './form-state.ts';

interface Props {
  state: RecordingState;
  view: View;
}

const Hidden = ({ fields }: { fields: Given }) => (
  <>{Object.entries(fields).flatMap(([name, values]) => values.map((value) => <input type="hidden" name={name} value={value} />))}</>
);

/** Why nothing was recorded, with the way to each field that is wrong. */
const Refused = ({ state }: Pick<Props, 'state'>) => {
  const { refusal, problems } = state;
  if (refusal === null && problems.length === 0) return null;
  return (
    <section class="problem" role="alert" aria-labelledby="refused">
      <h2 id="refused">Nothing was recorded</h2>
      {refusal !== null && <p>{refusal.message}</p>}
      {refusal?.changed != null && (
        <p>
          Your input is kept below. <a href={refusal.changed}>See what was recorded meanwhile</a>, then look at the preview again.
        </p>
      )}
      {refusal?.signIn != null && (
        <p>
          Your input is kept below. <a href={refusal.signIn}>Sign in</a> in another tab, then show again here what would change.
        </p>
      )}
      {refusal !== null && refusal.lawful.length > 0 && (
        <p class="lawful">
          Lawful there:{' '}
          {refusal.lawful.map((status) => (
            <>
              <StatusBadge status={status} />{' '}
            </>
          ))}
        </p>
      )}
      {refusal === null && (
        <ul>
          {problems.map(({ field, message }) => (
            <li>{field === '' ? message : <a href={`#${field}`}>{`${fieldLabel(field)}: ${message}`}</a>}</li>
          ))}
        </ul>
      )}
    </section>
  );
};

/** What ends a preview: who may record does, or asks others to look at it first; a contributor proposes. */
export const LastButtons = ({ visitor, exactly = '' }: { visitor: Visitor | null; exactly?: string }) => (
  <>
    {visitor?.role !== 'contributor' && (
      <button type="submit" name="do" value="record">
        {`Record${exactly}`}
      </button>
    )}
    <button type="submit" name="do" value="propose" class={visitor?.role === 'contributor' ? undefined : 'quiet'}>
      {`Propose${exactly}`}
    </button>
  </>
);

/** What would be recorded; the buttons send exactly this, whatever is changed in the form below. */
const Previewed = ({ state, view }: Props) =>
  state.preview === null ? null : (
    <section class="preview" aria-labelledby="preview">
      <h2 id="preview">What would change</h2>
      {state.unseen && (
        <p role="alert">
          <strong>This is not what you saw before.</strong> Nothing was recorded yet: look at it, then record it.
        </p>
      )}
      <PreviewCard preview={state.preview} view={view} />
      <form class="actions" action={state.action} method="post">
        <Hidden fields={state.fields} />
        <Hidden fields={state.hidden} />
        <LastButtons visitor={view.visitor} />
        <a href="#input">Change something</a>
      </form>
    </section>
  );

/** A form that records in two steps: first it shows what would change, then it is recorded. */
export const TwoStepForm = ({ state, view, children }: PropsWithChildren<Props>) => (
  <>
    {Object.keys(view.clocks).length > 0 && (
      <p class="note">You came from a page about another time. What you record here is recorded now, whatever day it is about.</p>
    )}
    <Refused state={state} />
    <Previewed state={state} view={view} />
    <form id="input" class="record" action={state.action} method="post">
      <Hidden fields={state.hidden} />
      {children}
      <p class="actions">
        <button type="submit" name="do" value="preview" class={state.preview === null ? undefined : 'quiet'}>
          Show what would change
        </button>
        <span class="note">Nothing is recorded yet.</span>
      </p>
    </form>
  </>
);

type Change = Preview['measures'][number];
type NewEntry = Preview['entries'][number];

const BeforeAfter = ({ before, after }: Pick<Change, 'before' | 'after'>) =>
  before === after ? (
    <>
      stays <StatusBadge status={after} />
    </>
  ) : (
    <>
      {before === null ? 'nothing recorded yet' : <StatusBadge status={before} />} <span aria-hidden="true">→</span>
      <span class="hidden"> becomes </span> <StatusBadge status={after} />
    </>
  );

/** An entry in a sentence: what it says, about what, and on which days. */
const EntrySentence = ({ entry, about }: { entry: NewEntry; about: string | undefined }) => (
  <li>
    <strong>{heading(entry.says)}</strong>
    {/* A check says its day itself. */}
    {entry.effective_on !== null && entry.kind !== 'check' && ` from ${longDate(entry.effective_on)}`}
    {entry.until_on !== null && `; ${longDate(entry.until_on)} is the first day without it`}
    <span class="note">{` · ${words(entry.kind)}${about === undefined ? '' : ` of ${about}`}`}</span>
  </li>
);

const DisputeSentence = ({ dispute, view }: { dispute: NonNullable<Preview['dispute']>; view: View }) => {
  const name = view.names.disputes.get(dispute.id) ?? dispute.id;
  return (
    <p>
      {`On ${longDate(dispute.on)} the dispute “${name}” `}
      {dispute.before === dispute.after ? (
        `stays ${words(dispute.after)}.`
      ) : (
        <>
          changes from {words(dispute.before)} to <strong>{words(dispute.after)}</strong>.
        </>
      )}
    </p>
  );
};

/** What an input would do: each measure and the dispute before and after, and the new entries in words. */
export const PreviewCard = ({ preview, view }: { preview: Preview; view: View }) => {
  const { measures, dispute, entries, on } = preview;
  const titles = new Map(measures.map(({ id, title }) => [id, title]));
  return (
    <>
      {measures.length > 0 && (
        <>
          <h3>{`On ${longDate(on)}`}</h3>
          <ul class="changes">
            {measures.map((measure) => (
              <li>
                <strong>{measure.title}</strong>
                <span class="step">
                  <BeforeAfter {...measure} />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {dispute !== null && <DisputeSentence dispute={dispute} view={view} />}
      <h3>{entries.length === 1 ? 'New entry of the ledger' : `${entries.length} new entries of the ledger`}</h3>
      <ul class="entries">
        {entries.map((entry) => (
          <EntrySentence entry={entry} about={entry.measure === null ? undefined : titles.get(entry.measure)} />
        ))}
      </ul>
    </>
  );
};
