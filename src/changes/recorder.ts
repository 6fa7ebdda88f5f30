import { insertEntries } from '../db/entries.ts';
import { resolutionsTouched } from '../db/outcomes.ts';
import { refreshPeriods } from '../db/periods.ts';
import { addToRegister, existingIds, type Register, readMeasure, readSource, touchMeasures } from '../db/register.ts';
import type { Change, Connection } from '../db/store.ts';
import { invalid, TrackerError } from '../domain/errors.ts';
import { checkSteps } from '../domain/resolution.ts';
import type { Scope } from '../domain/scope.ts';
import { checkHistory, checkUntil } from '../domain/timeline.ts';
import { EXPORTER_CLASSES, type Kind } from '../domain/vocabulary.ts';
import { knownPartner } from '../lookups/known.ts';
import type { Provenance, SourceInput, Subject } from '../things/entry.ts';
import { type Entry, type EntryBody, scopePath, scopesOf } from '../things/ledger.ts';

/** Columns of a source that are null where the input leaves them out. */
export const sourceRow = (source: SourceInput) => ({
  id: source.id,
  publisher: source.publisher,
  title: source.title,
  url: source.url ?? null,
  published_on: source.published_on ?? null,
  kind: source.kind,
  read_as: source.read_as ?? null,
  note: source.note ?? null,
});

/** Gathers what one transaction records, checks it against the register, and writes it at the end. */
export class Recorder {
  readonly connection: Connection;
  readonly change: Change;
  readonly register: Register;
  readonly recordedBy: string;
  readonly #entries: Entry[] = [];
  readonly #touched = new Set<string>();
  readonly #cited = new Map<string, string>();
  readonly #exporters = new Map<string, string>();
  readonly #newSources = new Map<string, SourceInput>();
  readonly #measures = new Map<string, Kind>();

  constructor(connection: Connection, change: Change, register: Register, recordedBy: string) {
    this.connection = connection;
    this.change = change;
    this.register = register;
    this.recordedBy = recordedBy;
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** Adds an entry; `path` is where it stood in the input, for messages. Gives its seq. Throws `invalid` for a partner that the register lacks. */
  add(subject: Subject, body: EntryBody, provenance: Provenance, path: string, entryId: string | null = null): number {
    const at = (field: string): string => (path === '' ? field : `${path}.${field}`);
    const sources = (provenance.sources ?? []).map((source, index) => this.#cite(source, at(`sources.${index}`)));
    if (new Set(sources).size !== sources.length) throw invalid(at('sources'), 'names a source twice');
    scopesOf(body).forEach((scope, index) => {
      this.#checkScope(scope, at(scopePath(body.kind, index)));
    });
    const seq = this.change.nextSeq();
    this.#entries.push({
      seq,
      entry_id: entryId,
      measure_id: subject.measure_id ?? null,
      dispute_id: subject.dispute_id ?? null,
      wto_case_id: subject.wto_case_id ?? null,
      recorded_at: this.change.recorded_at,
      recorded_by: this.recordedBy,
      announced_on: provenance.announced_on ?? null,
      note: provenance.note ?? null,
      confidence: provenance.confidence,
      doubt: provenance.doubt ?? null,
      sources,
      ...body,
    });
    if (subject.measure_id) this.touch(subject.measure_id);
    if (body.kind === 'resolution') for (const outcome of body.outcomes) this.touch(outcome.measure_id);
    if (body.kind === 'implementation' || body.kind === 'collapse') for (const measure of body.measures) this.touch(measure);
    return seq;
  }

  /** A measure that this transaction touches: its ETag changes. */
  touch(measureId: string): void {
    this.#touched.add(measureId);
  }

  /** Checks that a measure exists; gives its kind. Throws `not_found`, or `invalid` where it stood in a body. */
  async measureKind(id: string, path?: string): Promise<Kind> {
    let kind = this.#measures.get(id);
    if (kind === undefined) {
      kind = (await readMeasure(this.connection, id))?.kind;
      if (kind === undefined) {
        if (path !== undefined) throw invalid(path, `there is no measure "${id}"`);
        throw new TrackerError('not_found', `there is no measure "${id}"`);
      }
      this.#measures.set(id, kind);
    }
    return kind;
  }

  #cite(source: string | SourceInput, path: string): string {
    const id = typeof source === 'string' ? source : source.id;
    if (typeof source !== 'string') {
      const other = this.#newSources.get(id);
      if (other && JSON.stringify(other) !== JSON.stringify(source))
        throw invalid(path, `the new source "${id}" is given twice, with different content`);
      this.#newSources.set(id, source);
    }
    if (!this.#cited.has(id)) this.#cited.set(id, path);
    return id;
  }

  #checkScope(scope: Scope, path: string): void {
    for (const list of ['partners', 'excluded'] as const)
      for (const code of scope[list]) knownPartner(this.register, code, `${path}.${list}`);
    for (const list of ['exporters', 'companies'] as const)
      for (const exporter of scope[list])
        if (!(EXPORTER_CLASSES as readonly string[]).includes(exporter) && !this.#exporters.has(exporter))
          this.#exporters.set(exporter, `${path}.${list}`);
  }

  /**
   * Writes what was gathered: new sources, entries, derived rows, ETags. Throws `invalid` for an unknown source or exporter, and
   * `conflict` if the history of a measure does not hold together with it.
   */
  async finish(): Promise<void> {
    await this.#settleSources();
    const exporters = await existingIds(this.connection, 'exporters', [...this.#exporters.keys()]);
    for (const [id, path] of this.#exporters)
      if (!exporters.has(id))
        throw invalid(
          path,
          `"${id}" is no exporter of the register: add it first (POST /exporters), or use other_cooperating or all_others`,
        );
    for (const { before, after } of await resolutionsTouched(this.connection, this.#entries)) checkSteps(before, after);
    await insertEntries(this.connection, this.#entries);
    const told = new Set(
      this.#entries
        .filter((entry) => ['status_change', 'coverage', 'rate_table', 'correction'].includes(entry.kind))
        .map((entry) => entry.measure_id),
    );
    const measures = [...this.#touched];
    const folded = measures.filter((id) => told.has(id));
    await refreshPeriods(this.connection, folded, this.#entries, (id, { statuses, coverages, rateTables }) => {
      checkHistory(id, statuses);
      checkUntil(id, [...coverages, ...rateTables]);
    });
    await touchMeasures(this.connection, measures, this.change.lastSeq());
  }

  async #settleSources(): Promise<void> {
    const known = await existingIds(this.connection, 'sources', [...this.#cited.keys()]);
    for (const [id, path] of this.#cited) {
      const given = this.#newSources.get(id);
      if (given === undefined) {
        if (!known.has(id)) throw invalid(path, `there is no source "${id}": give its id from /sources, or the new source in full`);
      } else if (known.has(id)) {
        const { id: _id, ...kept } = (await readSource(this.connection, id)) as ReturnType<typeof sourceRow>;
        const { id: _same, ...wanted } = sourceRow(given);
        if (JSON.stringify(Object.entries(kept).sort()) !== JSON.stringify(Object.entries(wanted).sort()))
          throw invalid(
            path,
            `the source "${id}" is in the register already with other content: cite it by its id alone, or give the new one another id`,
          );
      }
    }
    const added = [...this.#newSources.values()].filter((source) => !known.has(source.id));
    await addToRegister(this.connection, { sources: added.map(sourceRow) });
  }
}
