import { userInfo } from 'node:os';
import type * as z from 'zod';
import { type CallOf, type CallResult, inputOf } from './changes/call.ts';
import { CALLS_BY_VERB } from './changes/calls.ts';
import { type SeenMeasure, seenAt, type WriteContext } from './changes/write.ts';
import { DEFAULT_DATABASE } from './config.ts';
import { openStore } from './db/open.ts';
import { parseDay } from './domain/dates.ts';
import { invalid } from './domain/errors.ts';
import { backup, exportTo } from './keep/export.ts';
import { importFrom } from './keep/import.ts';
import { loadDataset } from './keep/load-dataset.ts';
import { askedOfFile } from './keep/official/formats.ts';
import { type OfficialDocument, previewDocument, proposeDocument, withoutCalls } from './keep/official/propose-document.ts';
import { acceptProposal, listProposals, operator, propose, rejectProposal, showProposal } from './keep/proposals/proposals.ts';
import { importSheet } from './keep/sheets/import-sheet.ts';
import { shipmentsOf } from './keep/sheets/shipments.ts';
import { verify } from './keep/verify.ts';
import { showDispute } from './lookups/disputes.ts';
import { quoteDuty, toldOf } from './lookups/duty.ts';
import { dutyHistory } from './lookups/duty-history.ts';
import { LISTS, type ListName, type ListRows } from './lookups/lists.ts';
import { showMeasure } from './lookups/measure.ts';
import { readOverview } from './lookups/overview.ts';
import { allOf, besideIn, NO_LIMIT } from './lookups/paging.ts';
import { rateHistory } from './lookups/rates.ts';
import { search } from './lookups/search.ts';
import { createTracker, definiteClocks, type Tracker } from './lookups/tracker.ts';
import { understood } from './lookups/understood.ts';
import { showWtoCase } from './lookups/wto-cases.ts';
import type { DatasetLoad, Overview, Recorded, Search } from './things/answers.ts';
import { type ListOf, type QuestionOf, textsOf } from './things/asking.ts';
import type { DisputeDetail } from './things/dispute.ts';
import type { Duty } from './things/duty.ts';
import type { DutyHistory } from './things/duty-history.ts';
import { dutyHistoryParameters, dutyParameters, readDutyQuestion } from './things/duty-question.ts';
import type { ImportedSheet, ProposedDocument, ToldDocument } from './things/imported.ts';
import type { MeasureDetail } from './things/measure.ts';
import { type Proposal, ProposalBody, type ProposalRow, type ProposedSheet, RejectionBody } from './things/proposal.ts';
import * as parameters from './things/questions.ts';
import type { RateStep } from './things/rate-table.ts';
import { read } from './things/read.ts';
import type { SheetKind } from './things/sheets.ts';
import type { ShipmentRow, shipmentParameters } from './things/shipment.ts';
import {
  AcceptanceOptions,
  AnyQuestion,
  type ByOption,
  ByOptions,
  type DocumentOptions,
  ImportFromOptions,
  known,
  LoadOptions,
  OfficialOptions,
  OpeningOptions,
  SheetOptions,
  type TrackerOptions,
  type VerbOptions,
  WritingOptions,
} from './things/verb-options.ts';
import type { WtoCaseDetail } from './things/wto-case.ts';

// The package as a library: the verbs over one database, each with its input checked as the HTTP interface checks it. What the
// types say comes from things/ alone, so that they don't need those of a database driver.

export { TrackerError } from './domain/errors.ts';
export type { DatasetLoad, Overview, Recorded, Registered, Search } from './things/answers.ts';
export type { DisputeDetail, DisputeRow } from './things/dispute.ts';
export type { Duty } from './things/duty.ts';
export type { DutyHistory, DutyStretch } from './things/duty-history.ts';
export type { ImportedSheet, OfficialFormatName, ProposedDocument, ToldDocument } from './things/imported.ts';
export type { MeasureDetail, MeasureRow } from './things/measure.ts';
export type { Proposal, ProposalRow } from './things/proposal.ts';
export type { RateRow } from './things/rate-row.ts';
export type { ResolutionRow } from './things/resolution.ts';
export type { SheetKind } from './things/sheets.ts';
export type { ShipmentRow } from './things/shipment.ts';
export type { StatusChangeRow } from './things/status-change.ts';
export type { ByOption, DocumentOptions, TrackerOptions, VerbOptions } from './things/verb-options.ts';
export type { WtoCaseDetail, WtoCaseRow } from './things/wto-case.ts';

/** The state of a measure that a verb is to be about. Throws `invalid` for a `state_tag` that is none. */
function seenIn(ifMatch: NonNullable<VerbOptions['ifMatch']>): SeenMeasure {
  if ('seq' in ifMatch) return ifMatch;
  const seen = seenAt(ifMatch.measure, ifMatch.state_tag);
  if (seen === null)
    throw invalid('ifMatch', `"${ifMatch.state_tag}" must be the state_tag of ${ifMatch.measure}, such as 42-1fb480cf423c`);
  return seen;
}

const RATE_PARAMETERS = {
  announced_by: parameters.clockParameters.announced_by,
  known_at: parameters.clockParameters.known_at,
  exporter: parameters.measureRecordParameters.exporter,
} as const;

/** What `openTracker` gives. */
export type OpenTracker = Awaited<ReturnType<typeof openTracker>>;

/**
 * Opens a database and gives its verbs. Every verb takes plain values and throws a `TrackerError`: `invalid` with a detail for each
 * value that is not understood, `not_found`, `conflict` with the statuses that may follow, `precondition` where a measure has changed.
 */
export async function openTracker(options: string | TrackerOptions = {}) {
  const {
    database = DEFAULT_DATABASE,
    by,
    readOnly = false,
  } = typeof options === 'string' ? { database: options } : known(options, OpeningOptions);
  const tracker = createTracker(await openStore(database, { access: readOnly ? 'read' : 'write' }));
  return verbsOf(tracker, by);
}

function verbsOf(tracker: Tracker, owner: string | undefined) {
  /** A question read as the parameters of an address are, words for codes among them. */
  const questionOf = async <Shape extends z.ZodRawShape>(shape: Shape, asked: object) => {
    const { given, took } = await understood(tracker, shape, textsOf(known(asked, AnyQuestion)));
    return { question: parameters.readParameters(shape, given), took };
  };

  /** A verb that asks. */
  const asks =
    <Shape extends z.ZodRawShape, Answer>(shape: Shape, verb: (question: z.output<z.ZodObject<Shape>>) => Promise<Answer>) =>
    async (question: QuestionOf<Shape>): Promise<Answer> =>
      verb((await questionOf(shape, question)).question);

  /** A verb that lists: all rows at once. */
  const lists =
    <Name extends ListName, Shape extends z.ZodRawShape>(name: Name, shape: Shape) =>
    async (question: QuestionOf<Shape> = {} as QuestionOf<Shape>): Promise<ListOf<Shape, ListRows[Name]>> => {
      const { question: meant, took } = await questionOf(shape, question);
      const list = await LISTS[name].whole(tracker, meant);
      const { on, announced_by, known_at, ledger_begins } = list;
      const data = await allOf(list.batches);
      // A list has the clocks that its parameters have.
      return {
        ...(on !== undefined && { on }),
        ...(announced_by !== undefined && { announced_by }),
        ...(known_at !== undefined && { known_at }),
        ...(Object.keys(took).length > 0 && { took }),
        ...(ledger_begins !== undefined && { ledger_begins }),
        data,
        ...besideIn(list),
      } as ListOf<Shape, ListRows[Name]>;
    };

  /** A verb that shows one record. */
  const shows =
    <Shape extends z.ZodRawShape, Answer>(shape: Shape, verb: (id: string, question: z.output<z.ZodObject<Shape>>) => Promise<Answer>) =>
    async (id: string, question?: QuestionOf<Shape>): Promise<Answer> =>
      verb(String(id), (await questionOf(shape, question ?? {})).question);

  const nameOf = ({ by = owner ?? userInfo().username }: ByOption): string => {
    if (by.trim() === '') throw invalid('by', 'must not be empty: say who records');
    return by.trim();
  };
  const contextOf = ({ dryRun, ifMatch, ...options }: VerbOptions): WriteContext => ({
    actor: nameOf(options),
    dryRun,
    ifMatch: ifMatch && seenIn(ifMatch),
  });
  const operatorOf = (options: ByOption) => operator(nameOf(known(options, ByOptions)));

  /** A verb that writes about one record. */
  const writesOn =
    <Schema extends z.ZodType, Answer extends CallResult, Id extends string | number = string>(call: CallOf<Schema, Answer>) =>
    async (id: Id, input: z.input<Schema>, options: VerbOptions = {}): Promise<Answer & { dry_run?: true }> => {
      const body = inputOf(call, input);
      const answer = await call.verb(tracker, contextOf(known(options, WritingOptions)), String(id), body);
      return options.dryRun ? { ...answer, dry_run: true } : answer;
    };

  /** A verb that writes about an entry of the ledger. */
  const writesOnEntry = <Schema extends z.ZodType>(call: CallOf<Schema, Recorded>) => writesOn<Schema, Recorded, number>(call);

  /** A verb that writes what its input alone says. */
  const writes = <Schema extends z.ZodType, Answer extends CallResult>(call: CallOf<Schema, Answer>) => {
    const write = writesOn(call);
    return (input: z.input<Schema>, options?: VerbOptions): Promise<Answer & { dry_run?: true }> => write('', input, options);
  };

  return {
    /** Every tariff and ban whose history has begun by the day, in force or not. Base duties are shown only when asked for by type. */
    listMeasures: lists('measures', parameters.measureParameters),
    /** Bans and other restrictions: those in force on the day unless `status` says otherwise. */
    listBans: lists('bans', parameters.measureParameters),
    /** Tariffs: those in force on the day unless `status` says otherwise. */
    listTariffs: lists('tariffs', parameters.measureParameters),
    /** What tariffs charge: a row for each rate, partner, code, company and stretch of days; those in force on the day unless `from` or `to` is given. */
    listRates: lists('rates', parameters.rateParameters),
    /** Disputes with the state that their measures give them, the most recently changed first. */
    listDisputes: lists('disputes', parameters.disputeParameters),
    /** How disputes ended or are to end, the newest agreement first. */
    listResolutions: lists('resolutions', parameters.resolutionParameters),
    /** What changed in a window of days, and what is scheduled. */
    listStatusChanges: lists('status-changes', parameters.statusChangeParameters),
    /** Jurisdictions with their unions, members and areas on the day. */
    listJurisdictions: lists('jurisdictions', parameters.jurisdictionParameters),
    /** Companies that measures name. */
    listExporters: lists('exporters', parameters.searchParameters),
    /** What goods are called, by HS code: names and words, and the lines of customs tariffs. */
    listProducts: lists('products', parameters.productParameters),
    /** Customs tariffs whose lines are known. */
    listNomenclatures: lists('nomenclatures', parameters.searchParameters),
    /** Cases before the WTO with the stage that they had reached. */
    listWtoCases: lists('wto-cases', parameters.wtoCaseParameters),
    /** Where the claims of the ledger come from. */
    listSources: lists('sources', parameters.searchParameters),

    /** One measure: scope, rates, timeline, links, sources. Throws `not_found` for an unknown id. */
    showMeasure: shows(parameters.clockParameters, (id, clocks): Promise<MeasureDetail> => showMeasure(tracker, id, clocks)),
    /** One dispute with its measures, resolutions, WTO cases and the joint timeline. Throws `not_found` for an unknown id. */
    showDispute: shows(parameters.clockParameters, (id, clocks): Promise<DisputeDetail> => showDispute(tracker, id, clocks)),
    /** One WTO case with its stages and what is linked to it. Throws `not_found` for an unknown number. */
    showWtoCase: shows(parameters.clockParameters, (id, clocks): Promise<WtoCaseDetail> => showWtoCase(tracker, id, clocks)),
    /** What a company faced from a tariff on each day. Throws `not_found` for an unknown id, `invalid` for a ban. */
    rateHistory: shows(
      RATE_PARAMETERS,
      (id, question): Promise<{ exporter: string | null; steps: RateStep[] }> => rateHistory(tracker, id, question),
    ),
    /** What a good pays on a day, with every step. */
    quoteDuty: asks(dutyParameters, async (question): Promise<Duty> => toldOf(await quoteDuty(tracker, readDutyQuestion(question)))),
    /** What a good paid from one day to another: a row for each stretch of days with the same answer. */
    dutyHistory: asks(dutyHistoryParameters, async (question): Promise<DutyHistory> => {
      const { ledgerHead: _ledgerHead, ...history } = await dutyHistory(tracker, readDutyQuestion(question));
      return history;
    }),
    /**
     * What each shipment of a sheet pays, CSV or XLSX, and which bans meet it; `forAll`: parameters of `quoteDuty` for the rows that leave them out. A row
     * that is not understood has its reason (`problem`). Throws `invalid` for what is no such sheet.
     */
    shipments: async (content: string | Uint8Array, forAll: QuestionOf<typeof shipmentParameters> = {}): Promise<ShipmentRow[]> => {
      const rows: ShipmentRow[] = [];
      for await (const row of (await shipmentsOf(tracker, content, textsOf(forAll))).rows) rows.push(row);
      return rows;
    },
    /** What words may mean: products, economies, areas, disputes, measures, companies. */
    search: asks(parameters.searchQuestion, (question): Promise<Search> => search(tracker, question)),
    /** What is in force, what changed lately, what comes next. */
    overview: asks(
      parameters.clockParameters,
      async (clocks): Promise<Overview> => readOverview(tracker, await definiteClocks(tracker, clocks)),
    ),

    /** Registers a dispute. Throws `conflict` for an id that is taken. */
    addDispute: writes(CALLS_BY_VERB.addDispute),
    /** Edits what a dispute is called and who its parties are. Throws `not_found`. */
    editDispute: writesOn(CALLS_BY_VERB.editDispute),
    /** Registers a measure, with what it covers and its history if they are known. */
    addMeasure: writes(CALLS_BY_VERB.addMeasure),
    /** Edits what a measure is, its kind aside: its title, type, who imposes it, direction, formality, legal instruments or the dispute it belongs to. */
    editMeasure: writesOn(CALLS_BY_VERB.editMeasure),
    /** Registers a company that measures may name. Throws `conflict` for an id that is taken. */
    addExporter: writes(CALLS_BY_VERB.addExporter),
    /** Edits a company: its name, home, aliases or group. Throws `not_found`. */
    editExporter: writesOn(CALLS_BY_VERB.editExporter),
    /** Registers a source. Throws `conflict` for an id that is taken. */
    addSource: writes(CALLS_BY_VERB.addSource),
    /** Edits what is said of a source. Throws `not_found`. */
    editSource: writesOn(CALLS_BY_VERB.editSource),
    /** Registers what goods of a code of an edition of the Harmonized System are called. Throws `conflict` where that is registered already. */
    addProduct: writes(CALLS_BY_VERB.addProduct),
    /** Edits what goods are called; words given replace all they have. Throws `not_found`. */
    editProduct: writesOn(CALLS_BY_VERB.editProduct),
    /** Registers the lines of a customs tariff. Throws `conflict` for an id that is taken. */
    addNomenclature: writes(CALLS_BY_VERB.addNomenclature),
    /** Edits the lines of a customs tariff. Throws `not_found`. */
    editNomenclature: writesOn(CALLS_BY_VERB.editNomenclature),
    /** Registers a jurisdiction: a state, a customs territory or a union. Throws `conflict` for a code that is taken. */
    addJurisdiction: writes(CALLS_BY_VERB.addJurisdiction),
    /** Edits a jurisdiction: its name, aliases, areas or members. Throws `not_found`. */
    editJurisdiction: writesOn(CALLS_BY_VERB.editJurisdiction),
    /** Registers an area of a jurisdiction, which the beginning of its code names. */
    addArea: writes(CALLS_BY_VERB.addArea),
    /** Gives an area another name. Throws `not_found`. */
    editArea: writesOn(CALLS_BY_VERB.editArea),
    /** Registers a case before the WTO. Throws `conflict` for a number that is taken. */
    addWtoCase: writes(CALLS_BY_VERB.addWtoCase),
    /** Edits what is said of a case before the WTO. Throws `not_found`. */
    editWtoCase: writesOn(CALLS_BY_VERB.editWtoCase),

    /** Records that the status of a measure changed: one change, or several in `changes`, all or none. */
    recordStatusChanges: writesOn(CALLS_BY_VERB.recordStatusChanges),
    /** Records a change for each measure of a dispute that is in force that day, or for those named: all or none. */
    recordDisputeStatusChanges: writesOn(CALLS_BY_VERB.recordDisputeStatusChanges),
    /** Records what a measure covers from a day on: whole, or what changes (`set`, `remove`) against the coverage of that day. */
    recordCoverage: writesOn(CALLS_BY_VERB.recordCoverage),
    /** Records the rates of a tariff from a day on: whole, or what changes (`set`, `remove`) against the rates of that day. */
    recordRateTable: writesOn(CALLS_BY_VERB.recordRateTable),
    /** Records something that happened to a measure and changed nothing about it. */
    recordMilestone: writesOn(CALLS_BY_VERB.recordMilestone),
    /** Records something that happened to a dispute as a whole. */
    recordDisputeMilestone: writesOn(CALLS_BY_VERB.recordDisputeMilestone),
    /** Records a stage of a WTO case, or what else happened to it. */
    recordCaseMilestone: writesOn(CALLS_BY_VERB.recordCaseMilestone),
    /** Records that somebody looked at a measure, up to a day, and found nothing beyond what stands here. */
    recordCheck: writesOn(CALLS_BY_VERB.recordCheck),
    /** The same of a dispute with all of its measures. */
    recordDisputeCheck: writesOn(CALLS_BY_VERB.recordDisputeCheck),
    /** Records a link from a measure to another, to a dispute or to a WTO case. */
    recordLink: writesOn(CALLS_BY_VERB.recordLink),
    /** Records how much may come in under a tariff before its other rates are paid, from one day to another. */
    recordQuota: writesOn(CALLS_BY_VERB.recordQuota),
    /** Records how a tariff combines with others. */
    recordDutyRule: writes(CALLS_BY_VERB.recordDutyRule),
    /** Records how a dispute ends or is to end; no status changes until the resolution is implemented. */
    recordResolution: writesOn(CALLS_BY_VERB.recordResolution),
    /** Records that a resolution, named by its seq, took effect, with the status changes that carry it out. */
    implementResolution: writesOnEntry(CALLS_BY_VERB.implementResolution),
    /** Records that a resolution, named by its seq, came to nothing. */
    collapseResolution: writesOnEntry(CALLS_BY_VERB.collapseResolution),
    /** Retracts a ledger entry, named by its seq, and puts another of its kind in its place if one is given. */
    correctEntry: writesOnEntry(CALLS_BY_VERB.correctEntry),

    /** Loads the bundled disputes, those announced by `asOf` (a day) if it is given; a second load does nothing. */
    loadDataset: (options: { asOf?: string; dryRun?: boolean } = {}): Promise<DatasetLoad> => {
      const { asOf, dryRun = false } = known(options, LoadOptions);
      const day = asOf === undefined ? undefined : parseDay(asOf, 'asOf');
      return loadDataset(tracker, day, undefined, { dryRun });
    },
    /** Writes everything as one CSV a table, with a manifest, into a folder that is new, empty or holds an earlier export. */
    exportTo: (folder: string): Promise<{ last_seq: number; tables: Readonly<Record<string, { rows: number; sha256: string }>> }> =>
      exportTo(tracker, folder),
    /** Reads the folder of an export into an empty database. */
    importFrom: (folder: string, options: { dryRun?: boolean } = {}): Promise<{ rows: number; last_seq: number }> =>
      importFrom(tracker, folder, undefined, { dryRun: known(options, ImportFromOptions).dryRun ?? false }),
    /**
     * Records a sheet (measures, status changes, rates, exporters, sources, WTO cases or product names), given as the text of a CSV file or
     * as the bytes of one or of an XLSX file: all rows or none. `checkedOn`: the day up to which the sheet's source speaks; a check of every
     * measure in it is recorded too. `kind`: what it holds, where its header does not tell.
     */
    importSheet: (
      sheet: string | Uint8Array,
      options: VerbOptions & { checkedOn?: string; kind?: SheetKind } = {},
    ): Promise<ImportedSheet> => {
      const { checkedOn, kind, ...writing } = known(options, SheetOptions);
      const day = checkedOn === undefined ? {} : { checkedOn: parseDay(checkedOn, 'checkedOn') };
      return importSheet(tracker, contextOf(writing), sheet, { kind, ...day });
    },
    /**
     * Keeps calls of the HTTP interface that go together, all or none, for somebody else to accept; or a sheet. Nothing is recorded. Throws
     * what recording them would throw.
     */
    propose: (
      proposing: z.input<typeof ProposalBody> | { sheet: ProposedSheet; note?: string },
      options: ByOption = {},
    ): Promise<Proposal> => propose(tracker, operatorOf(options), 'sheet' in proposing ? proposing : read(ProposalBody, proposing)),
    /**
     * What an official document, its text or its bytes, says that does not stand here, and what is not taken, with the reason. Nothing is
     * kept. Throws `invalid` for what is not of its format.
     */
    previewDocument: async (content: string | Uint8Array, options: DocumentOptions): Promise<ToldDocument> =>
      withoutCalls(await previewDocument(tracker, operator(nameOf(options)), officialOf(content, options))),
    /**
     * Proposes that, for somebody else to accept, and keeps the document with its hash. `proposal` is null where nothing is missing here, or
     * `waiting`, a proposal of the same document, waits for a review. Throws as `previewDocument`.
     */
    proposeDocument: async (content: string | Uint8Array, options: DocumentOptions): Promise<ProposedDocument> =>
      withoutCalls(await proposeDocument(tracker, operator(nameOf(options)), officialOf(content, options))),
    /** Proposals of everybody, the newest first. */
    listProposals: async (question: QuestionOf<typeof parameters.proposalParameters> = {}): Promise<{ data: readonly ProposalRow[] }> => {
      const asked = parameters.readParameters(parameters.proposalParameters, textsOf(question));
      return { data: (await listProposals(tracker, operator(''), asked, { limit: NO_LIMIT })).data };
    },
    /** One proposal: what was asked, what was shown, and what it would do now. Throws `not_found`. */
    showProposal: (id: number): Promise<Proposal> => showProposal(tracker, operator(''), id),
    /** Records a proposal exactly as it was shown, once. Throws `conflict` if what it would do now is not that, or if it was settled before. */
    acceptProposal: (id: number, options: ByOption & { dryRun?: boolean } = {}): Promise<Proposal> => {
      const { dryRun = false, ...reviewing } = known(options, AcceptanceOptions);
      return acceptProposal(tracker, operatorOf(reviewing), id, { dryRun });
    },
    /** Sends a proposal back with a reason. Throws `conflict` if it was settled before. */
    rejectProposal: (id: number, rejection: z.input<typeof RejectionBody>, options: ByOption = {}): Promise<Proposal> =>
      rejectProposal(tracker, operatorOf(options), id, read(RejectionBody, rejection)),
    /** Checks the database, and the folder of an export against it. What is wrong is told and not thrown. */
    verify: (folder?: string): Promise<{ ok: boolean; problems: string[] }> => verify(tracker, folder),
    /** Copies the database to a new file while it is in use. Only for SQLite. */
    backup: (file: string): Promise<{ file: string }> => backup(tracker, file),
    close: (): Promise<void> => tracker.store.close(),
  };
}

/** A document as it was given. Throws `invalid` for a format that is not read here. */
function officialOf(content: string | Uint8Array, options: DocumentOptions): OfficialDocument {
  const { format, imposedBy: imposed_by } = known(options, OfficialOptions);
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { format, bytes, address: null, asked: askedOfFile(format, { imposed_by }) };
}
