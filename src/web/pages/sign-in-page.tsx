import { Layout } from '../frame/layout.tsx';
import type { View } from '../view.ts';

export interface SignInPageProps {
  view: View;
  /** Where the form is sent; it says where to go afterwards. */
  action: string;
  /** Why signing in failed. */
  problem?: string | undefined;
}

/** The way in, for those who record; reading needs none. */
export const SignInPage = ({ view, action, problem }: SignInPageProps) => (
  <Layout title="Sign in" view={view}>
    <p>Everything here can be read without signing in. Whoever records signs in with a token, and its name stands at each entry.</p>
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
