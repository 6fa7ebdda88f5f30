import { Layout } from './layout.tsx';

export interface ErrorPageProps {
  status: number;
  title: string;
  detail: string;
  errors: readonly { path: string; message: string }[];
  request_id: string;
}

/** A problem in the same words that problem+json has. */
export const ErrorPage = ({ status, title, detail, errors, request_id }: ErrorPageProps) => (
  <Layout title={title} path="">
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
