import { LATEST } from '../db/cut.ts';
import { insertEntries } from '../db/entries.ts';
import { touchMeasures } from '../db/etags.ts';
import { entriesOfKinds } from '../db/histories.ts';
import { existingIds } from '../db/ids.ts';
import { resolutionsTouched } from '../db/outcomes.ts';
import { measuresCiting, refreshPeriods } from '../db/periods.ts';
import { newestRegistrations, type Register, readMeasure, readRegister } from '../db/register.ts';
import { makeKnown } from '../db/register-rows.ts';
import { PERIOD_KINDS, statusesOfMeasures } from '../db/statements.ts';
import type { Change, Connection } from '../db/store.ts';
import { everReached } from '../domain/containment.ts';
import { addDays, dayOf, firstDay, type PartialDate } from '../domain/dates.ts';
import { checkRules } from '../domain/duty/contradictions.ts';
import { type FieldPlace, fieldsAt, invalid, TrackerError } from '../domain/errors.ts';
import { positionOfRepeated } from '../domain/group.ts';
import { HistoryError } from '../domain/history-error.ts';
import { canonicalText, filled } from '../domain/ledger.ts';
import { lookedProblem, ownAmong, requestProblem } from '../domain/register.ts';
import { checkSteps } from '../domain/resolution.ts';
import { isForEverybody, type Scope } from '../domain/scope.ts';
import { isExporterClass, type Kind, type Thing } from '../domain/vocabulary.ts';
import { knownPartner } from '../lookups/known.ts';
import { noneCalled } from '../lookups/similar.ts';
import type { ChangedRowsSaid } from '../things/changed-rows.ts';
import { type Consequences, noConsequences } from '../things/consequences.ts';
import { confidenceOf, type Provenance, type SourceInput, type Subject } from '../things/entry.ts';
import { type Entry, type EntryBody, entriesOf, scopePath, scopesOf, standingOf } from '../things/ledger.ts';
import { addConsequences, consequencesOf } from './consequences.ts';
import { checkRepetition } from './repetition.ts';
import { checkStatements, checkTerms } from './statement-checks.ts';

/** So many years ahead an entry may speak of at most: 2126 for 2026 is a slip. */
const FURTHEST = 50;

/** A thing to be registered: what it is, and what is said of it. */
export interface Registering {
  thing: Thing;
  id: string;
  /** As the schema of its kind reads it. */
  content: object;
  /** What the registration says about itself; it needs no source. */
  about?: Partial<Provenance>;
  /** The stable id of what comes with the bundled dataset. */
  entryId?: string;
}

/** What a registration keeps of a content: a field that says nothing is left out, so that fields added later change nothing. */
export const said = (content: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(filled(content)).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map((item) => (isObject(item) ? said(item) : item)) : isObject(value) ? said(value) : value,
    ]),
  );
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The first date of something, or of an item in its lists, that lies after a year, with the place of its field. */
function dateAfter(year: string, something: object, at: FieldPlace): { field: string; date: string } | null {
  for (const name in something) {
    const value: unknown = something[name as keyof typeof something];
    if (typeof value === 'string') {
      const isDate = name.endsWith('_on') || name.endsWith('_from') || name.endsWith('_until');
      if (isDate && value.slice(0, 4) > year) return { field: at(name), date: value };
    } else if (Array.isArray(value))
      for (const [index, item] of value.entries()) {
        const found = isObject(item) ? dateAfter(year, item, fieldsAt(at(`${name}.${index}`))) : null;
        if (found) return found;
      }
  }
  return null;
}

/** What a body says of a thing beside its id. */
export const withoutId = <Body extends { id: string }>({ id: _id, ...content }: Body): Omit<Body, 'id'> => content;

/** The things that an entry may be about. */
const SUBJECTS: Readonly<Partial<Record<Thing, keyof Subject>>> = {
  measure: 'measure_id',
  dispute: 'dispute_id',
  wto_case: 'wto_case_id',
};

/** The days that are said of a source. */
type SourceDays = Pick<SourceInput, 'published_on' | 'looked_at_on'>;

/** Gathers what one transaction records, checks it against the register, and writes it at the end. */
export class Recorder {
  readonly connection: Connection;
  readonly change: Change;
  /** Who there is, with what this transaction registered. */
  register: Register;
  readonly recordedBy: string;
  readonly #reviewer: string | undefined;
  /** The last year that an entry may speak of. */
  readonly #lastYear: string;
  readonly #entries: Entry[] = [];
  /** Where each of them stood in the input. */
  readonly #places = new Map<number, string>();
  readonly #touched = new Set<string>();
  readonly #cited = new Map<string, string>();
  readonly #exporters = new Map<string, string>();
  readonly #newSources = new Map<string, SourceInput>();
  readonly #measures = new Map<string, { kind: Kind; imposed_by: string }>();
  /** The measures that this transaction registers: nothing was said of them before. */
  readonly #created = new Set<string>();
  /** What it makes of entries that were recorded before, once it is finished. */
  readonly consequences: Consequences = noConsequences();
  /** What entries changed that were stated as a change, by their seq. */
  readonly changedRows = new Map<number, ChangedRowsSaid>();

  constructor(
    connection: Connection,
    change: Change,
    register: Register,
    { actor, reviewer }: { actor: string; reviewer?: string | undefined },
  ) {
    this.connection = connection;
    this.change = change;
    this.register = register;
    this.recordedBy = actor;
    this.#reviewer = reviewer;
    this.#lastYear = String(Number(change.recorded_at.slice(0, 4)) + FURTHEST);
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** Was a measure registered in this transaction, so that nothing was recorded of it before? */
  isCreated(measure: string): boolean {
    return this.#created.has(measure);
  }

  /** Adds an entry; `path` is where it stood in the input, for messages. Gives its seq. Throws `invalid` for a partner that the register lacks, and for an announcement that is yet to come. */
  add(subject: Subject, body: EntryBody, provenance: Provenance, path: string, entryId: string | null = null): number {
    const at = fieldsAt(path);
    const sources = (provenance.sources ?? []).map((source, index) => this.#cite(source, at(`sources.${index}`)));
    const twice = positionOfRepeated(sources);
    if (twice !== -1) throw invalid(at(`sources.${twice}`), `"${sources[twice]}" is cited already: name each source once`);
    const stranger = Object.keys(provenance.places ?? {}).find((id) => !sources.includes(id));
    if (stranger !== undefined) throw invalid(at(`places.${stranger}`), `the entry does not cite "${stranger}": name it in sources too`);
    scopesOf(body).forEach((scope, index) => {
      this.checkScope(scope, at(scopePath(body.kind, index)));
    });
    // What comes with the program was announced before it was written, whatever the clock says here.
    if (entryId === null) this.#checkAnnouncement(provenance.announced_on, at('announced_on'));
    const seq = this.change.nextSeq();
    const entry: Entry = {
      seq,
      entry_id: entryId,
      measure_id: subject.measure_id ?? null,
      dispute_id: subject.dispute_id ?? null,
      wto_case_id: subject.wto_case_id ?? null,
      recorded_at: this.change.recorded_at,
      recorded_by: this.recordedBy,
      announced_on: provenance.announced_on ?? null,
      note: provenance.note ?? null,
      confidence: confidenceOf(provenance),
      doubt: provenance.doubt ?? null,
      sources,
      ...(this.#reviewer !== undefined && { reviewed_by: this.#reviewer }),
      ...(provenance.places && Object.keys(provenance.places).length > 0 && { places: provenance.places }),
      ...(provenance.instruments &&
        provenance.instruments.length > 0 && {
          instruments: provenance.instruments.map(({ identifier, url }) => ({ identifier, ...(url !== undefined && { url }) })),
        }),
      ...body,
    };
    if (entryId === null) this.#checkAhead(entry, at);
    this.#entries.push(entry);
    this.#places.set(seq, path);
    if (subject.measure_id) this.touch(subject.measure_id);
    if (body.kind === 'resolution') for (const outcome of body.outcomes) this.touch(outcome.measure_id);
    if (body.kind === 'implementation' || body.kind === 'collapse') for (const measure of body.measures) this.touch(measure);
    return seq;
  }

  /**
   * Registers things, each whole: adds an entry for each and makes it known to what follows in this transaction. `isNew`: none of them was
   * registered before. Throws `invalid` for a jurisdiction that the register lacks.
   */
  async registerAll(things: readonly Registering[], isNew = false): Promise<void> {
    const first = this.#entries.length;
    for (const { thing, id, content, about, entryId } of things) {
      const subject = SUBJECTS[thing];
      this.add(
        subject === undefined ? {} : { [subject]: id },
        { kind: 'registration', thing, thing_id: id, origin: 'registered', content: said(content) },
        about ?? {},
        '',
        entryId ?? null,
      );
      if (thing === 'measure') this.#measures.delete(id);
      if (thing === 'measure' && isNew) this.#created.add(id);
    }
    await makeKnown(this.connection, entriesOf(this.#entries.slice(first), 'registration'), () => !isNew);
    if (things.some(({ thing }) => thing === 'jurisdiction')) this.register = await readRegister(this.connection, LATEST);
  }

  /** What was just registered of a measure need not be read back. */
  knowMeasure(id: string, { kind, imposed_by }: { kind: Kind; imposed_by: string }): void {
    this.#measures.set(id, { kind, imposed_by });
  }

  /** A measure that this transaction touches: its ETag changes. */
  touch(measureId: string): void {
    this.#touched.add(measureId);
  }

  /** Checks that a measure exists; gives its kind. Throws `not_found`, or `invalid` where it stood in a body. */
  async measureKind(id: string, path?: string): Promise<Kind> {
    return (await this.#measure(id, path)).kind;
  }

  /** Checks that a measure affects others than who imposes it. Throws `invalid`. */
  async checkAffected(id: string, scopes: readonly Pick<Scope, 'partners'>[], at: (index: number) => string): Promise<void> {
    const { imposed_by } = await this.#measure(id);
    for (const [index, { partners }] of scopes.entries()) {
      const own = ownAmong(partners, imposed_by);
      if (own !== undefined) throw invalid(at(index), `"${own}" is who imposes ${id}: name whom it affects`);
    }
  }

  async #measure(id: string, path?: string): Promise<{ kind: Kind; imposed_by: string }> {
    const known = this.#measures.get(id) ?? (await readMeasure(this.connection, id, LATEST));
    if (known === undefined) {
      const none = await noneCalled(this.connection, 'measure', id);
      throw path === undefined ? new TrackerError('not_found', none) : invalid(path, none);
    }
    this.#measures.set(id, { kind: known.kind, imposed_by: known.imposed_by });
    return known;
  }

  #cite(source: string | SourceInput, path: string): string {
    const id = typeof source === 'string' ? source : source.id;
    if (typeof source !== 'string') {
      const other = this.#newSources.get(id);
      if (other && JSON.stringify(other) !== JSON.stringify(source))
        throw invalid(path, `the new source "${id}" is given twice, with different content`);
      this.checkSource(source, (field) => `${path}.${field}`);
      this.#newSources.set(id, source);
    }
    if (!this.#cited.has(id)) this.#cited.set(id, path);
    return id;
  }

  #checkAnnouncement(announced: PartialDate | undefined, path: string): void {
    this.#checkPast(announced, path, 'announced_on is when the act or the news was published; when it takes effect is effective_on');
  }

  /** Nobody has seen a source that is yet to be published, nor looked at it on a day that is yet to come. Throws `invalid`. */
  checkSource(source: SourceDays, at: (field: string) => string): void {
    const [problem] = this.sourceProblems(source);
    if (problem !== undefined) throw invalid(at(problem.field), problem.message);
  }

  /** What is wrong with the days that are said of a source, each with its field. */
  sourceProblems({ published_on, looked_at_on }: SourceDays): { field: keyof SourceDays; message: string }[] {
    const published = this.#futureProblem(published_on, 'published_on is the day that the source bears');
    const looked =
      this.#futureProblem(looked_at_on, 'looked_at_on is when somebody looked at it') ?? lookedProblem(looked_at_on, published_on);
    return [
      ...(published === null ? [] : [{ field: 'published_on' as const, message: published }]),
      ...(looked === null ? [] : [{ field: 'looked_at_on' as const, message: looked }]),
    ];
  }

  /** Nothing was agreed on a day that is yet to come. Throws `invalid`. */
  checkAgreed(agreed: PartialDate | null, path: string): void {
    this.#checkPast(
      agreed ?? undefined,
      path,
      'agreed_on is when it was agreed; when it is carried out is recorded with what is carried out',
    );
  }

  /** What is wrong with the day on which consultations of a WTO case were requested; null if nothing is. */
  requestProblem(requested: PartialDate | undefined): string | null {
    return requestProblem(requested) ?? this.#futureProblem(requested, 'requested_on is when consultations were requested');
  }

  /** A day that nobody living will see is a slip of the pen. */
  #checkAhead(entry: Entry, at: FieldPlace): void {
    const last = this.#lastYear;
    const ahead = dateAfter(last, entry.kind === 'registration' ? entry.content : entry, at);
    if (ahead === null) return;
    throw invalid(
      ahead.field,
      `"${ahead.date}" is after ${last}, the last year that is taken: look at the year; what has no known end is recorded without one`,
    );
  }

  /** Nobody can record what is yet to come; where the sun rises earlier it may be tomorrow already. */
  #checkPast(date: PartialDate | undefined, path: string, means: string): void {
    const problem = this.#futureProblem(date, means);
    if (problem !== null) throw invalid(path, problem);
  }

  #futureProblem(date: PartialDate | undefined, means: string): string | null {
    const today = dayOf(this.change.recorded_at);
    return date !== undefined && firstDay(date) > addDays(today, 1) ? `"${date}" is yet to come (today is ${today}): ${means}` : null;
  }

  /** Checks whom a scope names against the register, exporters at the end. Throws `invalid`. */
  checkScope(scope: Scope, path: string): void {
    for (const list of ['partners', 'excluded'] as const)
      for (const code of scope[list]) knownPartner(this.register, code, `${path}.${list}`);
    const beside = isForEverybody(scope)
      ? undefined
      : scope.excluded.find((code) => !everReached(scope.partners, code, this.register.memberships));
    if (beside !== undefined)
      throw invalid(`${path}.excluded`, `"${beside}" is none of ${scope.partners.join(', ')}: leave out only whom the partners reach`);
    for (const list of ['exporters', 'companies'] as const)
      for (const exporter of scope[list])
        if (!isExporterClass(exporter) && !this.#exporters.has(exporter)) this.#exporters.set(exporter, `${path}.${list}`);
  }

  /**
   * Writes what was gathered: new sources, entries, derived rows, ETags. Throws `invalid` for an unknown source or exporter, and
   * `conflict` if the history of a measure, or what came of a resolution, does not hold together with it.
   */
  async finish(): Promise<void> {
    await this.#settleSources();
    const exporters = await existingIds(this.connection, 'exporters', [...this.#exporters.keys()], LATEST);
    for (const [id, path] of this.#exporters)
      if (!exporters.has(id))
        throw invalid(
          path,
          `"${id}" is no exporter of the register: add it first (/exporters lists them), or use other_cooperating or all_others`,
        );
    await checkRepetition(this.connection, this.#entries, (measure) => this.isCreated(measure));
    await insertEntries(this.connection, this.#entries);
    const entries = new Set(this.#entries.map(({ seq }) => seq));
    const isAdded = (seq: number): boolean => entries.has(seq);
    const told = new Set(
      this.#entries
        .filter(({ kind }) => kind === 'registration' || PERIOD_KINDS.some((one) => one === kind))
        .map((entry) => entry.measure_id),
    );
    const measures = [...this.#touched];
    // When a source was published may say when what cites it was announced.
    const published = entriesOf(this.#entries, 'registration').flatMap(({ thing, thing_id }) => (thing === 'source' ? [thing_id] : []));
    const folded = [...new Set([...measures.filter((id) => told.has(id)), ...(await measuresCiting(this.connection, published))])];
    const today = dayOf(this.change.recorded_at);
    // Who loads what comes with the program can answer nothing.
    const asked = new Set(this.#entries.filter(({ entry_id }) => entry_id === null).map(({ seq }) => seq));
    const isAsked = (seq: number): boolean => asked.has(seq);
    // As they were, where something is taken back.
    const before = { knownSeq: this.change.before, registerSeq: this.change.before, announcedBy: null };
    const corrected = entriesOf(this.#entries, 'correction').length > 0 ? folded : [];
    const was = await statusesOfMeasures(this.connection, corrected, before);
    await this.#placed(async () => {
      await refreshPeriods(this.connection, folded, this.#entries, (id, statements) => {
        addConsequences(this.consequences, consequencesOf(id, statements, isAdded, today, was.get(id)));
        checkStatements(id, statements, { isAdded, isAsked, today, register: this.register });
      });
      // What comes with the program was read when it was written.
      const terms = entriesOf(this.#entries, 'duty_rule', 'quota').filter(({ seq }) => isAsked(seq));
      await checkTerms(this.connection, terms, this.register);
    });
    if (entriesOf(this.#entries, 'duty_rule').length > 0) {
      const { standing } = standingOf(await entriesOfKinds(this.connection, ['duty_rule']));
      checkRules(entriesOf(standing, 'duty_rule'), ({ seq }) => isAdded(seq), this.register);
    }
    for (const { before, after } of await resolutionsTouched(this.connection, this.#entries)) checkSteps(before, after, this.register);
    await touchMeasures(this.connection, measures, this.change.lastSeq());
  }

  /** Runs checks of what measures say: what they find wrong is named where it stood in the input. */
  async #placed(check: () => Promise<void>): Promise<void> {
    await check().catch((error) => {
      throw error instanceof HistoryError ? error.at(this.#places.get(error.seq) ?? this.#places.get(error.after ?? 0) ?? '') : error;
    });
  }

  async #settleSources(): Promise<void> {
    const known = await newestRegistrations(this.connection, 'source', [...this.#cited.keys()]);
    for (const entry of entriesOf(this.#entries, 'registration')) if (entry.thing === 'source') known.set(entry.thing_id, entry);
    for (const [id, path] of this.#cited) {
      const given = this.#newSources.get(id);
      if (given === undefined) {
        if (!known.has(id)) throw invalid(path, `there is no source "${id}": give its id from /sources, or the new source in full`);
      } else if (known.has(id)) {
        if (canonicalText(known.get(id)?.content ?? {}) !== canonicalText(said(withoutId(given))))
          throw invalid(
            path,
            `the source "${id}" is in the register already with other content: cite it by its id alone, or give the new one another id`,
          );
      }
    }
    const added = [...this.#newSources.values()].filter((source) => !known.has(source.id));
    await this.registerAll(
      added.map((source) => ({ thing: 'source', id: source.id, content: withoutId(source) })),
      true,
    );
  }
}
