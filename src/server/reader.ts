import type { MessagePort } from 'node:worker_threads';
import type { Wire } from './context.ts';
import { NO_ROUTE } from './context.ts';

// The side of the thread: answers what it is asked, piece by piece.

/** What a thread is told: a question, that more of its answer is wanted, or that nobody waits for it any more. */
export type ReaderRequest = Question | { id: number; more: true } | { id: number; gone: true };
export interface Question {
  id: number;
  /** Its name in the log. */
  requestId: string;
  method: string;
  url: string;
  headers: [name: string, value: string][];
  /** What was sent along, if anything. */
  body: Uint8Array<ArrayBuffer> | null;
}

/** What it tells: that it is ready, how an answer begins, a piece of it, and its end (`trailers`: what is said after it; `failed`: why it broke off). */
export type ReaderAnswer = { ready: true } | AnswerMessage;
export type AnswerMessage =
  | { id: number; status: number; headers: [name: string, value: string][]; hasBody: boolean; seen: Wire['seen'] }
  | { id: number; chunk: Uint8Array }
  | { id: number; trailers: [name: string, value: string][] }
  | { id: number; failed: string };

/** An answer that is under way. */
interface Answering {
  controller: AbortController;
  body: ReadableStreamDefaultReader<Uint8Array> | null;
  /** What is to be said after the body. */
  trailers: [name: string, value: string][];
}

/** Answers what comes through the port by an app. */
export function answerRequests(
  port: MessagePort,
  app: { fetch(request: Request, wire: Partial<Wire>): Response | Promise<Response> },
): void {
  const underWay = new Map<number, Answering>();
  const tell = (answer: ReaderAnswer): void => port.postMessage(answer);
  const end = (id: number, how: { failed: string } | Pick<Answering, 'trailers'>): void => {
    if (underWay.delete(id)) tell({ id, ...how });
  };

  port.on('message', async (message: ReaderRequest) => {
    const { id } = message;
    const known = underWay.get(id);
    if ('gone' in message) {
      known?.controller.abort();
      // A question whose answer has not begun says so when it is through; until then the thread has no other.
      if (known?.body) underWay.delete(id);
      await known?.body?.cancel().catch(() => undefined);
      return;
    }
    try {
      if ('more' in message) {
        const { done, value } = (await known?.body?.read()) ?? { done: true, value: undefined };
        if (done) end(id, { trailers: known?.trailers ?? [] });
        else tell({ id, chunk: value });
        return;
      }
      const controller = new AbortController();
      const answering: Answering = { controller, body: null, trailers: [] };
      underWay.set(id, answering);
      const { requestId, method, url, headers, body } = message;
      const wire: Partial<Wire> = { requestId, trailer: (name, value) => answering.trailers.push([name, value]) };
      const response = await app.fetch(new Request(url, { method, headers, body, signal: controller.signal }), wire);
      const hasBody = response.body !== null;
      if (hasBody && underWay.has(id)) answering.body = response.body.getReader() as ReadableStreamDefaultReader<Uint8Array>;
      else underWay.delete(id);
      tell({ id, status: response.status, headers: [...response.headers], hasBody, seen: wire.seen ?? { route: NO_ROUTE } });
    } catch (error) {
      end(id, { failed: (error as Error).message });
    }
  });
  tell({ ready: true });
}
