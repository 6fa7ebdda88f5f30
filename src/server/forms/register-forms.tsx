import { CALLS_BY_VERB } from '../../changes/calls.ts';
import { areaNow, editThing, type FormThing, registerArea, registeredNow, registerThing, renameArea } from '../../changes/register.ts';
import { lawfulNext } from '../../domain/status.ts';
import type { Thing } from '../../domain/vocabulary.ts';
import type { CodeFinder } from '../../lookups/called.ts';
import { showDispute } from '../../lookups/disputes.ts';
import { standingsOn } from '../../lookups/standings.ts';
import type { Tracker } from '../../lookups/tracker.ts';
import { type BodyField, RATE_ROWS } from '../../pages/recording/body-fields.tsx';
import { AddMeasurePage, RegisterPage } from '../../pages/recording/register-pages.tsx';
import { DisputeBody, DisputePatch } from '../../things/dispute.ts';
import { SourceBody } from '../../things/entry.ts';
import { MeasureBody, MeasurePatch } from '../../things/measure.ts';
import {
  AreaBody,
  AreaPatch,
  ExporterBody,
  ExporterPatch,
  JurisdictionBody,
  JurisdictionPatch,
  SourcePatch,
  WtoCaseBody,
  WtoCasePatch,
} from '../../things/register.ts';
import type { Given } from '../address.ts';
import { bodyFields, bodyPart, textsOfContent } from './body-fields.ts';
import { idOfWords, type Part, partsJoined, plainPart, provenancePart, textOf } from './fields.ts';
import { defineRecordingForm, type MountedForm, ofCall } from './recording-form.ts';
import { scopesPart } from './scope-fields.ts';

// Forms that add to the register, and those that edit it: their fields are those of the bodies of the calls.

/** A thing that a form adds and another one edits. */
interface Registering {
  thing: FormThing;
  /** In addresses: `/add/company`, `/companies/ID/edit`. */
  word: string;
  path: string;
  /** What one is called in a heading, and what all of them are. */
  noun: string;
  nouns: string;
  fields: readonly BodyField[];
  body: typeof DisputeBody | typeof ExporterBody | typeof SourceBody | typeof WtoCaseBody | typeof JurisdictionBody;
  patch: typeof DisputePatch | typeof ExporterPatch | typeof SourcePatch | typeof WtoCasePatch | typeof JurisdictionPatch;
  /** What its id is made of where none is given. */
  idOf?(fields: Given): string | undefined;
  /** Where it can be seen. */
  home(id: string, name: string): string;
}

/** The fields of a body that holds an id; those of the id come last, as hardly anybody fills it in. */
const idLast = (fields: readonly BodyField[]): BodyField[] => [
  ...fields.filter(({ name }) => name !== 'id'),
  ...fields.filter(({ name }) => name === 'id'),
];

const THINGS: readonly Registering[] = [
  {
    ...{ thing: 'dispute', word: 'dispute', path: '/disputes', noun: 'dispute', nouns: 'Disputes' },
    fields: idLast(bodyFields(DisputeBody.shape)),
    ...{ body: DisputeBody, patch: DisputePatch },
    idOf: (fields) => idOfWords(textOf(fields, 'title')),
    home: (id) => `/disputes/${id}`,
  },
  {
    ...{ thing: 'exporter', word: 'company', path: '/exporters', noun: 'company', nouns: 'Companies' },
    fields: idLast(bodyFields(ExporterBody.shape)),
    ...{ body: ExporterBody, patch: ExporterPatch },
    idOf: (fields) => idOfWords(textOf(fields, 'name')),
    home: (_id, name) => `/exporters?${new URLSearchParams({ q: name })}`,
  },
  {
    ...{ thing: 'source', word: 'source', path: '/sources', noun: 'source', nouns: 'Sources' },
    fields: idLast(bodyFields(SourceBody.shape, { note: 'long' })),
    ...{ body: SourceBody, patch: SourcePatch },
    idOf: (fields) => idOfWords(textOf(fields, 'publisher'), textOf(fields, 'title')),
    home: (id) => `/sources?${new URLSearchParams({ q: id })}`,
  },
  {
    ...{ thing: 'wto_case', word: 'wto-case', path: '/wto-cases', noun: 'WTO case', nouns: 'WTO cases' },
    fields: bodyFields(WtoCaseBody.shape).map((field) => (field.name === 'id' ? { ...field, label: 'Number', hint: 'DS602' } : field)),
    ...{ body: WtoCaseBody, patch: WtoCasePatch },
    home: (id) => `/wto-cases/${id}`,
  },
  {
    ...{ thing: 'jurisdiction', word: 'jurisdiction', path: '/jurisdictions', noun: 'jurisdiction', nouns: 'Jurisdictions' },
    fields: bodyFields(JurisdictionBody.shape, { code: 'text' }).map((field) =>
      field.name === 'code' ? { ...field, hint: 'Two capital letters, as ISO 3166 has it where it has one: JP.' } : field,
    ),
    ...{ body: JurisdictionBody, patch: JurisdictionPatch },
    home: (_code, name) => jurisdictionAt(name),
  },
];

/** Where a jurisdiction can be seen, among its areas and members. */
const jurisdictionAt = (name: string): string => `/jurisdictions?${new URLSearchParams({ q: name })}`;

/** A body with its id under the name that ids have inside: that of a jurisdiction is its code. */
const withInnerId = ({ code, ...input }: { id: string; code?: undefined } | { id?: undefined; code: string }) =>
  (code === undefined ? input : { ...input, id: code }) as Parameters<typeof registerThing>[3];

const withId = (part: Part, id: string | undefined): Part => ({
  ...part,
  body: { ...part.body, ...(part.body.id === undefined && id !== undefined && { id }) },
});

const nameIn = (fields: Given): string => textOf(fields, 'name') ?? textOf(fields, 'title') ?? '';

const addForm = ({ thing, word, noun, nouns, path, fields: own, body, idOf, home }: Registering): MountedForm =>
  defineRecordingForm({
    path: `/add/${word}`,
    load: async () => null,
    measures: () => [],
    home: (_subject, fields) => home(textOf(fields, 'id') ?? idOf?.(fields) ?? '', nameIn(fields)),
    start: () => ({}),
    read: (fields, _subject, called) => {
      const part = withId(bodyPart(own, fields, called), idOf?.(fields));
      return own.some(({ name }) => name === 'id') ? part : { ...part, places: [...part.places, ['id', 'code']] };
    },
    schema: () => body,
    call: () => ({ method: 'POST', path }),
    verb: (tracker, context, _subject, input) => registerThing(tracker, context, thing, withInnerId(input)),
    page: async ({ state, view }) => (
      <RegisterPage state={state} view={view} title={`Add a ${noun}`} kicker={{ href: path, title: nouns }} fields={own} />
    ),
  });

/** A thing as it is to be edited. */
interface Edited {
  id: string;
  seq: number;
  content: Readonly<Record<string, unknown>>;
}

const editedNow = async (tracker: Tracker, thing: Thing, id: string): Promise<Edited> => ({
  id,
  ...(await registeredNow(tracker, thing, id)),
});

/** What forms have in common that begin with what is said now: nobody else may have edited it meanwhile. */
const ofEdited = {
  measures: () => [],
  version: ({ seq }: Edited) => String(seq),
  before: ({ content }: Edited) => content,
};

/** What fields say otherwise than before, as a patch: what is emptied is taken away. */
function patchPart(own: readonly BodyField[], fields: Given, content: Edited['content'], called: CodeFinder): Part {
  const before = textsOfContent(own, content, called);
  const isChanged = ({ name }: BodyField): boolean => (textOf(fields, name) ?? '') !== (before[name]?.[0] ?? '').trim();
  const changed = own.filter(isChanged);
  const { body, places, problems } = bodyPart(changed, fields, called);
  const emptied = changed.filter(({ name }) => body[name] === undefined);
  const isList = ({ as }: BodyField): boolean => ['list', 'instruments', 'economies', 'rows'].includes(as);
  return {
    body: { ...body, ...Object.fromEntries(emptied.map((field) => [field.name, isList(field) ? [] : field.required ? undefined : null])) },
    places: [...places, ...own.map(({ name }) => [name, name] as const)],
    problems: changed.length === 0 ? [{ field: '', message: 'Nothing is changed yet.' }] : problems.concat(missing(emptied)),
  };
}

const missing = (emptied: readonly BodyField[]) =>
  emptied.filter(({ required }) => required).map(({ name }) => ({ field: name, message: 'is needed' }));

const nameOf = ({ id, content }: Edited): string => String(content.title ?? content.name ?? id);

/** The fields that a patch takes. */
const patchable = (own: readonly BodyField[], patch: { shape: object }): BodyField[] =>
  own.filter(({ name }) => Object.hasOwn(patch.shape, name));

const editForm = ({ thing, noun, path, fields, patch, home }: Registering): MountedForm => {
  const own = patchable(fields, patch);
  return defineRecordingForm({
    path: `${path}/{id}/edit`,
    load: (tracker, id) => editedNow(tracker, thing, id),
    ...ofEdited,
    home: (edited) => home(edited.id, nameOf(edited)),
    start: ({ content }, _on, _today, called) => textsOfContent(own, content, called),
    read: (given, { content }, called) => patchPart(own, given, content, called),
    schema: () => patch as typeof DisputePatch,
    call: ({ id }) => ({ method: 'PATCH', path: `${path}/${id}` }),
    verb: (tracker, context, { id }, input) => editThing(tracker, context, thing, id, input),
    page: async ({ subject, state, view }) => (
      <RegisterPage
        state={state}
        view={view}
        title={`Edit a ${noun}`}
        kicker={{ href: home(subject.id, nameOf(subject)), title: nameOf(subject) }}
        fields={own}
      />
    ),
  });
};

const MEASURE_FIELDS = idLast(bodyFields(MeasureBody.shape, { adds_to: 'text', coverage: null, rate_tables: null, status_changes: null }));

/** The duty that a tariff adds to is said in words. */
const withAddsTo = (part: Part): Part => ({
  ...part,
  body: { ...part.body, ...(typeof part.body.adds_to === 'string' && { adds_to: { description: part.body.adds_to } }) },
});

/** Its fields in the form of a dispute, which says the dispute itself, and in the one of none. */
const measureFields = (dispute: object | null): BodyField[] => MEASURE_FIELDS.filter(({ name }) => dispute === null || name !== 'dispute');

/** A new measure: what it is, what it covers from a day on, its first status and, for a tariff, its rates. */
function measurePart(fields: Given, dispute: { id: string } | null, called: CodeFinder): Part {
  const facts = withAddsTo(withId(bodyPart(measureFields(dispute), fields, called), idOfWords(textOf(fields, 'title'))));
  const about = provenancePart(fields, called);
  const covers = scopesPart(fields, 'covers_', 'scopes', called);
  const rates = bodyPart([RATE_ROWS], fields, called);
  const change = plainPart(fields, 'status', 'effective_on', 'until_on');
  const day = plainPart(fields, 'effective_on');
  const under = (path: string, part: Part): Part => ({
    ...part,
    body: {},
    places: [[path, part.places[0]?.[1] ?? ''], ...part.places.map(([place, field]) => [`${path}.${place}`, field] as const)],
  });
  const isCovered = covers.body.scopes !== undefined;
  const hasRates = rates.body.rates !== undefined;
  const hasStatus = textOf(fields, 'status') !== undefined;
  const problems = [
    ...(isCovered ? [] : [{ field: 'covers_goods-1', message: 'say what it covers: goods, countries, or “all”' }]),
    ...(hasStatus ? [] : [{ field: 'status', message: 'choose its first status' }]),
  ];
  return partsJoined(
    facts,
    {
      body: {
        ...(dispute !== null && { dispute: dispute.id }),
        ...(isCovered && { coverage: { ...day.body, ...covers.body, ...about.body } }),
        ...(hasStatus && { status_changes: [{ ...change.body, ...about.body }] }),
        ...(hasRates && { rate_tables: [{ ...day.body, ...rates.body, ...about.body }] }),
      },
      places: [],
      problems,
    },
    ...[change, about].map((part) => under('status_changes.0', part)),
    ...[day, covers, about].map((part) => ({ ...under('coverage', part), problems: part === covers ? covers.problems : [] })),
    ...[day, rates, about].map((part) => ({ ...under('rate_tables.0', part), problems: part === rates ? rates.problems : [] })),
    // What is wrong with the history that results is said of the change, wherever it stood.
    { body: {}, places: [...change.places, ...about.places], problems: [] },
  );
}

const addMeasureForm = <Subject,>(
  path: string,
  load: (tracker: Tracker, id: string) => Promise<Subject>,
  disputeOf: (subject: Subject) => { id: string; title: string } | null,
): MountedForm =>
  defineRecordingForm({
    path,
    load,
    measures: () => [],
    home: (_subject, fields) => `/measures/${textOf(fields, 'id') ?? idOfWords(textOf(fields, 'title')) ?? ''}`,
    start: (_subject, on) => ({ effective_on: [on], direction: ['import'], formality: ['formal'] }),
    read: (fields, subject, called) => measurePart(fields, disputeOf(subject), called),
    ...ofCall(CALLS_BY_VERB.addMeasure, (_subject: Subject) => ''),
    page: async ({ subject, state, view }) => {
      const dispute = disputeOf(subject);
      return <AddMeasurePage state={state} view={view} dispute={dispute} fields={measureFields(dispute)} lawful={lawfulNext(null)} />;
    },
  });

const EDIT_MEASURE_FIELDS = patchable(MEASURE_FIELDS, MeasurePatch);

const EDIT_MEASURE = defineRecordingForm({
  path: '/measures/{id}/edit',
  ...ofEdited,
  load: (tracker, id) => editedNow(tracker, 'measure', id),
  measures: ({ id }) => [id],
  home: ({ id }) => `/measures/${id}`,
  start: ({ content }, _on, _today, called) => textsOfContent(EDIT_MEASURE_FIELDS, content, called),
  read: (fields, { content }, called) => withAddsTo(patchPart(EDIT_MEASURE_FIELDS, fields, content, called)),
  ...ofCall(CALLS_BY_VERB.editMeasure, ({ id }: Edited) => id),
  page: async ({ tracker, subject, state, view }) => {
    const [measure] = await standingsOn(tracker, [subject.id], view.today);
    const kicker = { href: `/measures/${subject.id}`, title: measure?.title ?? subject.id };
    return <RegisterPage state={state} view={view} title="Edit a measure" kicker={kicker} fields={EDIT_MEASURE_FIELDS} />;
  },
});

const AREA_FIELDS = bodyFields(AreaBody.shape);

/** A new area of a jurisdiction, which the beginning of its code names. */
const ADD_AREA = defineRecordingForm({
  path: '/jurisdictions/{id}/add/area',
  load: (tracker, id) => editedNow(tracker, 'jurisdiction', id),
  ...ofEdited,
  home: (edited) => jurisdictionAt(nameOf(edited)),
  start: ({ id }) => ({ code: [`${id}-`] }),
  read: (fields, { id }, called) => {
    const part = bodyPart(AREA_FIELDS, fields, called);
    const code = textOf(fields, 'code') ?? '';
    return code.startsWith(`${id}-`)
      ? part
      : { ...part, problems: [...part.problems, { field: 'code', message: `"${code}" must begin with ${id}-` }] };
  },
  schema: () => AreaBody,
  call: () => ({ method: 'POST', path: '/areas' }),
  verb: (tracker, context, _subject, input) => registerArea(tracker, context, input),
  page: async ({ subject, state, view }) => {
    const kicker = { href: jurisdictionAt(nameOf(subject)), title: nameOf(subject) };
    return <RegisterPage state={state} view={view} title="Add an area" kicker={kicker} fields={AREA_FIELDS} />;
  },
});

const EDIT_AREA_FIELDS = patchable(AREA_FIELDS, AreaPatch);

const EDIT_AREA = defineRecordingForm({
  path: '/areas/{id}/edit',
  load: areaNow,
  measures: () => [],
  version: ({ seq }) => String(seq),
  before: ({ content }) => content,
  home: ({ content }) => jurisdictionAt(String(content.name)),
  start: ({ area }) => ({ name: [area.name] }),
  read: (fields, { area }, called) => patchPart(EDIT_AREA_FIELDS, fields, area, called),
  schema: () => AreaPatch,
  call: ({ area }) => ({ method: 'PATCH', path: `/areas/${area.code}` }),
  verb: (tracker, context, { area }, { name }) => renameArea(tracker, context, { code: area.code, name }),
  page: async ({ subject: { area, content }, state, view }) => {
    const kicker = { href: jurisdictionAt(String(content.name)), title: `${area.code} ${area.name}` };
    return <RegisterPage state={state} view={view} title="Edit an area" kicker={kicker} fields={EDIT_AREA_FIELDS} />;
  },
});

export const REGISTER_FORMS: readonly MountedForm[] = [
  ...THINGS.map(addForm),
  ...THINGS.map(editForm),
  addMeasureForm(
    '/add/measure',
    async () => null,
    () => null,
  ),
  addMeasureForm(
    '/disputes/{id}/add/measure',
    (tracker, id) => showDispute(tracker, id, {}),
    ({ id, title }) => ({ id, title }),
  ),
  EDIT_MEASURE,
  ADD_AREA,
  EDIT_AREA,
];
