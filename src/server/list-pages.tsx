import type { Child } from 'hono/jsx';
import { LISTS, type ListName, type ListRows } from '../lookups/lists.ts';
import { RateRowsTable } from '../pages/parts/rate-rows.tsx';
import {
  ExportersTable,
  JurisdictionsTable,
  NomenclaturesTable,
  ProductsTable,
  SourcesTable,
  WtoCasesTable,
} from '../pages/parts/register-tables.tsx';
import { DisputesTable, MeasuresTable, ResolutionsTable, StatusChangesTable } from '../pages/parts/tables.tsx';
import { plural } from '../pages/parts/words.ts';
import type { Given, View } from '../pages/view.ts';
import type { MeasureRow } from '../things/measure.ts';

// What the page of a list adds to the list.

export interface PageOfList<Row> {
  /** The filters that most people want; the others are folded away. */
  primary: readonly string[];
  /** What a filter says that is not asked, where that is not everything. */
  unaskedWords?: Readonly<Record<string, string>>;
  /** So many rows in words: 13 bans in force. */
  headline(count: number, given: Given): string;
  table(rows: readonly Row[], view: View): Child;
}

type Nouns = readonly [one: string, several: string];

function pageOfMeasures(name: 'bans' | 'tariffs' | 'measures', nouns: Nouns): PageOfList<MeasureRow> {
  const { title, unasked } = LISTS[name];
  return {
    primary: ['imposed_by', 'affected', 'product', 'status', 'q'],
    ...(unasked.status === 'active' && { unaskedWords: { status: 'In force' } }),
    headline: (count, given) =>
      [
        plural(count, nouns),
        (given.status?.[0] ?? unasked.status) === 'active' ? ' in force' : '',
        given.lifting_agreed?.[0] === 'true' ? ', with a lifting or easing agreed' : '',
      ].join(''),
    table: (rows, view) => <MeasuresTable rows={rows} view={view} caption={title} />,
  };
}

const counted =
  (...nouns: Nouns) =>
  (count: number): string =>
    plural(count, nouns);

/** Every list has a page. */
export const LIST_PAGES: { readonly [Name in ListName]: PageOfList<ListRows[Name]> } = {
  bans: pageOfMeasures('bans', ['ban', 'bans']),
  tariffs: pageOfMeasures('tariffs', ['tariff', 'tariffs']),
  measures: pageOfMeasures('measures', ['measure', 'measures']),
  disputes: {
    primary: ['party', 'state', 'q'],
    headline: counted('dispute', 'disputes'),
    table: (rows, view) => <DisputesTable rows={rows} view={view} />,
  },
  resolutions: {
    primary: ['dispute', 'method', 'state'],
    headline: counted('resolution', 'resolutions'),
    table: (rows, view) => <ResolutionsTable rows={rows} view={view} />,
  },
  'status-changes': {
    primary: ['what', 'from', 'to', 'imposed_by', 'affected', 'product', 'status'],
    unaskedWords: { by: 'takes effect', what: 'status' },
    headline: counted('change', 'changes'),
    table: (rows, view) => <StatusChangesTable rows={rows} view={view} />,
  },
  rates: {
    primary: ['from', 'to', 'imposed_by', 'affected', 'product', 'exporter'],
    unaskedWords: { status: 'In force' },
    headline: counted('rate', 'rates'),
    table: (rows, view) => <RateRowsTable rows={rows} view={view} />,
  },
  'wto-cases': {
    primary: ['party', 'respondent', 'stage', 'q'],
    headline: counted('WTO case', 'WTO cases'),
    table: (rows, view) => <WtoCasesTable rows={rows} view={view} />,
  },
  jurisdictions: {
    primary: ['q'],
    headline: counted('jurisdiction', 'jurisdictions'),
    table: (rows, view) => <JurisdictionsTable rows={rows} view={view} />,
  },
  exporters: {
    primary: ['q'],
    headline: counted('company', 'companies'),
    table: (rows, view) => <ExportersTable rows={rows} view={view} />,
  },
  nomenclatures: {
    primary: ['q'],
    headline: counted('nomenclature', 'nomenclatures'),
    table: (rows, view) => <NomenclaturesTable rows={rows} view={view} />,
  },
  products: {
    primary: ['q'],
    headline: counted('product', 'products'),
    table: (rows, view) => <ProductsTable rows={rows} view={view} />,
  },
  sources: { primary: ['q'], headline: counted('source', 'sources'), table: (rows, view) => <SourcesTable rows={rows} view={view} /> },
};
