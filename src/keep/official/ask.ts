import { TrackerError } from '../../domain/errors.ts';
import { IMPORT_MEBIBYTES, MEBIBYTE } from '../../things/imported.ts';

// Asks an official service. Whatever goes wrong is one sentence that names the address and what can be done instead.

const PATIENCE = 30_000;

const HINT = 'give the answer as a file (--file), or the address of another server (--address)';

/** An address without what was asked of it, which may be long. */
const placeOf = ({ origin, pathname }: URL): string => `${origin}${pathname}`;

/** Gets what an address answers. Throws `unavailable` where there is no network, no answer in time, another status than 200, or too much. */
async function ask(address: URL): Promise<Uint8Array> {
  const failed = (why: string): TrackerError => new TrackerError('unavailable', `${placeOf(address)} ${why}: ${HINT}`);
  const signal = AbortSignal.timeout(PATIENCE);
  let response: Response;
  try {
    response = await fetch(address, { signal, headers: { Accept: 'application/json', 'User-Agent': 'trade-disputes' } });
  } catch (error) {
    throw failed(reasonOf(error));
  }
  if (response.status !== 200) {
    await response.body?.cancel();
    throw failed(`answered ${response.status}${response.statusText === '' ? '' : ` ${response.statusText}`}`);
  }
  try {
    return await bodyOf(response, failed);
  } catch (error) {
    throw error instanceof TrackerError ? error : failed(reasonOf(error));
  }
}

async function bodyOf(response: Response, failed: (why: string) => TrackerError): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > IMPORT_MEBIBYTES * MEBIBYTE) throw failed(`answered with over ${IMPORT_MEBIBYTES} MiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** JSON that an address answers, as it came and as it was read. Throws as `ask`, and for what is no JSON object. */
export async function askJson(address: URL): Promise<{ bytes: Uint8Array; content: object }> {
  const bytes = await ask(address);
  const text = new TextDecoder().decode(bytes);
  const content = parsed(text);
  if (content !== null) return { bytes, content };
  const begins = text.trimStart().slice(0, 40).replace(/\s+/g, ' ');
  throw new TrackerError('unavailable', `${placeOf(address)} answered with what is no JSON object (it begins with "${begins}"): ${HINT}`);
}

function parsed(text: string): object | null {
  try {
    const content: unknown = JSON.parse(text);
    return typeof content === 'object' ? content : null;
  } catch {
    return null;
  }
}

/** What the network says, in words. */
const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'has no address on this network (ENOTFOUND)',
  EAI_AGAIN: 'has no address on this network for now (EAI_AGAIN)',
  ECONNREFUSED: 'takes no connections (ECONNREFUSED)',
  ECONNRESET: 'broke the connection off (ECONNRESET)',
  UND_ERR_SOCKET: 'broke the connection off',
};

function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `did not answer within ${PATIENCE / 1000} seconds`;
  const cause = (error as { cause?: { code?: unknown; message?: unknown; errors?: { code?: unknown }[] } }).cause;
  const code = cause?.code ?? cause?.errors?.[0]?.code;
  if (typeof code === 'string') return REASONS[code] ?? `can't be reached (${code})`;
  return `can't be reached (${String(cause?.message ?? (error as Error).message)})`;
}
