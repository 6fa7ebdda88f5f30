import { Layout } from '../frame/layout.tsx';
import type { View } from '../view.ts';

interface Parameter {
  name: string;
  in: string;
  description?: string;
  example?: unknown;
}

interface Operation {
  tags: string[];
  summary: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: { content: { 'application/json': { example?: unknown } } };
  responses: Record<string, { description: string }>;
}

const METHODS = ['get', 'post', 'patch'] as const;

const OperationView = ({ method, path, operation }: { method: string; path: string; operation: Operation }) => (
  <section>
    <h3>
      <code>{`${method.toUpperCase()} ${path}`}</code>
    </h3>
    <p>{operation.summary}</p>
    {operation.description !== undefined && <p>{operation.description}</p>}
    {operation.parameters !== undefined && operation.parameters.length > 0 && (
      <details>
        <summary>Parameters</summary>
        <dl>
          {operation.parameters.map((parameter) => (
            <>
              <dt>
                <code>{parameter.name}</code> <span class="note">{parameter.in}</span>
              </dt>
              <dd>
                {parameter.description ?? ''}
                {parameter.example !== undefined && <span class="note"> such as {String(parameter.example)}</span>}
              </dd>
            </>
          ))}
        </dl>
      </details>
    )}
    {operation.requestBody !== undefined && (
      <details>
        <summary>Body</summary>
        <pre>
          <code>{JSON.stringify(operation.requestBody.content['application/json'].example, null, 2)}</code>
        </pre>
      </details>
    )}
    <details>
      <summary>Answers</summary>
      <dl>
        {Object.entries(operation.responses).map(([status, { description }]) => (
          <>
            <dt>{status}</dt>
            <dd>{description}</dd>
          </>
        ))}
      </dl>
    </details>
  </section>
);

/** The description of the API as a page. */
export const DocsPage = ({ description, view }: { description: { paths?: unknown; tags?: unknown }; view: View }) => {
  const paths = description.paths as Record<string, Partial<Record<(typeof METHODS)[number], Operation>>>;
  const tags = description.tags as { name: string; description: string }[];
  const operations = Object.entries(paths).flatMap(([path, byMethod]) =>
    METHODS.flatMap((method) => {
      const operation = byMethod[method];
      return operation === undefined ? [] : [{ method, path, operation }];
    }),
  );
  return (
    <Layout title="API" view={view}>
      <p>
        The same as <a href="/openapi.json">OpenAPI 3.1</a>.
      </p>
      {tags.map((tag) => (
        <>
          <h2>{tag.name}</h2>
          <p>{tag.description}</p>
          {operations
            .filter(({ operation }) => operation.tags.includes(tag.name))
            .map((one) => (
              <OperationView {...one} />
            ))}
        </>
      ))}
    </Layout>
  );
};
