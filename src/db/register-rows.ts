import { and, asc, eq, gt, inArray, lte, type SQL } from 'drizzle-orm';
import { NEVER } from '../domain/dates.ts';
import { chunksOf, groupBy } from '../domain/group.ts';
import { folded } from '../domain/text.ts';
import { THINGS, type Thing } from '../domain/vocabulary.ts';
import { columnOf, type RegisterTableName, type Tables, tableOf } from '../tables/tables.ts';
import { type EntryOf, entriesOf } from '../things/ledger.ts';
import type { RegisteredContent } from '../things/registered.ts';
import { STILL_KNOWN } from './cut.ts';
import { loadEntries, seqsOf } from './entries.ts';
import { insertRows, type TableRows, together } from './entry-rows.ts';
import { type Connection, slot, turn } from './store.ts';

// The rows of the register that a registration is made into. Every registration makes a version; the one before it ends there.

/** What an older release of the dataset or of the program left out says nothing. */
type Said<Of extends Thing> = Partial<RegisteredContent<Of>>;
type Rows = { [Name in RegisterTableName]?: object[] };

/** The tables of each kind of thing, with the column that names the thing, and what its content says there. */
const MADE: {
  readonly [Of in Thing]: { tables: Partial<Record<RegisterTableName, string>>; rows(id: string, content: Said<Of>): Rows };
} = {
  jurisdiction: {
    tables: { jurisdictions: 'code', jurisdiction_aliases: 'code', areas: 'jurisdiction_code', union_members: 'union_code' },
    rows: (
      code,
      { name, kind, customs_value = null, aliases = [], areas = [], members = [], exists_from = null, exists_until = null },
    ) => ({
      jurisdictions: [{ code, name, kind, customs_value, exists_from, exists_until }],
      jurisdiction_aliases: [...new Set(aliases)].map((alias) => ({ code, alias })),
      areas: areas.map((area) => ({ code: area.code, jurisdiction_code: code, name: area.name })),
      union_members: members.map(({ member, joined_on, left_on = NEVER, note = null }) => ({
        union_code: code,
        member_code: member,
        joined_on,
        left_on,
        note,
      })),
    }),
  },
  exporter: {
    tables: { exporters: 'id', exporter_aliases: 'exporter_id' },
    rows: (id, { name, home = null, group = null, aliases = [] }) => ({
      exporters: [{ id, name, home, group_id: group }],
      exporter_aliases: [...new Set(aliases)].map((alias) => ({ exporter_id: id, alias })),
    }),
  },
  source: {
    tables: { sources: 'id' },
    rows: (
      id,
      { publisher, title, url = null, published_on = null, kind, form = null, looked_at_on = null, read_as = null, note = null },
    ) => ({
      sources: [{ id, publisher, title, url, published_on, kind, form, looked_at_on, read_as, note }],
    }),
  },
  dispute: {
    tables: { disputes: 'id', dispute_parties: 'dispute_id' },
    rows: (id, { title, summary = null, tier = 'core', parties = [] }) => ({
      disputes: [{ id, title, summary, tier }],
      dispute_parties: parties.map((party, position) => ({ dispute_id: id, position, party })),
    }),
  },
  measure: {
    tables: { measures: 'id', tariffs: 'measure_id', bans: 'measure_id', legal_instruments: 'measure_id' },
    rows: (
      id,
      { kind, type, title, imposed_by, direction, formality, dispute = null, summary = null, legal_instruments = [], adds_to },
    ) => ({
      measures: [{ id, kind, dispute_id: dispute, title, title_folded: folded(title ?? ''), imposed_by, direction, formality, summary }],
      tariffs:
        kind === 'tariff'
          ? [{ measure_id: id, duty_type: type, adds_to: adds_to?.description ?? null, adds_to_confidence: adds_to?.confidence ?? null }]
          : [],
      bans: kind === 'ban' ? [{ measure_id: id, ban_type: type }] : [],
      legal_instruments: legal_instruments.map(({ identifier, url = null, confidence }, position) => ({
        measure_id: id,
        position,
        identifier,
        url,
        confidence,
      })),
    }),
  },
  wto_case: {
    tables: { wto_cases: 'id', wto_co_complainants: 'case_id' },
    rows: (id, { complainant, respondent, title = null, url = null, requested_on = null, co_complainants = [] }) => ({
      wto_cases: [{ id, complainant, respondent, title, url, requested_on }],
      wto_co_complainants: co_complainants.map((one, position) => ({ case_id: id, position, complainant: one })),
    }),
  },
  nomenclature: {
    tables: { nomenclatures: 'id', nomenclature_lines: 'nomenclature_id' },
    rows: (id, { jurisdiction, title, revision, first_on, last_on = null, complete = false, lines = [] }) => ({
      nomenclatures: [{ id, jurisdiction_code: jurisdiction, title, revision, first_on, last_on, complete: Number(complete) }],
      nomenclature_lines: lines.map(({ code, name = null }) => ({ nomenclature_id: id, code, name })),
    }),
  },
  product: {
    tables: { products: 'id', product_words: 'product_id' },
    rows: (id, { code, revision, name = null, words = [] }) => ({
      products: [{ id, code, revision, name }],
      product_words: [...new Set(words)].map((word, position) => ({ product_id: id, position, word })),
    }),
  },
};

/** The tables in which a kind of thing has rows, with the column that names the thing. */
export const tablesOfThing = (thing: Thing): [RegisterTableName, string][] =>
  Object.entries(MADE[thing].tables) as [RegisterTableName, string][];

/** What one registration says, as a version known until a seq. */
function versionRows({ seq, origin, thing, thing_id, content }: EntryOf<'registration'>, known_to: number): Rows {
  // What an older database held counts from the beginning, since nothing older is known.
  const known_from = origin === 'carried_over' ? 0 : seq;
  // The content was read by the schema of its kind when it was registered.
  const rows = MADE[thing].rows(thing_id, content as never);
  return Object.fromEntries(Object.entries(rows).map(([table, list]) => [table, list.map((row) => ({ ...row, known_from, known_to }))]));
}

/** All rows of a thing, from its registrations in the order of seq: what the tables must hold. */
export function allVersions(registrations: readonly EntryOf<'registration'>[]): Rows {
  return together(registrations.map((one, index) => versionRows(one, registrations[index + 1]?.seq ?? STILL_KNOWN))) as Rows;
}

/** Is it a row of one of these things? */
export const isThing = (tables: Tables, name: RegisterTableName, column: string, ids: readonly string[]): SQL =>
  inArray(columnOf(tables[name], column), [...ids]);

const CHUNK = 500;

/** Makes registrations known, in the order of seq: ends the versions before them (`again`: those that have one) and adds theirs. */
export async function makeKnown(
  connection: Connection,
  registrations: readonly EntryOf<'registration'>[],
  again: (registration: EntryOf<'registration'>) => boolean,
): Promise<void> {
  for (const { thing, thing_id, seq } of registrations.filter(again))
    for (const [name, column] of tablesOfThing(thing))
      await connection.command(
        `end:${thing}:${name}`,
        (db, tables) =>
          db
            .update(tableOf(tables, name))
            .set({ known_to: slot('0') })
            .where(and(eq(columnOf(tables[name], column), slot('1')), eq(columnOf(tables[name], 'known_to'), slot('2')))),
        [seq, thing_id, STILL_KNOWN],
      );
  for (const chunk of chunksOf(registrations, CHUNK)) {
    await insertRows(connection, together(chunk.map((one) => versionRows(one, STILL_KNOWN))));
    if (chunk.length === CHUNK) await turn();
  }
}

/** Makes the whole register anew from its registrations. */
export async function rebuildRegister(connection: Connection): Promise<void> {
  const { db, tables } = connection;
  const { registrations: r } = tables;
  for (const thing of THINGS) {
    for (const [name] of tablesOfThing(thing)) await db.delete(tableOf(tables, name));
    let after = '';
    for (;;) {
      const ids = await db
        .selectDistinct({ id: r.thing_id })
        .from(r)
        .where(and(eq(r.thing, thing), gt(r.thing_id, after)))
        .orderBy(asc(r.thing_id))
        .limit(CHUNK);
      const last = ids.at(-1)?.id;
      if (last === undefined) break;
      const seqs = await db
        .select({ seq: r.seq })
        .from(r)
        .where(and(eq(r.thing, thing), gt(r.thing_id, after), lte(r.thing_id, last)));
      const entries = await loadEntries(connection, seqsOf(seqs));
      for (const own of groupBy(entriesOf(entries, 'registration'), ({ thing_id }) => thing_id).values())
        await insertRows(connection, allVersions(own) as TableRows);
      after = last;
    }
  }
}
