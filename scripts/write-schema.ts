// Writes the JSON Schema of a dispute file for editors, from the Zod schema that checks it. Usage: npx tsx scripts/write-schema.ts
import { writeFileSync } from 'node:fs';
import * as z from 'zod';
import { FromLists } from '../src/dataset/lists.ts';
import { DisputeDocument } from '../src/dataset/schema.ts';

/** What a list of the folder `lists` may stand in for. */
const FROM_LISTS = { codes: 'codes_from', partners: 'partners_from', rates: 'rates_from', quotas: 'quotas_from' } as const;

const { $schema: _dialect, ...fromList } = z.toJSONSchema(FromLists, { io: 'input', target: 'draft-2020-12' });

/** The schema as text; a test holds the committed file to it. */
export function disputeSchema(): string {
  const schema = z.toJSONSchema(DisputeDocument, {
    io: 'input',
    target: 'draft-2020-12',
    reused: 'ref',
    override: ({ jsonSchema: { properties, required }, jsonSchema }) => {
      for (const [field, from] of Object.entries(FROM_LISTS))
        if (properties?.[field]) {
          properties[from] = fromList;
          if (required) jsonSchema.required = required.filter((name) => name !== field);
        }
    },
  });
  return `${JSON.stringify(schema, null, 2)}\n`;
}

if (process.argv[1]?.endsWith('write-schema.ts'))
  writeFileSync(new URL('../src/dataset/dispute.schema.json', import.meta.url), disputeSchema());
