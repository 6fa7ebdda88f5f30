import { Layout } from '../frame/layout.tsx';
import type { View } from '../view.ts';

export interface ErrorPageProps {
  status: number;
  title: string;
  detail: string;
  errors: readonly { path: string; message: string }[];
  request_id: string;
  view: View;
}

/** A problem in the same words that problem+json has. */
export const ErrorPage = ({ status, title, detail, errors, request_id, view }: ErrorPageProps) => (
  <Layout title={title} view={view}>
    <p>{detail}</p>
    {errors.length > 1 && (
      <ul>
        {errors.map(({ path, message }) => (
          <li>
            <code>{path}</code>: {message}
          </li>
        ))}
      </ul>
    )}
    <p class="note">{`Error ${status}, request ${request_id}`}</p>
  </Layout>
);
