import type { Child, PropsWithChildren } from 'hono/jsx';
import { Layout } from '../frame.tsx';
import { StatusBadge } from '../parts/badges.tsx';
import { Hidden } from '../parts/hidden.tsx';
import type { View, Visitor } from '../view.ts';
import { KnownNames } from './body-fields.tsx';
import { fieldLabel, type RecordingState } from './form-state.ts';
import { PreviewCard } from './preview.tsx';

interface Props {
  state: RecordingState;
  view: View;
}

const isRefused = ({ refusal, problems }: RecordingState): boolean => refusal !== null || problems.length > 0;

// Who works with the keyboard goes on where the answer stands, and not at the top of the page: it has the focus.

/** Why nothing was recorded, with the way to each field that is wrong. */
const Refused = ({ state }: Pick<Props, 'state'>) => {
  const { refusal, problems } = state;
  if (!isRefused(state)) return null;
  return (
    <section class="problem" role="alert" aria-labelledby="refused" tabindex={-1} autofocus>
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
export const LastButtons = ({ visitor, exactly = '', forAdmins = false }: LastProps) => {
  const records = forAdmins ? visitor?.role === 'admin' : visitor?.role !== 'contributor';
  return (
    <>
      {records && (
        <button type="submit" name="do" value="record">
          {`Record${exactly}`}
        </button>
      )}
      <button type="submit" name="do" value="propose" class={records ? 'quiet' : undefined}>
        {`Propose${exactly}`}
      </button>
    </>
  );
};

interface LastProps {
  visitor: Visitor | null;
  exactly?: string;
  /** Do only admins record it? */
  forAdmins?: boolean;
}

/** What would be recorded; the buttons send exactly this, whatever is changed in the form below. */
const Previewed = ({ state, view }: Props) =>
  state.preview === null ? null : (
    <section class="preview" aria-labelledby="preview" tabindex={-1} autofocus={!isRefused(state)}>
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
        <LastButtons visitor={view.visitor} forAdmins={state.forAdmins} />
        <a href="#input">Change something</a>
      </form>
    </section>
  );

/** What the page of a form that records is made of. */
export interface FormPageProps extends Props {
  title: string;
  /** Where the reader comes from. */
  kicker: { href: string; title: string };
}

/** A form that records in two steps: first it shows what would change, then it is recorded. `lead`: what is said before it. */
export const FormPage = ({ state, view, title, kicker, lead, children }: PropsWithChildren<FormPageProps & { lead?: Child }>) => (
  <Layout title={title} view={view} kicker={<a href={view.href(kicker.href)}>{kicker.title}</a>}>
    {lead}
    {Object.keys(view.clocks).length > 0 && (
      <p class="note">You came from a page about another time. What you record here is recorded now, whatever day it is about.</p>
    )}
    <Refused state={state} />
    <Previewed state={state} view={view} />
    <form id="input" class="record" action={state.action} method="post">
      <Hidden fields={state.hidden} />
      {children}
      <KnownNames state={state} />
      <p class="actions">
        <button type="submit" name="do" value="preview" class={state.preview === null ? undefined : 'quiet'}>
          Show what would change
        </button>
        <span class="note">Nothing is recorded yet.</span>
      </p>
    </form>
  </Layout>
);
