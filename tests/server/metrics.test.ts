import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { addWatch } from '../../src/changes/watches.ts';
import { TrackerError } from '../../src/domain/errors.ts';
import { Deliverer } from '../../src/keep/watches/deliverer.ts';
import { createTracker } from '../../src/lookups/tracker.ts';
import { createApp } from '../../src/server/app.ts';
import { createLog } from '../../src/server/context.ts';
import { createMetrics, type Metrics } from '../../src/server/metrics.ts';
import { type Serving, serve } from '../../src/server/serve.ts';
import { Traffic } from '../../src/server/traffic.ts';
import { readNetworks } from '../../src/things/networks.ts';
import { change } from '../support/recording.ts';
import { type Asking, asking } from './asking.ts';

const log = createLog('silent');
let ask: Asking;
let serving: Serving;
let traffic: Traffic;
beforeAll(async () => {
  ask = await asking();
  traffic = new Traffic({ log, proxies: 0 });
  const metrics = createMetrics({ tracker: ask.tracker, release: '1.2.3', open: () => traffic.open.size });
  traffic.onAnswered = metrics.answered;
  const app = createApp(ask.tracker, { log, metrics });
  serving = await serve(app, { host: '127.0.0.1', port: 0, log, traffic });
});
afterAll(async () => {
  await serving.stop();
  await ask.close();
});

const send = async (path: string, init?: RequestInit): Promise<Response> => {
  const answer = await fetch(`http://127.0.0.1:${serving.port}${path}`, init);
  await answer.clone().arrayBuffer();
  return answer;
};
/** The numbers by their names with labels. */
async function scrape(): Promise<Map<string, number>> {
  // An answer is counted once it is sent, which the client may know a moment earlier.
  while (traffic.open.size > 0) await new Promise((resolve) => setTimeout(resolve, 1));
  return numbersIn(await (await send('/metrics')).text());
}
const numbersIn = (text: string): Map<string, number> =>
  new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );

describe('the metrics', () => {
  it('count what watches were told, and those whose receiver does not listen', async () => {
    const options = { log, site: () => '', release: '1', allowed: readNetworks([]) };
    const deliverer = new Deliverer({ ...options, tracker: ask.tracker });
    const metrics = createMetrics({ tracker: ask.tracker, release: '1', deliverer, open: () => 0 });
    await addWatch(ask.tracker, { actor: 'tests' }, { url: 'http://127.0.0.1/', filters: {} });
    const seq = numbersIn(await metrics.text()).get('trade_disputes_ledger_last_seq');
    expect(numbersIn(await metrics.text()).get('trade_disputes_watches{state="failing"}')).toBe(0);
    const { recorded } = await recordStatusChanges(ask.tracker, { actor: 'tests' }, 'cn-jp-aquatic-2025', [
      change('suspended', '2026-12-01'),
    ]);
    expect(recorded[0]?.seq).toBeGreaterThan(seq ?? 0);
    await deliverer.deliver();
    const numbers = numbersIn(await metrics.text());
    expect(numbers.get('trade_disputes_watches{state="active"}')).toBe(1);
    expect(numbers.get('trade_disputes_watches{state="failing"}')).toBe(1);
    expect(numbers.get('trade_disputes_watch_attempts_total{result="failed"}')).toBe(1);
    expect(numbers.get('trade_disputes_watch_attempts_total{result="delivered"}')).toBe(0);
  });

  it('are text that Prometheus reads', async () => {
    const answer = await send('/metrics');
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await answer.text();
    expect(text.endsWith('\n')).toBe(true);
    for (const line of text.trimEnd().split('\n'))
      expect(line).toMatch(/^(?:# (?:HELP|TYPE) \w+ .+|\w+(?:\{\w+="[^"]*"(?:,\w+="[^"]*")*\})? (?:-?[\d.]+(?:e[+-]?\d+)?|Nan|\+Inf))$|^$/);
  });

  it('count requests by the pattern of their route, however many ids were asked, and by status', async () => {
    const key = (route: string, status: number, method = 'GET') =>
      `http_requests_total{method="${method}",route="${route}",status="${status}",by="process"}`;
    const before = await scrape();
    await send('/measures/cn-au-coal.json');
    await send('/measures/cn-au-wine-ad.json');
    await send('/measures/no-such-measure');
    await send('/nothing/here');
    await send('/bans?on=never');
    await send('/exporters', { method: 'POST' });
    await send('/bans', { method: 'DELETE' });
    const after = await scrape();
    const more = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    expect(more(key('/measures/{id}.json', 200))).toBe(2);
    expect(more(key('/measures/{id}', 404))).toBe(1);
    expect(more(key('none', 404))).toBe(1);
    expect(more(key('/bans', 400))).toBe(1);
    expect(more(key('/exporters', 401, 'POST'))).toBe(1);
    expect(more(key('none', 405, 'DELETE'))).toBe(1);
    expect([...after.keys()].filter((name) => name.includes('cn-au-coal'))).toEqual([]);
    expect(more('http_request_duration_seconds_count{method="GET",route="/measures/{id}.json"}')).toBe(2);
    expect(more('http_request_duration_seconds_bucket{le="+Inf",method="GET",route="/measures/{id}.json"}')).toBe(2);
  });

  it('say the state of the ledger, what runs, and how the process does', async () => {
    const [row] = await ask.execute('select seq, recorded_at from change_seq');
    const numbers = await scrape();
    expect(numbers.get('trade_disputes_ledger_last_seq')).toBe(row?.seq);
    expect(numbers.get('trade_disputes_ledger_recorded_at_seconds')).toBe(Date.parse(String(row?.recorded_at)) / 1000);
    expect(numbers.get('trade_disputes_database_up')).toBe(1);
    expect(numbers.get(`trade_disputes_build_info{release="1.2.3",node="${process.version}"}`)).toBe(1);
    expect(numbers.get('http_requests_open')).toBe(1);
    for (const name of ['process_resident_memory_bytes', 'process_start_time_seconds', 'nodejs_eventloop_lag_p99_seconds'])
      expect(numbers.get(name), name).toBeDefined();
  });

  it('count tokens that were refused', async () => {
    const wrong = () => send('/exporters', { method: 'POST', headers: { authorization: 'Bearer td_wrong' } });
    const statuses: number[] = [];
    for (let count = 0; count < 6; count++) statuses.push((await wrong()).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    const numbers = await scrape();
    expect(numbers.get('trade_disputes_tokens_refused_total{why="unknown"}')).toBe(5);
    expect(numbers.get('trade_disputes_tokens_refused_total{why="slowed_down"}')).toBe(1);
  });

  it('are not for who comes through a proxy', async () => {
    expect((await send('/metrics', { headers: { 'x-forwarded-for': '192.0.2.7' } })).status).toBe(403);
    expect((await send('/metrics', { headers: { forwarded: 'for=192.0.2.7' } })).status).toBe(403);
    expect((await ask.app.request('/metrics')).status).toBe(404);
  });

  it('are answered where the database is not, and say so', async () => {
    const store = { ...ask.tracker.store, read: () => Promise.reject(new TrackerError('unavailable', 'the database is gone')) };
    const metrics: Metrics = createMetrics({ tracker: createTracker(store), release: '1', open: () => 3 });
    const numbers = numbersIn(await metrics.text());
    expect(numbers.get('trade_disputes_database_up')).toBe(0);
    expect(numbers.get('http_requests_open')).toBe(3);
  });
});
