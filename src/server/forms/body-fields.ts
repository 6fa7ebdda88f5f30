import * as z from 'zod';
import type { Rate } from '../../domain/ledger.ts';
import type { Scope } from '../../domain/scope.ts';
import { firstFew } from '../../domain/words.ts';
import type { CodeFinder, RecordNames } from '../../lookups/called.ts';
import type { BodyField, Widget } from '../../pages/recording/body-fields.tsx';
import type { FormProblem } from '../../pages/recording/form-state.ts';
import { DayText, JurisdictionCode, PartialDateText, unwrapped, WtoCaseId } from '../../things/scalars.ts';
import { ScopeBody } from '../../things/scope.ts';
import type { Given } from '../address.ts';
import { codesIn, instrumentLines, instrumentsIn, lookUp, noSuch, type Part, partsJoined, textLines, textOf } from './fields.ts';
import { ratesOfText, removedOfText, textOfRates } from './rate-rows.ts';
import { holds, scopeFields, scopePart, scopesFields, scopesPart } from './scope-fields.ts';

// The fields of a form out of the schema of a body, what they say as that body, and a body as fields.

/** What a field is that its schema alone does not tell: words for people, and what an id is of. */
const NAMED: Readonly<Record<string, Widget>> = {
  summary: 'long',
  terms: 'long',
  aliases: 'list',
  legal_instruments: 'instruments',
  parties: 'economies',
  dispute: 'dispute',
  group: 'exporter',
  measure: 'measure',
  other_measure: 'measure',
  others: 'measures',
  measures: 'measures',
  to: 'record',
  rates: 'rates',
  set: 'rates',
  remove: 'removed',
};

function widgetOf(name: string, given: z.ZodType): Widget {
  const schema = unwrapped(given);
  const named = NAMED[name];
  if (named !== undefined) return named;
  if (schema === ScopeBody) return 'scope';
  if (schema === JurisdictionCode) return 'economy';
  if (schema === PartialDateText || schema === DayText) return 'date';
  if (schema === WtoCaseId) return name === 'id' ? 'text' : 'wto_case';
  if (schema instanceof z.ZodEnum) return 'choice';
  if (schema instanceof z.ZodBoolean) return 'tick';
  if (schema instanceof z.ZodArray) {
    if (schema.element === ScopeBody) return 'scopes';
    if (schema.element instanceof z.ZodObject) return 'rows';
    return schema.element === JurisdictionCode ? 'economies' : 'list';
  }
  return 'text';
}

/** The fields for the fields of a body, in its order. `as`: those that this form fills in otherwise; null leaves one out. */
export function bodyFields(shape: z.ZodRawShape, as: Readonly<Record<string, Widget | null>> = {}): BodyField[] {
  return Object.entries(shape).flatMap(([name, given]): BodyField[] => {
    const schema = given as z.ZodType;
    const widget = as[name] === undefined ? widgetOf(name, schema) : as[name];
    if (widget === null) return [];
    const inner = unwrapped(schema);
    const terms = inner instanceof z.ZodEnum ? (inner.options as string[]) : [];
    const cells = widget === 'rows' && inner instanceof z.ZodArray ? bodyFields((inner.element as z.ZodObject).shape) : undefined;
    return [{ name, as: widget, required: !schema.safeParse(undefined).success, terms, ...(cells && { cells }) }];
  });
}

const RECORDS = {
  measure: ['measures', 'measure here'],
  dispute: ['disputes', 'dispute here'],
  wto_case: ['wto_cases', 'WTO case here: add it first'],
} as const satisfies Partial<Record<Widget, readonly [what: RecordNames, words: string]>>;

/** What a link leads to: a measure, a dispute or a WTO case. */
const anyRecord = (text: string, called: CodeFinder): string | undefined =>
  called.record('measures', text) ?? called.record('disputes', text) ?? called.record('wto_cases', text);

/** What a field says: the value for the body, undefined if it is blank, and what is wrong with it. */
interface Said {
  value: unknown;
  problems: readonly string[];
}

function saidBy({ name, as, cells = [] }: BodyField, fields: Given, called: CodeFinder): Said {
  const text = textOf(fields, name);
  const found = (find: (one: string) => string | undefined, what: string, nearly: (one: string) => string = () => ''): Said => {
    if (text === undefined) return { value: undefined, problems: [] };
    const { found: code, problem } = lookUp(() => find(text));
    return { value: code ?? text, problems: code === undefined ? [problem ?? noSuch(text, what, nearly)] : [] };
  };
  const list = (values: unknown[], problems: readonly string[] = []) => ({ value: values.length === 0 ? undefined : values, problems });
  switch (as) {
    case 'tick':
      return { value: fields[name]?.includes('true') ? true : undefined, problems: [] };
    case 'economy':
      return found(called.economy, 'economy here: add it first, or give its code', (one) => called.nearly('economy', one));
    case 'exporter':
      return found(called.exporter, 'company here: add it first', (one) => called.nearly('exporter', one));
    case 'measure':
    case 'dispute':
    case 'wto_case': {
      const [what, words] = RECORDS[as];
      return found((one) => called.record(what, one), words);
    }
    case 'record':
      return found((one) => anyRecord(one, called), 'measure, dispute or WTO case here');
    case 'economies': {
      const { codes, problems } = codesIn(
        text,
        (one) => (name === 'parties' && /^(?:\*|all)$/i.test(one) ? '*' : called.economy(one)),
        'economy here',
        (one) => called.nearly('economy', one),
      );
      return list(codes, problems);
    }
    case 'measures': {
      const all = textLines(text).map((line) => ({ line, ...lookUp(() => called.record('measures', line)) }));
      const [wrong] = all.filter(({ found }) => found === undefined);
      return list(
        all.map(({ line, found }) => found ?? line),
        wrong && [wrong.problem ?? `"${wrong.line}" is no measure here`],
      );
    }
    case 'list':
      return list(textLines(text));
    case 'instruments':
      return list(instrumentsIn(text));
    case 'rows': {
      const all = textLines(text).map((line) => rowOf(line, cells, called));
      const problems = all.flatMap((one, at) => one.problems.map((message) => `line ${at + 1}: ${message}`));
      return list(
        all.map(({ value }) => value),
        problems.length === 0 ? [] : [problems.slice(0, TOLD).join('; ')],
      );
    }
    case 'rates':
    case 'removed': {
      const { rows, problems } = (as === 'rates' ? ratesOfText : removedOfText)(text ?? '', called);
      return list(rows, problems.length === 0 ? [] : [firstFew(problems, TOLD).join('; ')]);
    }
    default:
      return { value: text, problems: [] };
  }
}

const TOLD = 5;

/** A line with `|` between what it says; the last cell takes the rest. */
function rowOf(line: string, cells: readonly BodyField[], called: CodeFinder): Said {
  const texts = line.split(/[|\t]/);
  const problems: string[] = [];
  const value: Record<string, unknown> = {};
  for (const [at, cell] of cells.entries()) {
    const text = at === cells.length - 1 ? texts.slice(at).join('|') : (texts[at] ?? '');
    const said = saidBy(cell, { [cell.name]: [text] }, called);
    if (said.value !== undefined) value[cell.name] = said.value;
    else if (cell.required) problems.push(`"${line}" lacks ${cell.name}`);
    problems.push(...said.problems);
  }
  return { value, problems };
}

/** What the fields say, as a body, with places below `path`. */
export function bodyPart(own: readonly BodyField[], fields: Given, called: CodeFinder): Part {
  return partsJoined(
    ...own.map((field): Part => {
      const { name, as } = field;
      if (as === 'scopes') return scopesPart(fields, `${name}_`, name, called);
      if (as === 'scope') {
        const part = scopePart(fields, { prefix: `${name}_` }, name, called);
        return {
          body: part === null ? {} : { [name]: part.body },
          places: part?.places ?? [[name, `${name}_goods`]],
          problems: part?.problems ?? [],
        };
      }
      const { value, problems } = saidBy(field, fields, called);
      return {
        body: value === undefined ? {} : { [name]: value },
        places: [[name, name]],
        problems: problems.map((message): FormProblem => ({ field: name, message })),
      };
    }),
  );
}

/** What is said of a thing as fields, by names where there are some. */
export const textsOfContent = (own: readonly BodyField[], content: Readonly<Record<string, unknown>>, called: CodeFinder): Given =>
  Object.fromEntries(
    own.flatMap(({ name, as, cells }) => {
      const value = content[name];
      if (value === undefined || value === null) return [];
      const words = typeof value === 'object' && 'description' in value ? value.description : value;
      return [[name, [textOfValue(as, words, called, cells) ?? '']] as const];
    }),
  );

/** A body as fields, by names where there are some; null if it says more than they can hold. */
export function fieldsOfBody(own: readonly BodyField[], body: Readonly<Record<string, unknown>>, called: CodeFinder): Given | null {
  const filled: Record<string, readonly string[]> = {};
  for (const { name, as } of own) {
    const value = body[name];
    if (value === undefined || value === null) continue;
    if (as === 'scope' || as === 'scopes') {
      const scopes = as === 'scope' ? [value as Scope] : (value as readonly Scope[]);
      if (!scopes.every((scope) => holds(scope, called))) return null;
      Object.assign(filled, as === 'scope' ? scopeFields(value as Scope, `${name}_`, called) : scopesFields(scopes, `${name}_`, called));
      continue;
    }
    const text = textOfValue(as, value, called);
    if (text === null) return null;
    filled[name] = [text];
  }
  return filled;
}

function textOfValue(as: Widget, value: unknown, called: CodeFinder, cells: readonly BodyField[] = []): string | null {
  const { names } = called;
  const economy = (code: string): string => (code === '*' ? 'all' : (names.jurisdictions.get(code) ?? code));
  switch (as) {
    case 'economy':
      return economy(value as string);
    case 'economies':
      return (value as string[]).map(economy).join('; ');
    case 'exporter':
      return names.exporters.get(value as string) ?? (value as string);
    case 'measure':
    case 'dispute':
    case 'wto_case':
      return called.titleOf(RECORDS[as][0], value as string);
    case 'record':
      return (
        (['measures', 'disputes', 'wto_cases'] as const)
          .map((what) => called.titleOf(what, value as string))
          .find((title) => title !== value) ?? (value as string)
      );
    case 'measures':
      return (value as string[]).map((id) => called.titleOf('measures', id)).join('\n');
    case 'list':
      return (value as string[]).join('\n');
    case 'instruments':
      return instrumentLines(value as Parameters<typeof instrumentLines>[0]);
    case 'rows':
      return (value as Readonly<Record<string, unknown>>[])
        .map((row) =>
          cells
            .map((cell) => (row[cell.name] === undefined ? '' : (textOfValue(cell.as, row[cell.name], called) ?? '')).replace(/\n/g, ' '))
            .join(' | ')
            .replace(/[\s|]+$/, ''),
        )
        .join('\n');
    case 'rates': {
      const rates = value as readonly Rate[];
      return rates.every(({ scope }) => holds(scope, called)) ? textOfRates(rates, called) : null;
    }
    default:
      return String(value);
  }
}
