import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Deliverer } from '../keep/watches/deliverer.ts';
import { ledgerState } from '../lookups/readiness.ts';
import type { Tracker } from '../lookups/tracker.ts';
import type { Readers } from './readers.ts';

/** A request that was answered. */
export interface AnsweredRequest {
  method: string;
  /** The pattern of its route, such as /measures/{id}. */
  route: string;
  status: number;
  by: 'thread' | 'process';
  /** From when its headers had come until the answer was sent. */
  seconds: number;
}

/** What is counted, for Prometheus. */
export interface Metrics {
  answered(request: AnsweredRequest): void;
  refusedToken(why: 'unknown' | 'slowed_down'): void;
  /** Everything as Prometheus reads it, and the type of that text. */
  text(): Promise<string>;
  contentType: string;
}

interface MetricsOptions {
  tracker: Tracker;
  release: string;
  readers?: Readers | undefined;
  /** Who delivers what watches are told. */
  deliverer?: Deliverer | undefined;
  /** How many requests are not answered yet. */
  open: () => number;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS'];
/** In seconds: from a kept answer to the longest that a question may take, and beyond for long files. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/**
 * Counts for Prometheus, beside what prom-client knows of every process: memory, processor time, the delay of the event loop, when it
 * was started. How many measures are in force is not among it: that is a question, and as dear as one.
 */
export function createMetrics({ tracker, release, readers, deliverer, open }: MetricsOptions): Metrics {
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register });
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests by method, pattern of the route, status and who answered (thread or process).',
    labelNames: ['method', 'route', 'status', 'by'] as const,
    registers,
  });
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'From when the headers of a request had come until its answer was sent.',
    labelNames: ['method', 'route'] as const,
    buckets: BUCKETS,
    registers,
  });
  const refused = new Counter({
    name: 'trade_disputes_tokens_refused_total',
    help: 'Tokens that did not work (unknown), and those not looked at after many of them (slowed_down).',
    labelNames: ['why'] as const,
    registers,
  });
  gauge('http_requests_open', 'Requests whose answers are not sent yet.', open);
  new Gauge({
    name: 'trade_disputes_build_info',
    help: 'Always 1; the release and the version of Node.',
    labelNames: ['release', 'node'] as const,
    registers,
  }).set({ release, node: process.version }, 1);
  if (readers) {
    gauge('trade_disputes_reading_threads', 'Threads that are there to answer questions.', () => readers.state.threads);
    gauge('trade_disputes_reading_threads_busy', 'Threads with a question whose answer has not begun.', () => readers.state.busy);
    gauge('trade_disputes_questions_waiting', 'Questions that wait for a thread.', () => readers.state.waiting);
    new Counter({
      name: 'trade_disputes_questions_refused_total',
      help: 'Questions given up because their answer had not begun within the budget of time.',
      registers,
      collect() {
        this.reset();
        this.inc(readers.state.givenUp);
      },
    });
  }
  if (deliverer) {
    new Counter({
      name: 'trade_disputes_watch_attempts_total',
      help: 'Attempts to deliver a message to a watch: delivered, failed; and messages given up.',
      labelNames: ['result'] as const,
      registers,
      collect() {
        this.reset();
        for (const [result, count] of Object.entries(deliverer.counts)) this.inc({ result }, count);
      },
    });
  }
  const watches = new Gauge({
    name: 'trade_disputes_watches',
    help: 'Watches by state: active, and of these those whose receiver did not take the last message (failing).',
    labelNames: ['state'] as const,
    registers,
  });
  const seq = new Gauge({ name: 'trade_disputes_ledger_last_seq', help: 'The number of the last change.', registers });
  const recorded = new Gauge({
    name: 'trade_disputes_ledger_recorded_at_seconds',
    help: 'When the last change was recorded, in seconds since 1970.',
    registers,
  });
  const up = new Gauge({ name: 'trade_disputes_database_up', help: '1: the database could be read just now; 0: it could not.', registers });

  function gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      ...{ name, help, registers },
      collect() {
        this.set(read());
      },
    });
  }

  async function readLedger(): Promise<void> {
    try {
      const last = await ledgerState(tracker);
      seq.set(last.seq);
      recorded.set(Date.parse(last.recorded_at) / 1000);
      if (deliverer) for (const [state, count] of Object.entries(await deliverer.state())) watches.set({ state }, count);
      up.set(1);
    } catch {
      // The numbers read last stay; that they are old is said here.
      up.set(0);
    }
  }

  return {
    answered: ({ method, route, status, by, seconds }) => {
      const labels = { method: METHODS.includes(method) ? method : 'other', route };
      requests.inc({ ...labels, status, by });
      durations.observe(labels, seconds);
    },
    refusedToken: (why) => refused.inc({ why }),
    text: async () => {
      await readLedger();
      return register.metrics();
    },
    contentType: register.contentType,
  };
}
