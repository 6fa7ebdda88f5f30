// Writes the JSON Schema of a dispute file for editors, from the Zod schema that checks it. Usage: npx tsx scripts/write-schema.ts
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { DisputeDocument } from '../src/dataset/schema.ts';

/** The schema as text; a test holds the committed file to it. */
export function disputeSchema(): string {
  const schema = z.toJSONSchema(DisputeDocument, { io: 'input', target: 'draft-2020-12', reused: 'ref' });
  return `${JSON.stringify(schema, null, 2)}\n`;
}

if (process.argv[1]?.endsWith('write-schema.ts'))
  writeFileSync(new URL('../src/dataset/dispute.schema.json', import.meta.url), disputeSchema());
