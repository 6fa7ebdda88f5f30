import type { View } from '../view.ts';

/** Who is signed in, with the way out; else the way in. Both lead back to this page. */
export const Account = ({ view }: { view: View }) => {
  const here = view.path === '' ? null : view.here(view.given);
  if (view.visitor === null)
    return (
      <p class="account">
        <a href={view.href('/sign-in', here === null ? {} : { back: [here] })}>Sign in</a>
      </p>
    );
  return (
    <form class="account" action="/sign-out" method="post">
      <input type="hidden" name="csrf" value={view.visitor.csrf} />
      {here !== null && <input type="hidden" name="back" value={here} />}
      <span>{view.visitor.name}</span> <button type="submit">Sign out</button>
    </form>
  );
};
