import type { Readable, Writable } from 'node:stream';
import { type CallToolResult, createMcpHandler, type McpHttpHandler, McpServer } from '@modelcontextprotocol/server';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import { type Asked, answerTool, type ToolAnswer } from './answers.ts';
import { argumentsOf, HOW_TO_READ, TOOLS, type Tool } from './tools.ts';

// The tools over the Model Context Protocol. Loaded only when somebody speaks it.

const INSTRUCTIONS = [
  'A ledger of what governments do to each other’s trade: every tariff and ban from first threat to final lifting, every claim with its source.',
  'Words are understood where codes are (China, Hokkaido, scallops); `took` in the answer says which codes were taken.',
  ...HOW_TO_READ,
  'Cite `permalink`, which answers the same for ever, and the sources in `cited`. The data may be used under CC BY 4.0.',
].join('\n');

/** A schema that describes the arguments and lets all pass: they are checked where every question is, in its words. */
const described = ({ shape }: Tool) => {
  const schema = (): Record<string, unknown> => argumentsOf(shape);
  return {
    '~standard': {
      version: 1,
      vendor: 'trade-disputes',
      validate: (value: unknown) => ({ value }),
      jsonSchema: { input: schema, output: schema },
    },
  } as const;
};

const SCHEMAS = TOOLS.map((tool) => ({ tool, schema: described(tool) }));

/** A server for one request, or for one connection: it keeps nothing. */
function serverOf(asked: Asked, release: string): McpServer {
  const server = new McpServer({ name: 'trade-disputes', title: 'Trade disputes', version: release }, { instructions: INSTRUCTIONS });
  for (const { tool, schema } of SCHEMAS) {
    const { name, title, description } = tool;
    server.registerTool(
      name,
      { title, description, inputSchema: schema, annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false } },
      async (args: unknown) => resultOf(await answerTool(asked, tool, args)),
    );
  }
  return server;
}

function resultOf(answer: ToolAnswer): CallToolResult {
  if (!answer.ok) return { isError: true, content: [{ type: 'text', text: answer.problem }] };
  return { content: [{ type: 'text', text: JSON.stringify(answer.body) }], structuredContent: { ...answer.body } };
}

/** Answers requests of streamable HTTP, each by itself: there are no sessions. */
export const overHttp = (asked: Omit<Asked, 'origin'>, release: string, onError: (error: Error) => void): McpHttpHandler =>
  createMcpHandler(
    ({ requestInfo }) => serverOf({ ...asked, origin: requestInfo === undefined ? '' : new URL(requestInfo.url).origin }, release),
    // Nothing is announced, so nobody keeps a stream open to hear of it.
    { responseMode: 'json', maxSubscriptions: 0, keepAliveMs: 0, onerror: onError },
  );

/** Serves one assistant over its own pipes, until it closes them. */
export async function overStdio(
  asked: Asked,
  release: string,
  { stdin, stdout, onError }: { stdin: Readable; stdout: Writable; onError: (error: Error) => void },
): Promise<void> {
  const closed = new Promise((resolve) => {
    for (const event of ['end', 'close']) stdin.once(event, resolve);
  });
  const { close } = serveStdio(() => serverOf(asked, release), { transport: new StdioServerTransport(stdin, stdout), onerror: onError });
  await closed;
  await close();
}
