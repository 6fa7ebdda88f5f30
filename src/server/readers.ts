import type { Worker } from 'node:worker_threads';
import { TrackerError } from '../domain/errors.ts';
import { LONGEST_BODY } from './bodies.ts';
import type { Log, Wire } from './context.ts';
import type { AnswerMessage, Question, ReaderAnswer, ReaderRequest } from './reader.ts';

// Questions are answered in threads of their own, so that a dear one keeps nobody waiting: not who asks something else, nor who records.

interface ReadersOptions {
  /** Starts a thread that answers as `answerRequests` does. */
  start: () => Worker;
  /** How many threads. */
  count: number;
  /** So many milliseconds a question may take until its answer begins. */
  budget: number;
  log: Log;
}

export interface Readers {
  /** Is there a thread to ask? */
  readonly isReady: boolean;
  /** How many threads there are, how many of them have a question whose answer has not begun, how many questions wait, how many were given up. */
  readonly state: { threads: number; busy: number; waiting: number; givenUp: number };
  /**
   * Has a question (GET, HEAD, or one that is sent in a body) answered; what the thread says of it beside the answer is put into `wire`. Rejects with `unavailable` if
   * its answer has not begun within the budget.
   */
  fetch(request: Request, wire: Partial<Wire> & { requestId: string }): Promise<Response>;
  close(): Promise<void>;
}

interface Asked {
  question: Question;
  wire: Partial<Wire>;
  answer: (response: Response) => void;
  fail: (error: Error) => void;
  /** How often it was begun. */
  times: number;
  /** Nobody waits for it any more. */
  isGone: boolean;
}

interface Thread {
  worker: Worker;
  isReady: boolean;
  /** The question whose answer has not begun. A thread has one at a time: it computes, and would not look at another before. */
  asked: Asked | null;
  timer: NodeJS.Timeout | undefined;
  /** The answers that are under way, by the number of the question. */
  bodies: Map<number, { controller: ReadableStreamDefaultController<Uint8Array>; wire: Partial<Wire> }>;
}

/** Logs that a question was given up as its answer had not begun within the budget, and gives what is said to who asked. */
export function tookTooLong(
  { requestId, url }: Pick<Question, 'requestId' | 'url'>,
  { budget, log, elseWhy = '' }: { budget: number; log: Log; elseWhy?: string },
): TrackerError {
  log.error('a question took too long and was given up', {
    request_id: requestId,
    path: url.replace(/^\w+:\/\/[^/]*/, ''),
    budget_ms: budget,
  });
  return unavailable(
    `this question takes longer than ${budget / 1000} seconds${elseWhy}: narrow it by filters, a longer code or fewer years, or ask for a page instead of all`,
  );
}

/** Starts threads that answer questions. One that a question keeps busy beyond the budget is ended, and another takes its place. */
export function createReaders({ start, count, budget, log }: ReadersOptions): Readers {
  const threads = new Set<Thread>();
  const waiting: Asked[] = [];
  let number = 0;
  let givenUp = 0;
  let isClosed = false;

  function add(): void {
    const thread: Thread = { worker: start(), isReady: false, asked: null, timer: undefined, bodies: new Map() };
    threads.add(thread);
    thread.worker.on('message', (message: ReaderAnswer) => hear(thread, message));
    thread.worker.on('error', (error) => log.error('a reading thread failed', { error: error.message }));
    thread.worker.on('exit', () => replace(thread));
    // It keeps nothing alive by itself: the server does.
    thread.worker.unref();
  }

  /** Takes out a thread that has ended, and puts another in its place. What it was asked is asked once more. */
  function replace(thread: Thread): void {
    if (!threads.delete(thread)) return;
    clearTimeout(thread.timer);
    // One that never began would end again at once.
    if (!isClosed && thread.isReady) add();
    for (const { controller } of thread.bodies.values()) controller.error(new Error('the answer broke off'));
    const { asked } = thread;
    if (asked && (asked.times > 1 || isClosed || threads.size === 0)) asked.fail(unavailable('the thread that was to answer has ended'));
    else if (asked) waiting.unshift(asked);
    if (threads.size === 0) for (const one of waiting.splice(0)) one.fail(unavailable('no thread is there to answer'));
    handOut();
  }

  /** Gives what waits to the threads that are free. */
  function handOut(): void {
    const free = [...threads].filter(({ isReady, asked }) => isReady && asked === null);
    // One that is sending a long answer comes last.
    for (const thread of free.sort((a, b) => a.bodies.size - b.bodies.size)) {
      const asked = waiting.shift();
      if (!asked) return;
      thread.asked = asked;
      asked.times += 1;
      asked.question.id = ++number;
      thread.timer = setTimeout(() => {
        givenUp += 1;
        thread.asked = null;
        asked.fail(tookTooLong(asked.question, { budget, log }));
        // A thread that computes hears nothing: it can only be ended.
        void thread.worker.terminate();
        replace(thread);
      }, budget);
      thread.worker.postMessage(asked.question);
    }
  }

  function hear(thread: Thread, message: ReaderAnswer): void {
    if ('ready' in message) {
      thread.isReady = true;
      handOut();
      return;
    }
    const { id } = message;
    if ('chunk' in message) thread.bodies.get(id)?.controller.enqueue(message.chunk);
    else if (thread.asked?.question.id === id) hearAnswer(thread, thread.asked, message);
    else hearEnd(thread, message);
  }

  /** What a thread was asked is answered, but for the body. */
  function hearAnswer(thread: Thread, asked: Asked, message: AnswerMessage): void {
    const { id } = message;
    clearTimeout(thread.timer);
    thread.asked = null;
    if (asked.isGone) thread.worker.postMessage({ id, gone: true } satisfies ReaderRequest);
    else if ('status' in message) {
      asked.wire.seen = message.seen;
      const body = message.hasBody ? bodyOf(thread, id, asked.wire) : null;
      asked.answer(new Response(body, { status: message.status, headers: message.headers }));
    } else asked.fail(new Error('failed' in message ? message.failed : 'there was no answer'));
    handOut();
  }

  /** The body of an answer has ended. */
  function hearEnd({ bodies }: Thread, message: AnswerMessage): void {
    const body = bodies.get(message.id);
    bodies.delete(message.id);
    if ('failed' in message) body?.controller.error(new Error(message.failed));
    if (!('trailers' in message)) return;
    for (const [name, value] of message.trailers) body?.wire.trailer?.(name, value);
    body?.controller.close();
  }

  /** The body of an answer, which the thread sends piece by piece as it is wanted. */
  const bodyOf = ({ worker, bodies }: Thread, id: number, wire: Partial<Wire>): ReadableStream<Uint8Array> =>
    new ReadableStream<Uint8Array>({
      start: (controller) => {
        bodies.set(id, { controller, wire });
      },
      pull: () => worker.postMessage({ id, more: true } satisfies ReaderRequest),
      cancel: () => {
        bodies.delete(id);
        worker.postMessage({ id, gone: true } satisfies ReaderRequest);
      },
    });

  /** Who leaves is not waited for. */
  function leave(asked: Asked): void {
    asked.isGone = true;
    const place = waiting.indexOf(asked);
    if (place >= 0) waiting.splice(place, 1);
    for (const { worker, asked: current } of threads)
      if (current === asked) worker.postMessage({ id: asked.question.id, gone: true } satisfies ReaderRequest);
    asked.fail(new Error('the client has left'));
  }

  for (let at = 0; at < count; at++) add();
  return {
    get isReady() {
      return [...threads].some(({ isReady }) => isReady);
    },
    get state() {
      const all = [...threads];
      return { threads: all.length, busy: all.filter(({ asked }) => asked !== null).length, waiting: waiting.length, givenUp };
    },
    fetch: async ({ method, url, headers, body: sent, signal }, wire) => {
      const body = sent === null ? null : await beginningOf(sent);
      const question: Question = { id: 0, requestId: wire.requestId, method, url, headers: [...headers], body };
      let left = (): void => undefined;
      const answered = new Promise<Response>((answer, fail) => {
        const asked: Asked = { question, wire, answer, fail, times: 0, isGone: false };
        left = () => leave(asked);
        signal.addEventListener('abort', left);
        waiting.push(asked);
        handOut();
      });
      // A signal that somebody listens to keeps its request in memory for ever, with all that belongs to it.
      return answered.finally(() => signal.removeEventListener('abort', left));
    },
    close: async () => {
      isClosed = true;
      await Promise.all([...threads].map(({ worker }) => worker.terminate()));
    },
  };
}

/** The body, or so much of it that the app sees that it is too long. */
async function beginningOf(body: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > LONGEST_BODY) break;
  }
  return new Uint8Array(Buffer.concat(chunks));
}

const unavailable = (message: string): TrackerError => new TrackerError('unavailable', message);
