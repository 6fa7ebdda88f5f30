import { type Command, Option } from 'commander';
import * as z from 'zod';
import { recordKind } from '../lookups/known.ts';
import type { Tracker } from '../lookups/tracker.ts';
import { coveragesBodyOf } from '../things/coverage.ts';
import { DisputeBody } from '../things/dispute.ts';
import { DutyRuleBody } from '../things/duty-rule.ts';
import { SourceBody } from '../things/entry.ts';
import { LinkBody } from '../things/link.ts';
import { MeasureBody } from '../things/measure.ts';
import { MilestoneBody } from '../things/milestone.ts';
import type { ProposedCall } from '../things/proposal.ts';
import { QuotaBody } from '../things/quota.ts';
import { rateTablesBodyOf } from '../things/rate-table.ts';
import { AreaBody, ExporterBody, JurisdictionBody, ProductBody, WtoCaseBody } from '../things/register.ts';
import { unwrapped } from '../things/scalars.ts';
import type { Environment } from './environment.ts';
import {
  collect,
  type GivenOptions,
  jsonOf,
  kebab,
  readBody,
  readJsonFile,
  textOrJson,
  UsageError,
  type WriteOptions,
  withValues,
  writeOptions,
} from './options.ts';
import { carryOut } from './record.ts';

/** A field that holds a list: the option for one of its items, and how that is read. */
interface ListField {
  option: string;
  help: string;
  read: (text: string, option: string) => unknown;
}

const asText = (text: string): string => text;

/** Something that can be put into the register. */
interface Thing {
  name: string;
  summary: string;
  example: string;
  body: z.ZodObject;
  /** Lists, whose options may be repeated, by their fields. */
  lists: Readonly<Record<string, ListField>>;
  /** The call that registers it. */
  path: string;
}

/** Adds `add`: measures, disputes, exporters, sources, WTO cases, products, jurisdictions and areas for the register, and statements about measures. */
export function addRegister(program: Command, environment: Environment): void {
  const add = program
    .command('add')
    .summary(
      'register a measure, dispute, exporter, source, WTO case, product, jurisdiction or area; state coverage, rates, milestones, links, quotas, duty rules',
    )
    .description('Puts something into the register, or records a statement about a measure.');
  addThing(add, environment, {
    name: 'measure',
    summary: 'one legally distinct act of one imposing jurisdiction, with what it covers and its history if they are known',
    example: `add measure --id cn-xx-ban --kind ban --type import_ban --title 'Ban on apples' --imposed-by CN \\
    --coverage '{"effective_on": "2026-01-05", "scopes": [{"partners": ["NZ"], "goods": ["080810"]}], "unsourced": true}' \\
    --status-change '{"status": "in_force", "effective_on": "2026-01-05", "unsourced": true}'`,
    body: MeasureBody,
    lists: {
      legal_instruments: { option: 'legal-instrument', help: 'its identifier, or JSON with identifier and url', read: readInstrument },
      coverage: { option: 'coverage', help: 'JSON or @FILE with effective_on, scopes and sources (or unsourced)', read: jsonOf },
      status_changes: {
        option: 'status-change',
        help: 'JSON or @FILE with status, effective_on and sources (or unsourced)',
        read: jsonOf,
      },
      rate_tables: { option: 'rate-table', help: 'JSON or @FILE with effective_on, rates and sources (or unsourced)', read: jsonOf },
    },
    path: '/measures',
  });
  addThing(add, environment, {
    name: 'dispute',
    summary: 'a trade dispute, which groups measures',
    example: `add dispute --id cn-nz-apples --title 'Apples' --party CN --party NZ`,
    body: DisputeBody,
    lists: { parties: { option: 'party', help: 'a jurisdiction, or * for all', read: asText } },
    path: '/disputes',
  });
  addThing(add, environment, {
    name: 'exporter',
    summary: 'a company that measures name',
    example: `add exporter --id acme --name 'Acme Motors' --home CN --alias 'Acme (Shanghai)'`,
    body: ExporterBody,
    lists: { aliases: { option: 'alias', help: 'another name', read: asText } },
    path: '/exporters',
  });
  addThing(add, environment, {
    name: 'source',
    summary: 'a page or a document that entries cite',
    example: `add source --id mofcom-2026-1 --publisher MOFCOM --title 'Announcement No. 1 of 2026' --kind official`,
    body: SourceBody,
    lists: {},
    path: '/sources',
  });
  addThing(add, environment, {
    name: 'wto-case',
    summary: 'a case at the World Trade Organization',
    example: 'add wto-case --id DS999 --complainant NZ --respondent CN',
    body: WtoCaseBody,
    lists: {},
    path: '/wto-cases',
  });
  addThing(add, environment, {
    name: 'product',
    summary: 'what goods of an HS code are called: a name, and the words that people use',
    example: `add product --code 030771 --revision 'HS 2022' --word geoduck --word Panopea`,
    body: ProductBody,
    lists: { words: { option: 'word', help: 'a word that people use, in any language', read: asText } },
    path: '/products',
  });
  addThing(add, environment, {
    name: 'jurisdiction',
    summary: 'an economy that imposes measures or is affected by them, also one that is no more',
    example: `add jurisdiction --code SU --name 'Soviet Union' --kind state --alias USSR --exists-from 1922-12-30 --exists-until 1991-12-26`,
    body: JurisdictionBody,
    lists: {
      aliases: { option: 'alias', help: 'another name', read: asText },
      areas: { option: 'area', help: 'JSON with code and name', read: jsonOf },
      members: { option: 'member', help: 'of a union: JSON with member, joined_on and left_on', read: jsonOf },
    },
    path: '/jurisdictions',
  });
  addThing(add, environment, {
    name: 'area',
    summary: 'an area of a jurisdiction, which the beginning of its code names',
    example: `add area --code NZ-AUK --name 'Auckland'`,
    body: AreaBody,
    lists: {},
    path: '/areas',
  });
  addStatements(add, environment);
}

function addThing(add: Command, environment: Environment, thing: Thing): void {
  const command = add.command(thing.name).summary(thing.summary).description(`Registers ${thing.summary}.`);
  const fields: Option[] = Object.entries(thing.body.shape).map(([field, schema]) =>
    fieldOption(field, schema as z.ZodType, thing.lists[field]),
  );
  for (const option of fields) command.addOption(option);
  command
    .option('--json <file>', 'everything in one JSON file, or - for stdin, instead of the options above')
    .addHelpText('after', `\nExample:\n  trade-disputes ${thing.example}`);
  const optionOf = (field: string): string => `--${thing.lists[field]?.option ?? kebab(field)}`;
  writeOptions(command).action(async (options: GivenOptions & WriteOptions & { json?: string }) => {
    const given = fields.filter((option) => options[option.attributeName()] !== undefined);
    if (options.json !== undefined && given[0]) throw new UsageError(`--json holds everything: leave out ${given[0].long}`);
    const input = options.json === undefined ? fromOptions(thing, options) : await readJsonFile(environment, options.json);
    readBody(thing.body, input, options.json === undefined ? optionOf : undefined);
    await carryOut(environment, options, () => ({ method: 'POST', path: thing.path, body: input as ProposedCall['body'] }));
  });
}

function fieldOption(field: string, schema: z.ZodType, list: ListField | undefined): Option {
  if (list) return new Option(`--${list.option} <value>`, `${list.help}; may be repeated`).argParser(collect);
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodEnum)
    return withValues(new Option(`--${kebab(field)} <value>`, `one of: ${inner.options.join(', ')}`), inner.options.map(String));
  return new Option(
    `--${kebab(field)} <value>`,
    inner instanceof z.ZodObject ? `JSON or @FILE with ${Object.keys(inner.shape).join(', ')}` : '',
  );
}

function fromOptions(thing: Thing, options: GivenOptions): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [field, schema] of Object.entries(thing.body.shape)) {
    const list = thing.lists[field];
    const option = fieldOption(field, schema as z.ZodType, list);
    const value = options[option.attributeName()];
    if (value === undefined) continue;
    const name = option.long ?? field;
    if (list && Array.isArray(value)) body[field] = value.flatMap((item) => list.read(String(item), name));
    else body[field] = unwrapped(schema as z.ZodType) instanceof z.ZodObject ? jsonOf(String(value), name) : value;
  }
  return body;
}

function readInstrument(text: string, option: string): unknown {
  const read = textOrJson(text, option);
  return typeof read === 'string' ? { identifier: read } : read;
}

/** The address of the call that records a statement about what an id names. */
type PathOf<Body> = (id: string, body: Body, tracker: Tracker) => string | Promise<string>;
const ofMeasure = (part: string) => (id: string) => `/measures/${encodeURIComponent(id)}/${part}`;

/** Adds to `add` what is stated about a measure: its scopes nest, so that each is given as JSON. */
function addStatements(add: Command, environment: Environment): void {
  const statement = <Body extends z.ZodType>(
    name: string,
    summary: string,
    example: string,
    schema: Body | ((input: unknown) => Body),
    pathOf: PathOf<z.output<Body>>,
  ): void => {
    const command = add
      .command(name)
      .summary(summary)
      .description(
        `Records ${summary}. The body is the same as over HTTP: who, goods and companies stand in it as codes and ids, not as names.`,
      )
      .argument('<id>', name === 'milestone' ? 'a measure or a dispute' : 'a measure')
      .argument('[json]', 'the body: JSON, or @FILE')
      .option('--json <file>', 'the body in a JSON file, or - for stdin')
      .addHelpText('after', `\nExample:\n  trade-disputes add ${name} ${example}`);
    writeOptions(command).action(async (id: string, json: string | undefined, options: WriteOptions & { json?: string }) => {
      if ((json === undefined) === (options.json === undefined))
        throw new UsageError('give the body once: as JSON after the id, or with --json FILE');
      const input = json === undefined ? await readJsonFile(environment, options.json ?? '-') : jsonOf(json, 'json');
      const body = readBody(typeof schema === 'function' ? schema(input) : schema, input);
      await carryOut(environment, options, async (tracker) => {
        return { method: 'POST', path: await pathOf(id, body, tracker), body: input as ProposedCall['body'] };
      });
    });
  };

  statement(
    'coverage',
    'what a measure covers from a day on: whole (scopes), or what changes against the coverage of that day (set, remove)',
    `cn-au-timber '{"effective_on": "2020-11-11", "scopes": [{"partners": ["AU-QLD", "AU-VIC"], "goods": ["4403"]}], "unsourced": true}'`,
    coveragesBodyOf,
    ofMeasure('coverage'),
  );
  statement(
    'rates',
    'the rates of a tariff from a day on: whole (rates), or what changes against the rates of that day (set, remove)',
    `cn-au-barley-ad '{"effective_on": "2020-05-19", "rates": [{"expression": "73.6%"}], "sources": ["ctm-barley"]}'
  trade-disputes add rates eu-cn-bev-cvd '{"effective_on": "2027-01-01", "set": [{"scope": {"exporters": ["tesla"]}, "expression": "9%"}], "unsourced": true}'`,
    rateTablesBodyOf,
    ofMeasure('rate-tables'),
  );
  statement(
    'milestone',
    'something that happened and changed no status, coverage or rate',
    `eu-cn-bev-cvd '{"type": "vote", "happened_on": "2024-10-04", "title": "Member states vote", "unsourced": true}'`,
    MilestoneBody,
    async (id, _body, tracker) =>
      `${(await recordKind(tracker, id)) === 'dispute' ? '/disputes' : '/measures'}/${encodeURIComponent(id)}/milestones`,
  );
  statement(
    'link',
    'how a measure is linked to another, to a dispute or to a WTO case',
    `cn-eu-brandy-ad '{"type": "retaliates_against", "to": "eu-cn-bev-cvd", "unsourced": true}'`,
    LinkBody,
    ofMeasure('links'),
  );
  statement(
    'quota',
    'a quota of a measure',
    `cn-beef-safeguard-2026 '{"period": "2026", "quantity": "205000", "unit": "t", "scope": {"partners": ["AU"]}, "unsourced": true}'`,
    QuotaBody,
    ofMeasure('quotas'),
  );
  statement(
    'duty-rule',
    'how a tariff combines with others',
    `cn-au-wine-cvd '{"type": "not_levied_with", "measure": "cn-au-wine-cvd", "other_measure": "cn-au-wine-ad", "first_on": "2021-03-28", "unsourced": true}'`,
    DutyRuleBody,
    (id, { measure }) => {
      if (measure !== id) throw new UsageError(`"${measure}" in the body is not the measure "${id}" that is named`);
      return '/duty-rules';
    },
  );
}
