import type { Readable, Writable } from 'node:stream';
import { type CallToolResult, createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import * as z from 'zod';
import { originOf } from '../address.ts';
import type { Log } from '../context.ts';
import { reasonOf } from '../errors.ts';
import { type Answerer, answerTool, type ToolAnswer } from './answers.ts';
import { PROPOSING_TOOLS } from './proposing.ts';
import { argumentsOf, HOW_TO_READ, TOOLS } from './tools.ts';

// The tools over the Model Context Protocol. Loaded only when somebody speaks it.

const INSTRUCTIONS = [
  'A ledger of what governments do to each other’s trade: every tariff and ban from first threat to final lifting, every claim with its source.',
  'Words are understood where codes are (China, Hokkaido, wine); `took` in the answer says which codes were taken.',
  ...HOW_TO_READ,
  'Cite `permalink`, which answers the same for ever, and the sources in `cited`. The data may be used under CC BY 4.0.',
].join('\n');

/** A schema that describes the arguments and lets all pass: they are checked where every question is, in its words. */
const described = (schema: () => Record<string, unknown>) => {
  return {
    '~standard': {
      version: 1,
      vendor: 'trade-disputes',
      validate: (value: unknown) => ({ value }),
      jsonSchema: { input: schema, output: schema },
    },
  } as const;
};

/** Who is told of what goes wrong beside the answers. */
interface Report {
  /** The tracker could not do what was asked. */
  failed(error: Error): void;
  /** A message was not understood, or its sender has left. */
  refused(error: Error): void;
}

/** Tells it to a log. */
export const reportTo = (log: Log): Report => ({
  failed: (error) => log.error('a question of an assistant failed', { error: reasonOf(error) }),
  refused: (error) => log.debug('a message of an assistant was refused', { error: error.message }),
});

/** What an assistant is told of a failure that is none of its own. */
const FAILED: ToolAnswer = { ok: false, problem: 'the tracker failed over this question: its log says why' };

const QUESTIONS = TOOLS.map(({ name, title, description, shape, ...tool }) => ({
  ...{ name, title, description, readOnly: true, schema: described(() => argumentsOf(shape)) },
  answer: (asked: Answerer, args: unknown) => answerTool(asked, { name, title, description, shape, ...tool }, args),
}));
const PROPOSALS = PROPOSING_TOOLS.map(({ input, ...tool }) => {
  const { $schema: _schema, ...schema } = z.toJSONSchema(input, { io: 'input' });
  return { ...tool, schema: described(() => schema) };
});

/** A server for one request, or for one connection: it keeps nothing. */
function serverOf(asked: Answerer, release: string, { failed }: Report): McpServer {
  const server = new McpServer({ name: 'trade-disputes', title: 'Trade disputes', version: release }, { instructions: INSTRUCTIONS });
  for (const { name, title, description, readOnly, schema, answer } of [...QUESTIONS, ...(asked.proposer ? PROPOSALS : [])]) {
    const annotations = { readOnlyHint: readOnly, idempotentHint: readOnly, destructiveHint: false, openWorldHint: false };
    server.registerTool(name, { title, description, inputSchema: schema, annotations }, async (args: unknown) =>
      resultOf(
        await answer(asked, args).catch((error: unknown) => {
          failed(error as Error);
          return FAILED;
        }),
      ),
    );
  }
  return server;
}

function resultOf(answer: ToolAnswer): CallToolResult {
  if (!answer.ok) return { isError: true, content: [{ type: 'text', text: answer.problem }] };
  return { content: [{ type: 'text', text: JSON.stringify(answer.body) }], structuredContent: { ...answer.body } };
}

/** Answers requests of streamable HTTP, each by itself and each with who may propose by it: there are no sessions. */
export function overHttp(asked: Omit<Answerer, 'origin' | 'proposer'>, release: string, report: Report) {
  const { fetch } = createMcpHandler(
    ({ requestInfo, authInfo }) => {
      const proposer = authInfo?.extra?.proposer as Answerer['proposer'];
      return serverOf({ ...asked, origin: requestInfo === undefined ? '' : originOf(requestInfo), proposer }, release, report);
    },
    // Nothing is announced, so nobody keeps a stream open to hear of it.
    { responseMode: 'json', maxSubscriptions: 0, keepAliveMs: 0, onerror: report.refused },
  );
  return (request: Request, proposer: Answerer['proposer']): Promise<Response> =>
    // What comes with a request reaches its tools only so. The token is looked at by the tool that needs one.
    fetch(request, { authInfo: { token: '', clientId: '', scopes: [], extra: { proposer } } });
}

/** Serves one assistant over its own pipes, until it closes them. */
export async function overStdio(
  asked: Answerer,
  release: string,
  { stdin, stdout }: { stdin: Readable; stdout: Writable },
  report: Report,
): Promise<void> {
  const closed = new Promise((resolve) => {
    for (const event of ['end', 'close']) stdin.once(event, resolve);
  });
  const { close } = serveStdio(() => serverOf(asked, release, report), {
    transport: new StdioServerTransport(stdin, stdout),
    onerror: report.refused,
  });
  await closed;
  await close();
}
