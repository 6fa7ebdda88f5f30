import { Layout, PLACES } from '../frame/layout.tsx';
import type { View } from '../view.ts';

export interface ErrorPageProps {
  status: number;
  title: string;
  code: string;
  detail: string;
  /** The address that was asked, without its query. */
  instance: string;
  errors: readonly { path: string; message: string }[];
  request_id: string;
  view: View;
}

/** What happened, as people say it. */
const HEADINGS: Readonly<Record<number, string>> = {
  400: 'That was not understood',
  401: 'Sign in first',
  403: 'That is not allowed',
  404: 'There is nothing here',
  405: 'That is not done here',
  409: 'That cannot follow from how things stand',
  412: 'It has changed since you saw it',
  500: 'Something failed on our side',
  503: 'The tracker cannot answer right now',
};

/** The list or form that an address belongs to, if it belongs to one. */
const placeOf = (instance: string) => PLACES.find(([path]) => instance === path || instance.startsWith(`${path}/`));

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
    {status >= 500 && <p>Nothing is wrong with what you asked: reload the page to ask again.</p>}
    <WaysOn instance={instance} view={view} />
    <p class="note">
      Code <code>{code}</code>, request <code>{request_id}</code>
    </p>
  </Layout>
);
