import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

// Asks whether a server is alive, every 50 ms until told to end; then it says what it saw.

const health = { asked: 0, slowest: 0, failed: 0, late: 0 };
let isOver = false;

/** How long one answer takes, in milliseconds; one that has not come after 30 s never comes. */
const ask = () =>
  new Promise((resolve) => {
    const begun = performance.now();
    const end = (isFine) => {
      health.failed += isFine ? 0 : 1;
      resolve(performance.now() - begun);
    };
    request(`${workerData.url}/healthz`, { agent: false, timeout: 30_000 }, (answer) => {
      answer.resume();
      answer.once('end', () => end(answer.statusCode === 200));
    })
      .on('timeout', function () {
        this.destroy(new Error('no answer'));
      })
      .on('error', () => end(false))
      .end();
  });

parentPort.on('message', () => {
  isOver = true;
});
while (!isOver) {
  health.slowest = Math.max(health.slowest, await ask());
  health.asked += 1;
  const due = performance.now() + 50;
  await sleep(50);
  health.late = Math.max(health.late, performance.now() - due);
}
parentPort.postMessage(health);
