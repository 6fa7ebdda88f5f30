import { EXPORTED_TABLES, SCHEMA_VERSION, type State, tableShape } from '../db/transfer.ts';
import { ATTRIBUTION, DATA_LICENCE } from '../things/licence.ts';
import { fileOf } from './manifest.ts';

/** A table of an export for programs that read tabular data packages: its fields, their types, its key and what it points to. */
function resourceOf(name: (typeof EXPORTED_TABLES)[number]) {
  const { columns, key, references } = tableShape(name);
  return {
    name: name.replaceAll('_', '-'),
    path: fileOf(name),
    profile: 'tabular-data-resource',
    format: 'csv',
    mediatype: 'text/csv',
    encoding: 'utf-8',
    dialect: { delimiter: ',', lineTerminator: '\r\n', quoteChar: '"', doubleQuote: true, header: true },
    schema: {
      fields: columns.map(({ name: field, number, required, values }) => ({
        name: field,
        type: number ? 'integer' : 'string',
        ...((required || values) && { constraints: { ...(required && { required: true }), ...(values && { enum: values }) } }),
      })),
      missingValues: [''],
      primaryKey: key,
      ...(references.length > 0 && {
        foreignKeys: references.map(({ columns: fields, table, foreign }) => ({
          fields,
          reference: { resource: table === name ? '' : table.replaceAll('_', '-'), fields: foreign },
        })),
      }),
    },
  };
}

/** An export as a tabular data package (Frictionless). It holds no clock: the same state gives the same bytes. */
export const dataPackageText = ({ seq, head_seq, head_hash }: State): string =>
  `${JSON.stringify(
    {
      profile: 'tabular-data-package',
      name: 'trade-disputes',
      title: 'Trade disputes: tariffs and bans from first threat to final lifting, with every claim’s source',
      description: `The whole ledger and its register, as an import takes it. ${ATTRIBUTION}. manifest.json has the rows and the sha256 of each file.`,
      version: `${SCHEMA_VERSION}.0.${seq}`,
      licenses: [{ name: DATA_LICENCE.identifier, title: DATA_LICENCE.name, path: DATA_LICENCE.url }],
      sources: [
        {
          title: 'Official acts and reports: each row of citations.csv names the source of an entry, and sources.csv has it',
          path: fileOf('sources'),
        },
      ],
      last_seq: seq,
      head_seq,
      head_hash,
      resources: EXPORTED_TABLES.map(resourceOf),
    },
    null,
    2,
  )}\n`;
