import { BAN_TYPES, DIRECTIONS, DUTY_TYPES, FORMALITIES, type Kind, MEASURE_TYPES, STATUSES } from '../domain/vocabulary.ts';
import { countMeasureFacets } from '../lookups/facets.ts';
import { listMeasures, type MeasureQuestion, streamMeasures } from '../lookups/measures.ts';
import { MeasuresTable } from '../pages/parts/tables.tsx';
import { plural } from '../pages/parts/words.ts';
import { MEASURE_COLUMNS, type MeasureRow, MeasureRowAnswer } from '../things/measure.ts';
import { measureParameters } from '../things/questions.ts';
import { defineList, type MountedList } from './list.ts';

interface MeasureList {
  path: string;
  title: string;
  summary: string;
  /** Only measures of this kind. */
  kind?: Kind;
  /** The status that is meant where none is asked for. */
  status: 'active' | 'all';
  types: readonly string[];
  /** One of them, and several. */
  nouns: readonly [one: string, several: string];
}

function measureList({ path, title, summary, kind, status, types, nouns }: MeasureList): MountedList {
  const complete = (question: MeasureQuestion): MeasureQuestion => ({
    ...question,
    status: question.status ?? status,
    ...(kind && { kind }),
  });
  return defineList({
    path,
    title,
    summary,
    rowName: 'Measure',
    parameters: measureParameters,
    row: MeasureRowAnswer,
    columns: MEASURE_COLUMNS,
    page: (tracker, question, paging) => listMeasures(tracker, complete(question), paging),
    whole: (tracker, question) => streamMeasures(tracker, complete(question)),
    facets: (tracker, question) => countMeasureFacets(tracker, complete(question)),
    headline: (count, given) =>
      `${plural(count, nouns)}${(given.status?.[0] ?? status) === 'active' ? ' in force' : ''}${given.lifting_agreed?.[0] === 'true' ? ', with a lifting agreed' : ''}`,
    unasked: status === 'active' ? { status: 'In force' } : {},
    primary: ['imposed_by', 'affected', 'product', 'status', 'q'],
    cells: (row: MeasureRow) => row,
    choices: {
      status: ['active', 'all', ...STATUSES],
      direction: DIRECTIONS,
      type: types,
      formality: FORMALITIES,
      lifting_agreed: ['true', 'false'],
    },
    table: (rows, view) => <MeasuresTable rows={rows} view={view} caption={title} />,
  });
}

/** The lists of measures: one question, asked of all or of a kind. */
export const MEASURE_LISTS: readonly MountedList[] = [
  measureList({
    path: '/bans',
    title: 'Bans',
    summary: 'Bans and restrictions in force on a day, unless another status is asked for.',
    kind: 'ban',
    status: 'active',
    types: BAN_TYPES,
    nouns: ['ban', 'bans'],
  }),
  measureList({
    path: '/tariffs',
    title: 'Tariffs',
    summary: 'Tariffs in force on a day, unless another status is asked for. Base duties are shown only when asked for by type.',
    kind: 'tariff',
    status: 'active',
    types: DUTY_TYPES,
    nouns: ['tariff', 'tariffs'],
  }),
  measureList({
    path: '/measures',
    title: 'Measures',
    summary: 'Every tariff and ban whose history has begun by the day, in force or not.',
    status: 'all',
    types: MEASURE_TYPES,
    nouns: ['measure', 'measures'],
  }),
];
