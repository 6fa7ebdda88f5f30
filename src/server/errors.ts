import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type ErrorCode, type ErrorDetail, TrackerError } from '../domain/errors.ts';
import type { Request, Services } from './context.ts';

/** An error that only the wire knows, such as a body that is too large: Hono's, with the headers of its answer. */
export class HttpError extends HTTPException {
  constructor(status: ContentfulStatusCode, message: string, headers: Record<string, string> = {}) {
    super(status, { message, res: new Response(null, { headers }) });
  }
}

const STATUS_OF: Record<ErrorCode, ContentfulStatusCode> = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  precondition: 412,
  unprocessable: 422,
  unavailable: 503,
};

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

const HEADERS_OF: Partial<Record<ErrorCode, Record<string, string>>> = {
  unauthorized: { 'WWW-Authenticate': 'Bearer' },
  unavailable: { 'Retry-After': '2' },
};

/** An error as the client learns it (RFC 9457). */
export interface Problem {
  type: string;
  title: string;
  status: ContentfulStatusCode;
  code: string;
  detail: string;
  instance: string;
  errors: readonly ErrorDetail[];
  request_id: string;
}

/** Translates an error; what is unknown is logged with the request's id and told without its text. */
export function problemOf(
  c: Request,
  error: unknown,
  { log }: Pick<Services, 'log'>,
): { problem: Problem; headers: Record<string, string> } {
  const request_id = c.get('requestId');
  const about = (status: ContentfulStatusCode, code: string, detail: string, errors: readonly ErrorDetail[] = []): Problem => ({
    type: 'about:blank',
    title: TITLES[status] ?? 'Error',
    status,
    code,
    detail,
    instance: c.req.path,
    errors,
    request_id,
  });
  if (error instanceof TrackerError) {
    const { code, message, details, extra } = error;
    if (code === 'unavailable') log.error('the database is not available', { request_id, detail: message });
    return { problem: { ...extra, ...about(STATUS_OF[code], code, message, details) }, headers: HEADERS_OF[code] ?? {} };
  }
  if (error instanceof HTTPException) {
    const code = (TITLES[error.status] ?? 'error').toLowerCase().replaceAll(' ', '_');
    return { problem: about(error.status, code, error.message), headers: Object.fromEntries(error.res?.headers ?? []) };
  }
  log.error('a request failed', {
    request_id,
    method: c.req.method,
    path: c.req.path,
    error: reasonOf(error),
  });
  return {
    problem: about(500, 'internal', `the tracker failed to answer; its log has the reason under request id ${request_id}`),
    headers: {},
  };
}

/** An error as the log keeps it. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
