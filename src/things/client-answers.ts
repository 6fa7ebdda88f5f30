import type * as z from 'zod';
import type { ProblemAnswer } from './answers.ts';

// How the client takes what comes back. It needs nothing but fetch, so a browser can run it too.

/** An error as the server tells it (RFC 9457). */
export type ProblemDocument = z.output<typeof ProblemAnswer>;

/** The server refused a call. `problem.errors` names each wrong value, `problem.lawful` the statuses that may follow. */
export class ProblemError extends Error {
  readonly problem: ProblemDocument;

  constructor(problem: ProblemDocument) {
    super(problem.detail);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** What was asked: where, and as which call. */
interface Asked {
  address: string;
  call: string;
}

/** The answer to a call. Throws `ProblemError` where it is refused or answered with a page, and `TypeError` where nobody answers. */
export async function taken(send: () => Promise<Response> | Response, { address, call }: Asked): Promise<Response> {
  const answer = await (async () => send())().catch((error: unknown) => {
    // All that fetch says of a server that is not there is that it failed; why stands below.
    if (!(error instanceof TypeError)) throw error;
    const { message } = error.cause instanceof Error ? error.cause : error;
    throw new TypeError(`no answer from ${address}: ${message}`, { cause: error });
  });
  // No call asks for a page: whoever reads a file would take a sign-in for it.
  if (!answer.ok || isPage(answer)) throw new ProblemError(await problemIn(answer, call));
  return answer;
}

/** What an answer says in JSON. Throws `ProblemError` where it says nothing in JSON. */
export async function jsonIn<Answer>(asked: Promise<Response>): Promise<Answer> {
  const answer = await asked;
  try {
    return (await answer.json()) as Answer;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const said = `${answer.url || 'the call'} was answered ${answer.status} without any JSON${LOOK_BEFORE}`;
    throw new ProblemError(unknownProblem(answer, said));
  }
}

const LOOK_BEFORE = ', which is no answer of the tracker: look at baseUrl and at what stands before the server';

const isPage = (answer: Response): boolean => answer.headers.get('content-type')?.startsWith('text/html') ?? false;

const unknownProblem = ({ status, statusText }: Response, detail: string): ProblemDocument => ({
  ...{ type: 'about:blank', title: statusText, status, code: 'unknown', detail, instance: '', errors: [], request_id: '' },
});

/** The problem document of an answer; where something before the server answered, one that says so. */
async function problemIn(answer: Response, call: string): Promise<ProblemDocument> {
  if (answer.headers.get('content-type')?.startsWith('application/problem+json')) return answer.json() as Promise<ProblemDocument>;
  const { status, statusText } = answer;
  const page = answer.ok ? ` with a page${LOOK_BEFORE}` : '';
  return unknownProblem(answer, `${call} was answered ${[status, statusText].join(' ').trim()}${page}`);
}
