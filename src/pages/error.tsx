import { Layout, SITE_LINKS } from './frame.tsx';
import type { View } from './view.ts';

interface ErrorPageProps {
  status: number;
  title: string;
  code: string;
  detail: string;
  /** The address that was requested, without its query. */
  instance: string;
  errors: readonly { path: string; message: string }[];
  request_id: string;
  view: View;
}

/** The heading of the page for each status. */
const HEADINGS: Readonly<Record<number, string>> = {
  400: 'That was not understood',
  401: 'This is for programs, which send a token',
  403: 'That is not allowed',
  404: 'There is nothing here',
  405: 'This method is not allowed here',
  409: 'That cannot follow from how things stand',
  412: 'It has changed since you saw it',
  500: 'Something failed on our side',
  503: 'The tracker cannot answer right now',
};

/** The list or form that an address belongs to, if it belongs to one. */
const placeOf = (instance: string) => SITE_LINKS.find(([path]) => instance === path || instance.startsWith(`${path}/`));

/** Where to go on from here. */
const WaysOn = ({ instance, view }: Pick<ErrorPageProps, 'instance' | 'view'>) => {
  const place = placeOf(instance);
  return (
    <nav aria-label="Ways on">
      <ul class="ways">
        {place !== undefined && (
          <li>
            <a href={view.href(place[0])}>{place[1]}</a>
          </li>
        )}
        <li>
          <a href={view.href('/docs')}>What can be asked</a>
        </li>
        <li>
          <a href={view.href('/')}>The first page</a>
        </li>
      </ul>
    </nav>
  );
};

/** A problem in the same words that problem+json has, and a way on. */
export const ErrorPage = ({ status, title, code, detail, instance, errors, request_id, view }: ErrorPageProps) => (
  <Layout title={HEADINGS[status] ?? title} kicker={`Error ${status}`} view={view}>
    <div class="problem">
      {errors.length === 0 ? (
        <p>{detail}</p>
      ) : (
        <dl>
          {errors.map(({ path, message }) => (
            <>
              <dt>{path === '' ? 'The body' : <code>{path}</code>}</dt>
              <dd>{message}</dd>
            </>
          ))}
        </dl>
      )}
    </div>
    {status >= 500 && <p>Your request was fine: reload the page to try again.</p>}
    <WaysOn instance={instance} view={view} />
    <p class="note">
      Code <code>{code}</code>, request <code>{request_id}</code>
    </p>
  </Layout>
);

interface SignInPageProps {
  view: View;
  /** Where the form is sent; it says where to go afterwards. */
  action: string;
  /** Why signing in failed. */
  problem?: string | undefined;
}

/** The way in, for those who record; reading needs none. */
export const SignInPage = ({ view, action, problem }: SignInPageProps) => (
  <Layout title="Sign in" view={view}>
    <p>Everything here can be read without signing in. To record something, sign in with a token: each entry shows its name.</p>
    {problem !== undefined && (
      <p class="problem" role="alert">
        {problem}
      </p>
    )}
    <form class="sign-in" action={action} method="post">
      <div class="field">
        <label for="token">Token</label>
        <input
          type="password"
          id="token"
          name="token"
          autocomplete="current-password"
          required
          {...(problem === undefined ? {} : { 'aria-invalid': 'true' as const })}
          aria-describedby="token-hint"
        />
        <span class="note" id="token-hint">
          It begins with td_. Whoever runs this tracker makes one with <code>trade-disputes token create NAME --role editor</code>.
        </span>
      </div>
      <button type="submit">Sign in</button>
    </form>
    <p class="note">
      A session lasts twelve hours, or until you sign out. It needs one cookie, which says nothing but which session it is.
    </p>
  </Layout>
);
