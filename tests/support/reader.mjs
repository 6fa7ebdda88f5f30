// A thread that answers questions as slowly as they ask for.
import { parentPort, threadId } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const { answerRequests } = await import('../../src/server/reader.ts');

let cancelled = 0;
answerRequests(parentPort, {
  fetch: async (request, wire) => {
    const { pathname } = new URL(request.url);
    wire.seen = { route: pathname.replace(/^\/some\/.*/, '/some/{id}') };
    if (pathname === '/busy') for (;;);
    if (pathname === '/crash') process.exit(1);
    if (pathname === '/wrong') throw new Error('it went wrong');
    if (pathname === '/wait') await new Promise((resolve) => setTimeout(resolve, 300));
    if (pathname === '/late') {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const cancel = () => {
        cancelled += 1;
      };
      return new Response(new ReadableStream({ pull: (body) => body.enqueue(new Uint8Array(10)), cancel }));
    }
    if (pathname === '/cancelled') return Response.json(cancelled);
    if (pathname === '/long') {
      wire.trailer('x-row-count', '1001');
      const pieces = Array.from({ length: 1000 }, (_, index) => `${index}\n`.padEnd(1000, '.'));
      return new Response(
        ReadableStream.from(
          (async function* () {
            for (const piece of pieces) yield new TextEncoder().encode(piece);
          })(),
        ),
      );
    }
    if (pathname === '/broken')
      return new Response(
        ReadableStream.from(
          (async function* () {
            yield new TextEncoder().encode('a beginning');
            throw new Error('the end is missing');
          })(),
        ),
      );
    const sent = request.body === null ? null : (await request.text()).length;
    return Response.json(
      { path: pathname, thread: threadId, from: request.headers.get('x-from'), sent },
      { status: 203, headers: { 'x-own': 'yes', 'x-request-id': wire.requestId } },
    );
  },
});
