import { z } from '@hono/zod-openapi';
import { type Command, Option } from 'commander';
import { SourceBody } from '../contract/entries.ts';
import { DisputeBody, ExporterBody, MeasureBody, WtoCaseBody } from '../contract/register.ts';
import { addDispute, addExporter, addMeasure, addSource, addWtoCase } from '../tracker/register.ts';
import type { Tracker } from '../tracker/tracker.ts';
import type { WriteContext } from '../tracker/write.ts';
import { withTracker } from './database.ts';
import type { Environment } from './environment.ts';
import { printRows } from './formats.ts';
import { readBody, readJson, readJsonFile, textOrJson } from './input.ts';
import { collect, type Given, kebab } from './parameters.ts';
import { printRecorded } from './recorded-output.ts';
import { addStatements } from './statements.ts';
import { UsageError } from './usage-error.ts';
import { noteDryRun, type WriteOptions, writeContext, writeOptions } from './write-options.ts';

/** A field that holds a list: the option for one of its items, and how that is read. */
interface ListField {
  option: string;
  help: string;
  read: (text: string, option: string) => unknown;
}

const asText = (text: string): string => text;

/** Something that can be put into the register. */
interface Thing<Body extends z.ZodType> {
  name: string;
  summary: string;
  example: string;
  body: Body;
  shape: z.ZodRawShape;
  /** Lists, whose options may be repeated, by their fields. */
  lists: Readonly<Record<string, ListField>>;
  add: (environment: Environment, options: WriteOptions, tracker: Tracker, context: WriteContext, body: z.output<Body>) => Promise<void>;
}

/** Adds `add`: measures, disputes, exporters, sources and WTO cases for the register, and statements about measures. */
export function addRegister(program: Command, environment: Environment): void {
  const add = program
    .command('add')
    .summary('register a measure, dispute, exporter, source or WTO case; state coverage, rates, milestones, links, quotas, duty rules')
    .description('Puts something into the register, or records a statement about a measure.');
  addThing(add, environment, {
    name: 'measure',
    summary: 'one legally distinct act of one imposing jurisdiction, with what it covers and its history if they are known',
    example: `add measure --id cn-xx-ban --kind ban --type import_ban --title 'Ban on apples' --imposed-by CN \\
    --coverage '{"effective_on": "2026-01-05", "scopes": [{"partners": ["NZ"], "goods": ["080810"]}], "unsourced": true}' \\
    --status-change '{"status": "in_force", "effective_on": "2026-01-05", "unsourced": true}'`,
    body: MeasureBody,
    shape: MeasureBody.shape,
    lists: {
      legal_instruments: { option: 'legal-instrument', help: 'its identifier, or JSON with identifier and url', read: readInstrument },
      coverage: { option: 'coverage', help: 'JSON or @FILE with effective_on, scopes and sources (or unsourced)', read: readJson },
      status_changes: {
        option: 'status-change',
        help: 'JSON or @FILE with status, effective_on and sources (or unsourced)',
        read: readJson,
      },
    },
    add: async (environment, options, tracker, context, body) =>
      printRecorded(environment, options, await addMeasure(tracker, context, body)),
  });
  addThing(add, environment, {
    name: 'dispute',
    summary: 'a named quarrel, which groups measures',
    example: `add dispute --id cn-nz-apples --title 'Apples' --party CN --party NZ`,
    body: DisputeBody,
    shape: DisputeBody.shape,
    lists: { parties: { option: 'party', help: 'a jurisdiction, or * for all', read: asText } },
    add: registered(addDispute),
  });
  addThing(add, environment, {
    name: 'exporter',
    summary: 'a company that measures name',
    example: `add exporter --id acme --name 'Acme Motors' --home CN --alias 'Acme (Shanghai)'`,
    body: ExporterBody,
    shape: ExporterBody.shape,
    lists: { aliases: { option: 'alias', help: 'another name', read: asText } },
    add: registered(addExporter),
  });
  addThing(add, environment, {
    name: 'source',
    summary: 'a page or a document that entries cite',
    example: `add source --id mofcom-2026-1 --publisher MOFCOM --title 'Announcement No. 1 of 2026' --kind official`,
    body: SourceBody,
    shape: SourceBody.shape,
    lists: {},
    add: registered(addSource),
  });
  addThing(add, environment, {
    name: 'wto-case',
    summary: 'a case at the World Trade Organization',
    example: 'add wto-case --id DS999 --complainant NZ --respondent CN',
    body: WtoCaseBody,
    shape: WtoCaseBody.shape,
    lists: {},
    add: registered(addWtoCase),
  });
  addStatements(add, environment);
}

const registered =
  <Body>(add: (tracker: Tracker, context: WriteContext, body: Body) => Promise<{ id: string }>) =>
  async (environment: Environment, options: WriteOptions, tracker: Tracker, context: WriteContext, body: Body): Promise<void> => {
    const row = await add(tracker, context, body);
    await printRows(environment, options.format, {
      rows: [row],
      columns: ['id'],
      body: { ...row, ...(options.dryRun && { dry_run: true }) },
    });
    await noteDryRun(environment, options);
  };

function addThing<Body extends z.ZodType>(add: Command, environment: Environment, thing: Thing<Body>): void {
  const command = add.command(thing.name).summary(thing.summary).description(`Registers ${thing.summary}.`);
  const fields: Option[] = Object.entries(thing.shape).map(([field, schema]) =>
    fieldOption(field, schema as z.ZodType, thing.lists[field]),
  );
  for (const option of fields) command.addOption(option);
  command
    .option('--json <file>', 'everything in one JSON file, or - for stdin, instead of the options above')
    .addHelpText('after', `\nExample:\n  trade-disputes ${thing.example}`);
  const optionOf = (field: string): string => `--${thing.lists[field]?.option ?? kebab(field)}`;
  writeOptions(command).action(async (options: Given & WriteOptions & { json?: string }) => {
    const given = fields.filter((option) => options[option.attributeName()] !== undefined);
    if (options.json !== undefined && given[0]) throw new UsageError(`--json holds everything: leave out ${given[0].long}`);
    const wholeBody = options.json !== undefined;
    const input = options.json === undefined ? fromOptions(thing, options) : await readJsonFile(environment, options.json, '--json');
    const body = readBody(thing.body, input, wholeBody ? (field) => field : optionOf);
    const context = writeContext(environment, options);
    await withTracker(environment, options, 'needs', (tracker) => thing.add(environment, options, tracker, context, body));
  });
}

function fieldOption(field: string, schema: z.ZodType, list: ListField | undefined): Option {
  if (list) return new Option(`--${list.option} <value>`, `${list.help}; may be repeated`).argParser(collect);
  const inner = plain(schema);
  if (inner instanceof z.ZodEnum) return new Option(`--${kebab(field)} <value>`, `one of: ${inner.options.join(', ')}`);
  return new Option(
    `--${kebab(field)} <value>`,
    inner instanceof z.ZodObject ? `JSON or @FILE with ${Object.keys(inner.shape).join(', ')}` : '',
  );
}

/** A schema without what makes it optional. */
function plain(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? plain(schema.unwrap() as z.ZodType) : schema;
}

function fromOptions(thing: Thing<z.ZodType>, options: Given): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [field, schema] of Object.entries(thing.shape)) {
    const list = thing.lists[field];
    const option = fieldOption(field, schema as z.ZodType, list);
    const value = options[option.attributeName()];
    if (value === undefined) continue;
    const name = option.long ?? field;
    if (list && Array.isArray(value)) body[field] = value.flatMap((item) => list.read(String(item), name));
    else body[field] = plain(schema as z.ZodType) instanceof z.ZodObject ? readJson(String(value), name) : value;
  }
  return body;
}

function readInstrument(text: string, option: string): unknown {
  const read = textOrJson(text, option);
  return typeof read === 'string' ? { identifier: read } : read;
}
