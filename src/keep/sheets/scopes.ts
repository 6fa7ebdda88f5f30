import { goodsIn, type SheetCells, type SheetReading } from './cells.ts';

// Rows that cover goods: those that are alike in all but their goods are one scope, with a long list.

/** The columns of a scope beside its goods. */
export const SCOPE_COLUMNS = ['partners', 'excluded', 'exporters', 'condition', 'condition_id', 'quota'] as const;

/** A scope of one or several rows, as it stands in a body. */
export interface ReadScope {
  /** The row that it began with. */
  cells: SheetCells;
  body: {
    partners?: string[] | undefined;
    excluded?: string[] | undefined;
    exporters?: string[] | undefined;
    condition?: string | undefined;
    condition_id?: string | undefined;
    quota?: string | undefined;
    goods: (string | { name: string })[];
  };
  /** The rows, and of each of the goods the row that named it. */
  rows: SheetCells[];
  namedIn: SheetCells[];
}

/** Does a row say what goods, whose, or of whom? */
export const saysScope = (cells: SheetCells): boolean =>
  cells.text('products') !== undefined || SCOPE_COLUMNS.some((column) => cells.text(column) !== undefined);

/**
 * Puts rows together that are alike in the scope's columns and in `others`, but name other goods. A row for all goods stands alone; one that
 * says just what another said is told.
 */
export function joinScopes(rows: readonly SheetCells[], { names, problems }: SheetReading, others: readonly string[] = []): ReadScope[] {
  const scopes = new Map<string, ReadScope>();
  const seen = new Map<string, number>();
  for (const cells of rows) {
    const goods = cells.list('products');
    const key = [...SCOPE_COLUMNS, ...others, ...(goods === undefined ? [] : [''])]
      .map((column) => cells.text(column) ?? '')
      .join('\u0001');
    let scope = scopes.get(key);
    if (!scope) {
      scope = {
        cells,
        body: {
          ...cells.fields(['condition', 'condition_id', 'quota']),
          partners: cells.listNamed('partners', names.partner),
          excluded: cells.listNamed('excluded', names.partner),
          exporters: cells.listNamed('exporters', names.exporter),
          goods: [],
        },
        rows: [],
        namedIn: [],
      };
      scopes.set(key, scope);
    } else if (goods === undefined) cells.problem(null, `says just what ${problems.unit} ${scope.cells.line} says`);
    scope.rows.push(cells);
    for (const text of goods ?? []) {
      const read = goodsIn(text, cells);
      if (read === undefined) continue;
      const place = `${key}\u0001${typeof read === 'string' ? read : read.name}`;
      const before = seen.get(place);
      if (before === undefined) {
        seen.set(place, cells.line);
        scope.body.goods.push(read);
        scope.namedIn.push(cells);
      } else
        cells.problem(
          'products',
          before === cells.line
            ? `"${text}" stands twice`
            : `"${text}" stands on ${problems.unit} ${before} already, for the same partners`,
        );
    }
  }
  return [...scopes.values()];
}

/** Where a field of a scope stood: the row of its goods, and the column. */
export function placeInScope(
  scope: ReadScope | undefined,
  [part, index]: readonly string[],
  otherwise: SheetCells,
): { cells: SheetCells; column: string } {
  if (part === 'goods') return { cells: scope?.namedIn[Number(index)] ?? otherwise, column: 'products' };
  return { cells: scope?.cells ?? otherwise, column: part ?? 'products' };
}
