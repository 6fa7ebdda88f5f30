import { canonicalText } from './ledger.ts';
import type { Goods, Scope } from './scope.ts';

// What changes against a table that stands: rows to be set and rows to be removed. Rates and coverages are rows with a scope.

/** A row of a table: what it is for, and whatever it says of that. */
export interface ScopedRow {
  scope: Scope;
  /** The part of the value that it is charged on: another part is another line. */
  value_part?: string;
}

/** One row that was asked to be set or removed, with what stood on its lines before; null: nothing did, or nothing does now. */
interface RowChange<Row extends ScopedRow> {
  /** Which row it was: `set.0`, `remove.3`. */
  path: string;
  row: ScopedRow;
  before: readonly Row[];
  after: Row | null;
}

/** A table as changed, and which of the rows that were asked for change something. */
export interface RowsChanged<Row extends ScopedRow> {
  rows: Row[];
  changed: RowChange<Row>[];
  /** Rows that were to be set and stand there already. */
  unchanged: Row[];
}

/** A row that can't be set or removed, and why; `path` says which one. */
export interface RowProblem {
  path: string;
  kind: 'absent' | 'twice';
  /** The first of its lines that is not there, or that another row names too. */
  row: ScopedRow;
}

/** The lists by which a row has lines: each of the goods for each of the partners for each of the exporters is one. */
type Lines = Readonly<Record<Axis, ReadonlySet<string>>>;
const AXES = ['goods', 'partners', 'exporters'] as const;
type Axis = (typeof AXES)[number];

/** A part of a row of the table, with the lines that are left of it. */
interface Piece<Row> {
  row: Row;
  key: string;
  lines: Record<Axis, Set<string>>;
}

/** Goods without a code are told by their name. */
const tokensOf = ({ name, codes }: Goods): readonly string[] => (codes.length > 0 ? codes : [`"${name}"`]);
/** No list, and a list of everything, are the same line. */
const orAll = (list: readonly string[], all: string): Set<string> => new Set(list.length === 0 ? [all] : list);

const linesOf = ({ goods, partners, exporters }: Scope): Record<Axis, Set<string>> => ({
  goods: orAll(goods.flatMap(tokensOf), '*'),
  partners: orAll(partners, '*'),
  exporters: orAll(exporters, ''),
});

/** What tells lines apart beside goods, partners and exporters. A condition that has an id is told by it. */
const keyOf = ({ scope, value_part }: ScopedRow): string =>
  JSON.stringify([[...scope.excluded].sort(), scope.condition_id ?? scope.condition, scope.quota, scope.list_unknown, value_part ?? null]);

/** What tells each line of a row from all others: one text for each of its goods for each partner for each exporter. */
export function lineKeys(row: ScopedRow): string[] {
  const { goods, partners, exporters } = linesOf(row.scope);
  const key = keyOf(row);
  return [...goods].flatMap((code) =>
    [...partners].flatMap((partner) => [...exporters].map((exporter) => JSON.stringify([key, code, partner, exporter]))),
  );
}

const shared = (a: ReadonlySet<string>, b: ReadonlySet<string>): Set<string> => {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  return new Set([...small].filter((one) => large.has(one)));
};
const less = (a: ReadonlySet<string>, b: ReadonlySet<string>): Set<string> => new Set([...a].filter((one) => !b.has(one)));

/** The lines that two have in common; null if there is none. */
function meet(a: Lines, b: Lines): Record<Axis, Set<string>> | null {
  const both = Object.fromEntries(AXES.map((axis) => [axis, shared(a[axis], b[axis])])) as Record<Axis, Set<string>>;
  return AXES.every((axis) => both[axis].size > 0) ? both : null;
}

/** The lines of one without those that it has in common with another, as at most three sets of lines. */
function cut(whole: Lines, common: Lines): Record<Axis, Set<string>>[] {
  const left: Record<Axis, Set<string>>[] = [];
  const inside = { ...whole } as Record<Axis, Set<string>>;
  for (const axis of AXES) {
    const outside = less(whole[axis], common[axis]);
    if (outside.size > 0) left.push({ ...inside, [axis]: outside });
    inside[axis] = common[axis] as Set<string>;
  }
  return left;
}

const sameSet = (list: readonly string[], tokens: ReadonlySet<string>): boolean => list.length === tokens.size;

/** A scope narrowed to some of its own lines. */
function narrowed(scope: Scope, lines: Lines): Scope {
  const list = (axis: 'partners' | 'exporters'): readonly string[] =>
    scope[axis].length === 0 || sameSet(scope[axis], lines[axis]) ? scope[axis] : scope[axis].filter((one) => lines[axis].has(one));
  const goods = scope.goods.flatMap((one): Goods[] => {
    const codes = one.codes.filter((code) => lines.goods.has(code));
    if (one.codes.length === 0) return tokensOf(one).some((token) => lines.goods.has(token)) ? [one] : [];
    return codes.length === 0 ? [] : [codes.length === one.codes.length ? one : { ...one, codes }];
  });
  const exporters = list('exporters');
  // Companies belong to the class of those that cooperated.
  const companies = exporters.includes('other_cooperating') ? scope.companies : [];
  return { ...scope, goods, partners: list('partners'), exporters, companies };
}

/** What a row says of its lines. */
function saysOf({ scope, ...said }: ScopedRow): string {
  const { condition, companies, companies_complete } = scope;
  return canonicalText({ ...said, condition, companies, companies_complete: companies_complete ?? false });
}

/** What is said of single goods: their name, a note, how far to trust the code. */
const aboutGoods = (scope: Scope): Map<string, Omit<Goods, 'codes'>> =>
  new Map(
    scope.goods.flatMap((goods) => {
      const { codes: _codes, ...about } = goods;
      const says = about.name !== null || about.note !== null || about.confidence !== null;
      return says ? tokensOf(goods).map((token) => [token, about] as const) : [];
    }),
  );

/** A row that is to be set, with what it leaves unsaid: the companies of its class, and the names of its codes. */
function completed<Row extends ScopedRow>(row: Row, before: readonly Row[]): Row {
  const { scope } = row;
  const standing = before.find((one) => one.scope.exporters.includes('other_cooperating') && one.scope.companies.length > 0)?.scope;
  const about = new Map(before.flatMap((one) => [...aboutGoods(one.scope)]));
  const goods = scope.goods.flatMap((one): Goods[] => {
    const bare = one.codes.length === 1 && one.name === null && one.note === null && one.confidence === null;
    const known = bare ? about.get(one.codes[0] as string) : undefined;
    return [known === undefined ? one : { ...known, codes: one.codes }];
  });
  const keepsCompanies = standing !== undefined && scope.companies.length === 0 && scope.exporters.includes('other_cooperating');
  return {
    ...row,
    scope: {
      ...scope,
      goods,
      ...(keepsCompanies && {
        companies: standing.companies,
        ...(standing.companies_complete && { companies_complete: standing.companies_complete }),
      }),
    },
  };
}

/** The lines that are in none of those met. */
function without(lines: Lines, met: readonly { common: Lines }[]): Lines[] {
  let left: Lines[] = [lines];
  for (const { common } of met)
    left = left.flatMap((one) => {
      const both = meet(one, common);
      return both ? cut(one, both) : [one];
    });
  return left;
}

/** Finds what has a line in common without comparing it with everything. */
class ByGoods<Held extends { key: string; lines: Lines }> {
  readonly #held = new Map<string, Set<Held>>();

  add(one: Held): void {
    for (const token of one.lines.goods) {
      const place = `${one.key} ${token}`;
      const there = this.#held.get(place);
      if (there) there.add(one);
      else this.#held.set(place, new Set([one]));
    }
  }

  remove(one: Held, goods: Iterable<string>): void {
    for (const token of goods) this.#held.get(`${one.key} ${token}`)?.delete(one);
  }

  meeting(key: string, lines: Lines): { one: Held; common: Record<Axis, Set<string>> }[] {
    const near = new Set([...lines.goods].flatMap((token) => [...(this.#held.get(`${key} ${token}`) ?? [])]));
    return [...near].flatMap((one) => {
      const common = meet(one.lines, lines);
      return common ? [{ one, common }] : [];
    });
  }
}

/**
 * Applies what changes to the rows that stand. A row is told by its lines: each code (or name of goods) for each partner for each exporter,
 * with the partners left out, the condition, the quota and the part of the value. A row that is set takes the place of what stood on its
 * lines, or is new; of longer rows the other lines stay as they are. What a set row does not say of the companies that cooperated, or of the
 * names of its codes, stays. Gives a problem for a line to be removed that does not stand, and for one that is named twice.
 */
export function changeRows<Row extends ScopedRow>(
  standing: readonly Row[],
  set: readonly Row[],
  remove: readonly ScopedRow[],
): RowsChanged<Row> | RowProblem {
  // The words of a condition stand for its id.
  const conditionIds = new Map(
    standing.flatMap(({ scope }) => (scope.condition_id && scope.condition ? [[scope.condition, scope.condition_id]] : [])),
  );
  const identified = <One extends ScopedRow>(row: One): One => {
    const id = row.scope.condition_id ?? conditionIds.get(row.scope.condition ?? '');
    return id === undefined ? row : { ...row, scope: { ...row.scope, condition_id: id } };
  };
  const table = new ByGoods<Piece<Row>>();
  const slots: Piece<Row>[][] = standing.map((row) => {
    const piece = { row, key: keyOf(row), lines: linesOf(row.scope) };
    table.add(piece);
    return [piece];
  });
  const slotOf = new Map(slots.flatMap((slot) => slot.map((piece) => [piece, slot] as const)));

  /** Takes lines out of a piece; what is left of it stays in its place. */
  const take = (piece: Piece<Row>, common: Lines): void => {
    const slot = slotOf.get(piece) as Piece<Row>[];
    const left = cut(piece.lines, common);
    // The lines of all other goods are the same piece still.
    const others = less(piece.lines.goods, common.goods).size > 0 ? left.shift() : undefined;
    table.remove(piece, others ? common.goods : piece.lines.goods);
    if (others) piece.lines.goods = others.goods;
    else slot.splice(slot.indexOf(piece), 1);
    for (const lines of left) {
      const part = { row: piece.row, key: piece.key, lines };
      slot.push(part);
      slotOf.set(part, slot);
      table.add(part);
    }
  };

  const asked = new ByGoods<{ key: string; lines: Lines }>();
  const claim = (row: ScopedRow, key: string, lines: Lines): ScopedRow | null => {
    const [other] = asked.meeting(key, lines);
    asked.add({ key, lines });
    return other ? { ...row, scope: narrowed(row.scope, other.common) } : null;
  };

  const changed: RowChange<Row>[] = [];
  const unchanged: Row[] = [];
  for (const [index, given] of remove.entries()) {
    const path = `remove.${index}`;
    const row = identified(given);
    const [key, lines] = [keyOf(row), linesOf(row.scope)];
    const twice = claim(row, key, lines);
    if (twice) return { path, kind: 'twice', row: twice };
    const met = table.meeting(key, lines);
    const absent = without(lines, met);
    if (absent[0]) return { path, kind: 'absent', row: { ...row, scope: narrowed(row.scope, absent[0]) } };
    changed.push({ path, row, before: distinct(met.map(({ one }) => one.row)), after: null });
    for (const { one, common } of met) take(one, common);
  }
  const added: Row[] = [];
  for (const [index, given] of set.entries()) {
    const path = `set.${index}`;
    const wanted = identified(given);
    const [key, lines] = [keyOf(wanted), linesOf(wanted.scope)];
    const twice = claim(wanted, key, lines);
    if (twice) return { path, kind: 'twice', row: twice };
    const met = table.meeting(key, lines);
    const before = distinct(met.map(({ one }) => one.row));
    const row = completed(wanted, before);
    if (standsWhole(row, lines, met)) {
      unchanged.push(row);
      continue;
    }
    changed.push({ path, row, before, after: row });
    const slot = met[0] && slotOf.get(met[0].one);
    for (const { one, common } of met) take(one, common);
    // A row that was set is not met again: no other names its lines.
    if (slot) slot.push({ row, key, lines });
    else added.push(row);
  }
  const rows = slots.flatMap((slot) => slot.map(({ row, lines }) => ({ ...row, scope: narrowed(row.scope, lines) })));
  return { rows: [...rows, ...added], changed, unchanged };
}

const distinct = <One>(list: readonly One[]): One[] => [...new Set(list)];

/** Do all lines of a row stand already, and say the same? */
function standsWhole<Row extends ScopedRow>(row: Row, lines: Lines, met: readonly { one: Piece<Row>; common: Lines }[]): boolean {
  const [says, about] = [saysOf(row), aboutGoods(row.scope)];
  for (const { one, common } of met) {
    if (saysOf(one.row) !== says) return false;
    const there = aboutGoods(one.row.scope);
    for (const token of common.goods)
      if (about.has(token) && canonicalText(about.get(token) ?? {}) !== canonicalText(there.get(token) ?? {})) return false;
  }
  return without(lines, met).length === 0;
}

/** Two tables, row by row: what the later one says anew or otherwise, and what it has no more. */
export interface RowDifference<Row extends ScopedRow> {
  set: RowChange<Row>[];
  removed: ScopedRow[];
}

/** What it takes to make one table of another; null where a row stands twice, so that it can't be told. */
export function differenceOf<Row extends ScopedRow>(before: readonly Row[], after: readonly Row[]): RowDifference<Row> | null {
  const [stood, stands] = [before, after].map((rows) => new Set(rows.map((row) => canonicalText(row)))) as [Set<string>, Set<string>];
  const fresh = after.filter((row) => !stood.has(canonicalText(row)));
  const gone = before.filter((row) => !stands.has(canonicalText(row)));
  // Rows that are the same in both have no line in common with the others.
  const result = changeRows(gone, fresh, []);
  if ('kind' in result) return null;
  const table = new ByGoods<{ key: string; lines: Lines }>();
  for (const row of fresh) table.add({ key: keyOf(row), lines: linesOf(row.scope) });
  const removed = gone.flatMap((row) => {
    const lines = linesOf(row.scope);
    return without(lines, table.meeting(keyOf(row), lines)).map((left) => ({ ...row, scope: narrowed(row.scope, left) }));
  });
  return { set: result.changed, removed };
}
