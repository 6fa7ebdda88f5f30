import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import type { MiddlewareHandler } from 'hono';
import { parseAccept } from 'hono/utils/accept';
import type { Env } from './context.ts';

// Not hono/compress: what a slow client has not taken yet would pile up in memory, a whole CSV of it.

const COMPRESSIBLE = /^(?:text\/(?:html|css|csv|calendar|plain)|image\/svg|application\/(?:[\w.-]+\+)?(?:json|xml|x-ndjson))/;
/** The ETag of a measure's JSON. */
const OF_MEASURE = /^"\d+-[0-9a-f]{12}"$/;

/**
 * Compresses pages and data for those who take that, piece by piece as they are made. The ETag of a measure's JSON is there for If-Match,
 * which takes no weak one: compressed it has a strong one of its own, "42-1fb480cf423c-gzip". All others are weak.
 */
export const compressAnswers: MiddlewareHandler<Env> = async (c, next) => {
  await next();
  const { body, headers } = c.res;
  if (body === null || c.req.method === 'HEAD' || !COMPRESSIBLE.test(headers.get('content-type') ?? '')) return;
  c.header('Vary', [headers.get('vary'), 'Accept-Encoding'].filter(Boolean).join(', '));
  if (!takesGzip(c.req.header('accept-encoding'))) return;
  c.res = new Response(ReadableStream.from(gzipped(body)) as ReadableStream<Uint8Array<ArrayBuffer>>, c.res);
  c.res.headers.delete('Content-Length');
  c.res.headers.set('Content-Encoding', 'gzip');
  const tag = c.res.headers.get('etag');
  if (tag === null) return;
  if (OF_MEASURE.test(tag)) c.res.headers.set('ETag', tag.replace(/"$/, '-gzip"'));
  else if (!tag.startsWith('W/')) c.res.headers.set('ETag', `W/${tag}`);
};

/** Does who sends this as `Accept-Encoding` take an answer that is compressed? */
export function takesGzip(accepted: string | null | undefined): boolean {
  if (!accepted) return false;
  const given = parseAccept(accepted);
  return Boolean((given.find(({ type }) => type === 'gzip') ?? given.find(({ type }) => type === '*'))?.q);
}

/** A body compressed. Each piece is sent when it is there; who does not take it is waited for, and who leaves ends the reading of it. */
async function* gzipped(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gzip = createGzip({ flush: constants.Z_SYNC_FLUSH });
  // Its errors arrive in the loop below.
  const flow = pipeline(Readable.from(body, { objectMode: false }), gzip).catch(() => undefined);
  try {
    yield* gzip as AsyncIterable<Uint8Array>;
  } finally {
    gzip.destroy();
    await flow;
  }
}
