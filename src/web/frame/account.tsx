import type { View } from '../view.ts';

/** Who is signed in, with the way out; else the way in, which leads back to this page. */
export const Account = ({ view }: { view: View }) =>
  view.visitor === null ? (
    <p class="account">
      <a href={view.href('/sign-in')}>Sign in</a>
    </p>
  ) : (
    <form class="account" action="/sign-out" method="post">
      <input type="hidden" name="csrf" value={view.visitor.csrf} />
      <span>{view.visitor.name}</span> <button type="submit">Sign out</button>
    </form>
  );
