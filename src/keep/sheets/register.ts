import type * as z from 'zod';
import { type Recorder, said, withoutId } from '../../changes/recorder.ts';
import { registerNew } from '../../changes/register.ts';
import { LATEST } from '../../db/cut.ts';
import { existingIds, groupedNow } from '../../db/ids.ts';
import { newestRegistrations, readExporters } from '../../db/register.ts';
import type { Connection } from '../../db/store.ts';
import { groupProblem, Namesakes } from '../../domain/company.ts';
import type { PartialDate } from '../../domain/dates.ts';
import { TrackerError } from '../../domain/errors.ts';
import { groupBy, positionOfRepeated } from '../../domain/group.ts';
import { canonicalText } from '../../domain/ledger.ts';
import { respondentProblem } from '../../domain/register.ts';
import type { Thing } from '../../domain/vocabulary.ts';
import { SourceBody, type SourceInput } from '../../things/entry.ts';
import type { Action } from '../../things/imported.ts';
import { ExporterBody, NomenclatureBody, type NomenclatureInput, ProductBody, productId, WtoCaseBody } from '../../things/register.ts';
import { fieldsIn, forEach, NOBODY, parsed, type SheetCells, type SheetReading } from './cells.ts';
import type { SheetReader } from './outcome.ts';

// Sheets of what the register holds: a row is a thing, said whole or as far as the sheet has columns for it.

interface ReadThing {
  cells: SheetCells;
  lines: number[];
  id: string;
  title: string;
  /** What the sheet says of it; where it is there already, what it does not say stays as it is. */
  content: Record<string, unknown>;
}

interface RegisterSheet {
  thing: Thing;
  body: z.ZodType<{ id: string }>;
  /** The fields of a row: those that are not given are undefined. */
  fields(cells: SheetCells, reading: SheetReading): Record<string, unknown>;
  /** Where a field stood, if that is no column of its name. */
  columnOf?(field: string): string;
  /** A field whose parts stand in no order: a list tells them sorted, and that again is no change. */
  unordered?: string;
  /** Tells what only the database knows to be wrong. */
  check?(recorder: Recorder, found: readonly ReadThing[]): Promise<void>;
}

const registerSheet =
  ({ thing, body, fields, columnOf = (field) => field, unordered, check }: RegisterSheet): SheetReader =>
  async (rows, reading) => {
    const { problems } = reading;
    const found: ReadThing[] = [];
    const first = new Map<string, number>();
    const compared = (content: Record<string, unknown>): string => {
      const parts = unordered === undefined ? undefined : content[unordered];
      return canonicalText(said(Array.isArray(parts) ? { ...content, [unordered as string]: [...new Set(parts)].sort() } : content));
    };
    await forEach(rows, (cells) => {
      const given = Object.fromEntries(Object.entries(fields(cells, reading)).filter(([, value]) => value !== undefined));
      const read = parsed(body, given, ([field = '']) => ({ cells, column: columnOf(field) }));
      if (!read) return;
      const earlier = first.get(read.id);
      if (earlier !== undefined) return cells.problem('id', `"${read.id}" stands on ${problems.unit} ${earlier} already`);
      first.set(read.id, cells.line);
      const content: Record<string, unknown> = { ...withoutId(read) };
      found.push({ cells, lines: [cells.line], id: read.id, title: String(content.title ?? content.name ?? content.words ?? ''), content });
      // What the schema fills in was not said by the sheet.
      for (const field of Object.keys(content)) if (!(field in given)) delete content[field];
    });
    const actions = new Map<string, Action>();
    return {
      plan: async (recorder) => {
        await check?.(recorder, found);
        const known = await newestRegistrations(
          recorder.connection,
          thing,
          found.map(({ id }) => id),
        );
        return found.map((one) => {
          const before = known.get(one.id)?.content;
          if (before) one.content = { ...before, ...one.content };
          const action = !before ? 'added' : compared(one.content) === compared(before) ? 'unchanged' : 'changed';
          actions.set(one.id, action);
          return { lines: one.lines, id: one.id, action, says: one.title };
        });
      },
      record: async (recorder) => {
        for (const action of ['added', 'changed'] as const) {
          const things = found.filter(({ id }) => actions.get(id) === action).map(({ id, content }) => ({ thing, id, content }));
          if (things.length > 0) await recorder.registerAll(things, action === 'added');
        }
      },
    };
  };

/** What goods are called, a row for each code. */
export const readProductRows = registerSheet({
  thing: 'product',
  body: ProductBody.transform((product) => ({ id: productId(product), ...product })),
  fields: (cells) => ({ ...cells.fields(['code', 'revision', 'name']), words: cells.list('words') }),
  columnOf: (field) => (field === 'id' ? 'code' : field),
});

/** Companies, a row each. */
export const readExporterRows = registerSheet({
  thing: 'exporter',
  body: ExporterBody,
  unordered: 'aliases',
  fields: (cells, { names }) => ({
    ...cells.fields(['id', 'name', 'group']),
    home: cells.named('home', names.jurisdiction),
    aliases: cells.list('aliases'),
  }),
  check: async ({ connection }, found) => {
    const inSheet = new Set(found.map(({ id }) => id));
    const groups = found.flatMap(({ content }) =>
      typeof content.group === 'string' && !inSheet.has(content.group) ? [content.group] : [],
    );
    const known = await existingIds(connection, 'exporters', [...new Set(groups)], LATEST);
    for (const { cells, content } of found)
      if (typeof content.group === 'string' && !inSheet.has(content.group) && !known.has(content.group))
        cells.problem('group', `there is no exporter "${content.group}": add it first, or in this sheet`);
    await checkNamesakes(connection, found);
    // What stands there now, and what the sheet says.
    const told = found.flatMap(({ id, content: { group } }) => (typeof group === 'string' ? [{ id, group }] : []));
    const now = await groupedNow(
      connection,
      told.flatMap(({ id, group }) => [id, group]),
    );
    const groupOf = new Map([...now, ...told].map(({ id, group }) => [id, group]));
    const firstOf = new Map([...groupOf].reverse().map(([id, group]) => [group, id]));
    for (const { id, cells, content } of found) {
      const problem = typeof content.group === 'string' ? groupProblem(id, content.group, groupOf, firstOf) : null;
      if (problem !== null) cells.problem('group', problem);
    }
  },
});

/** Tells of rows that call a company as another is called, of the register or of a row before. */
async function checkNamesakes(connection: Connection, found: readonly ReadThing[]): Promise<void> {
  const namesakes = new Namesakes(await readExporters(connection, LATEST));
  for (const { id, cells, content } of found) {
    const { name, home = null, aliases = [] } = content as { name: string; home?: string; aliases?: string[] };
    const problem = namesakes.problemOf({ id, name, home });
    if (problem !== null) cells.problem('name', problem);
    else namesakes.add({ id, name, home, aliases });
  }
}

/** Sources, a row each. */
export const readSourceRows = registerSheet({
  thing: 'source',
  body: SourceBody,
  fields: (cells) => cells.fields(['id', 'publisher', 'title', 'url', 'published_on', 'kind', 'form', 'looked_at_on', 'read_as', 'note']),
  check: async (recorder, found) => {
    for (const { cells, content } of found)
      for (const { field, message } of recorder.sourceProblems(content as Pick<SourceInput, 'published_on' | 'looked_at_on'>))
        cells.problem(field, message);
  },
});

/** WTO cases, a row each. */
export const readWtoCaseRows = registerSheet({
  thing: 'wto_case',
  body: WtoCaseBody,
  fields: (cells, { names }) => {
    const complainants = cells.listNamed('complainants', names.jurisdiction) ?? [];
    const twice = positionOfRepeated(complainants);
    if (twice !== -1) cells.problem('complainants', `"${complainants[twice]}" is named already: name each once`);
    const [complainant, ...others] = complainants;
    const respondent = cells.named('respondent', names.jurisdiction);
    const problem =
      respondent === undefined || respondent === NOBODY ? null : respondentProblem([complainant ?? '', ...others], respondent);
    if (problem !== null) cells.problem('respondent', problem);
    return {
      ...cells.fields(['requested_on', 'title', 'url']),
      // People write DS 597 and ds597.
      id: cells.text('id')?.toUpperCase().replace(/\s+/g, ''),
      complainant: complainant ?? (cells.text('complainants') === undefined ? undefined : NOBODY),
      co_complainants: complainant === undefined ? undefined : others,
      respondent,
    };
  },
  check: async (recorder, found) => {
    for (const { cells, content } of found) {
      const problem = recorder.requestProblem(content.requested_on as PartialDate | undefined);
      if (problem !== null) cells.problem('requested_on', problem);
    }
  },
  columnOf: (field) => (field === 'complainant' || field === 'co_complainants' ? 'complainants' : field),
});

const NOMENCLATURE_HEAD = ['jurisdiction', 'title', 'revision', 'first_on', 'last_on', 'complete'] as const;

/** Nomenclatures: each row is a line of one. */
export const readNomenclatures: SheetReader = async (rows, reading) => {
  const found: { cells: SheetCells; lines: number[]; nomenclature: NomenclatureInput; action: Action }[] = [];
  await forEach(
    groupBy(rows, (cells) => cells.text('nomenclature') ?? ''),
    ([id, own]) => {
      const nomenclature = readNomenclature(id, own, reading);
      if (nomenclature) found.push({ cells: own[0], lines: own.map(({ line }) => line), nomenclature, action: 'added' });
    },
  );
  return {
    plan: async (recorder) => {
      const known = await newestRegistrations(
        recorder.connection,
        'nomenclature',
        found.map(({ nomenclature }) => nomenclature.id),
      );
      return found.map((one) => {
        const { nomenclature, lines } = one;
        const before = known.get(nomenclature.id)?.content;
        if (before && canonicalText(said(withoutId(nomenclature))) === canonicalText(before)) one.action = 'unchanged';
        const count = nomenclature.lines.length;
        return {
          lines,
          id: nomenclature.id,
          action: one.action,
          says: `${nomenclature.title}, ${count} ${count === 1 ? 'line' : 'lines'}`,
        };
      });
    },
    record: async (recorder) => {
      const { problems } = reading;
      for (const { cells, nomenclature, action } of found) {
        try {
          // One that is there with other lines is refused: a sheet of a few lines would take all others away.
          if (action === 'added') await registerNew(recorder, 'nomenclature', nomenclature.id, withoutId(nomenclature));
        } catch (error) {
          if (!(error instanceof TrackerError)) throw error;
          cells.problem(error.details[0]?.path === 'jurisdiction' ? 'jurisdiction' : 'nomenclature', error.message);
        }
      }
      problems.check();
    },
  };
};

function readNomenclature(
  id: string,
  rows: readonly [SheetCells, ...SheetCells[]],
  { names }: SheetReading,
): NomenclatureInput | undefined {
  const [first, ...more] = rows;
  for (const cells of more) cells.mustAgree(first, NOMENCLATURE_HEAD, id);
  const complete = first.truth('complete');
  const lines = rows.map((cells) => cells.fields(['code', 'name']));
  const input = {
    ...{ id, ...first.fields(NOMENCLATURE_HEAD), complete: complete ?? undefined, lines },
    jurisdiction: first.named('jurisdiction', names.jurisdiction),
  };
  return parsed(NomenclatureBody, input, ([field = '', index, part]) => {
    if (field === 'lines' && part !== undefined) return { cells: rows[Number(index)] ?? first, column: part };
    return { ...fieldsIn(first)([field === 'id' ? 'nomenclature' : field]) };
  });
}
