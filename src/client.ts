import type * as z from 'zod';
import type { Overview, Recorded, Registered, Restrictions, Search } from './things/answers.ts';
import { type QuestionOf, withQuery } from './things/asking.ts';
import type { CheckBody } from './things/check.ts';
import { jsonIn, taken } from './things/client-answers.ts';
import type {
  CallOptions,
  DocumentCallOptions,
  ListCall,
  MeasureCallOptions,
  PageOfRows,
  RecordCall,
  SheetCallOptions,
  WriteCall,
} from './things/client-calls.ts';
import type { CorrectionBody } from './things/correction.ts';
import type { CoveragesBody } from './things/coverage.ts';
import type { DisputeBody, DisputeDetail, DisputePatch, DisputeRow } from './things/dispute.ts';
import type { Duty } from './things/duty.ts';
import type { DutyHistory } from './things/duty-history.ts';
import type * as DutyQuestions from './things/duty-question.ts';
import type { DutyRuleBody } from './things/duty-rule.ts';
import type { SourceBody } from './things/entry.ts';
import type { ImportedSheet, SheetPreview, ToldDocument } from './things/imported.ts';
import type { LinkBody } from './things/link.ts';
import type { MeasureBody, MeasureDetail, MeasurePatch, MeasureRow } from './things/measure.ts';
import type { MilestoneBody } from './things/milestone.ts';
import type { Proposal, ProposalBody, ProposalRow, RejectionBody } from './things/proposal.ts';
import type * as Parameters from './things/questions.ts';
import type { QuotaBody } from './things/quota.ts';
import type { RateRow } from './things/rate-row.ts';
import type { RateTablesBody } from './things/rate-table.ts';
import type * as Register from './things/register.ts';
import type { CollapseBody, ImplementResolutionBody, ResolutionBody, ResolutionRow } from './things/resolution.ts';
import type { Shipments } from './things/shipment.ts';
import type { DisputeStatusChangesBody, StatusChangeRow, StatusChangesBody } from './things/status-change.ts';
import type { Delivery, MadeWatch, Watch, WatchBody, WatchTest } from './things/watch.ts';
import type { WtoCaseDetail, WtoCaseRow } from './things/wto-case.ts';

export type * from './things/client-calls.ts';

// The client of the HTTP interface. It needs nothing but fetch, so a browser can run it too: of things/ it takes types alone.

export { type ProblemDocument, ProblemError } from './things/client-answers.ts';

/** Which server is asked, and as whom. */
export interface ClientOptions {
  /** Where the server answers, such as `http://localhost:3000`. */
  baseUrl: string | URL;
  /** A token for the calls that write. */
  token?: string | undefined;
  /** Used instead of the global fetch: to give up after a time, or by a signal, say. */
  fetch?:
    | ((
        address: string,
        init: { method: string; headers: Record<string, string>; body?: string | Uint8Array<ArrayBuffer> },
      ) => Promise<Response> | Response)
    | undefined;
}

/**
 * A client of one server. Each method is one call of its HTTP interface; what the server refuses is thrown as a `ProblemError`. Throws `TypeError` for
 * a `baseUrl` that is no address of a server, and where none answers there.
 */
export function createClient({ baseUrl, token, fetch: send = fetch }: ClientOptions) {
  if (!/^https?:\/\/./i.test(String(baseUrl))) throw new TypeError(`baseUrl "${baseUrl}" must be an address such as http://localhost:3000`);
  const base = String(baseUrl).replace(/\/+$/, '');

  async function ask(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: string | Uint8Array<ArrayBuffer>,
  ): Promise<Response> {
    const address = `${base}${path}`;
    return taken(() => send(address, { method, headers, ...(body !== undefined && { body }) }), { address, call: `${method} ${path}` });
  }

  const get = (path: string, question: object = {}, accept = 'application/json'): Promise<Response> =>
    ask('GET', withQuery(path, question), { accept });

  const csv = (path: string, question?: object): Promise<Response> => get(`${path}.csv`, question, 'text/csv');
  const jsonl = (path: string, question?: object): Promise<Response> => get(`${path}.jsonl`, question, 'application/x-ndjson');

  const json = <Answer>(path: string, question?: object): Promise<Answer> => jsonIn(get(path, question));

  function list<Shape extends z.ZodRawShape, Row>(path: string): ListCall<Shape, Row> {
    const page = (question?: object): Promise<PageOfRows<Shape, Row>> => json(`${path}.json`, question);
    async function* all(question?: object): AsyncGenerator<Row> {
      for (let at = await page(question); ; at = await json(`${path}.json${at.next.slice(at.next.indexOf('?'))}`)) {
        yield* at.data;
        if (at.next === null) return;
      }
    }
    return Object.assign(page, {
      all,
      csv: (question?: object) => csv(path, question),
      jsonl: (question?: object) => jsonl(path, question),
      xlsx: (question?: object) => get(`${path}.xlsx`, question, '*/*'),
      parquet: (question?: object) => get(`${path}.parquet`, question, '*/*'),
    });
  }

  const record = <Shape extends z.ZodRawShape, Detail>(path: string): RecordCall<Shape, Detail> =>
    Object.assign((id: string, question?: object): Promise<Detail> => json(`${path}/${encodeURIComponent(id)}.json`, question), {
      csv: (id: string, question?: object) => csv(`${path}/${encodeURIComponent(id)}`, question),
    });

  const withToken = (): Record<string, string> => (token === undefined ? {} : { authorization: `Bearer ${token}` });

  // What is no option of a call goes with its address, where the server refuses it or takes it as it is meant: dry_run for dryRun would have recorded.
  const writing = (type: string, { idempotencyKey, ifMatch }: MeasureCallOptions): Record<string, string> => ({
    'content-type': type,
    ...withToken(),
    ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    // A state_tag, or an ETag with the quotes it comes with.
    ...(ifMatch !== undefined && { 'if-match': `"${String(ifMatch).replaceAll('"', '')}"` }),
  });

  const withAnswer = <Answer>(method: string, path: string): Promise<Answer> =>
    jsonIn(ask(method, path, { accept: 'application/json', ...withToken() }));

  async function write<Answer>(
    method: string,
    path: string,
    body: unknown,
    options: MeasureCallOptions & { propose?: true } = {},
  ): Promise<Answer> {
    const { dryRun: dry_run, idempotencyKey: _key, ifMatch: _seen, ...others } = options;
    const address = withQuery(path, { dry_run, ...others });
    return jsonIn(ask(method, address, writing('application/json', options), JSON.stringify(body)));
  }

  const typeOf = (sheet: string | Uint8Array<ArrayBuffer>): string => (typeof sheet === 'string' ? 'text/csv' : 'application/octet-stream');

  /** A question that is sent as a sheet. */
  const askOf = (path: string, sheet: string | Uint8Array<ArrayBuffer>): Promise<Response> =>
    ask('POST', path, { 'content-type': typeOf(sheet) }, sheet);

  async function sendSheet<Answer>(
    sheet: string | Uint8Array<ArrayBuffer>,
    options: SheetCallOptions & { propose?: true },
    dry_run?: true,
  ): Promise<Answer> {
    const { checkedOn: checked_on, idempotencyKey: _key, ...others } = options;
    const address = withQuery('/imports', { checked_on, dry_run, ...others });
    return jsonIn(ask('POST', address, writing(typeOf(sheet), options), sheet));
  }

  async function sendDocument<Answer>(
    content: string | Uint8Array<ArrayBuffer>,
    options: DocumentCallOptions,
    how: { propose?: true; dry_run?: true },
  ): Promise<Answer> {
    const { imposedBy: imposed_by, idempotencyKey: _key, ...others } = options;
    const address = withQuery('/imports', { imposed_by, ...others, ...how });
    return jsonIn(ask('POST', address, writing('application/octet-stream', options), content));
  }

  /** A call whose body says everything. */
  const post =
    <Body extends z.ZodType, Answer, Options extends CallOptions = CallOptions>(
      path: string,
    ): WriteCall<[body: z.input<Body>], Answer, Options> =>
    <Result>(body: z.input<Body>, options?: Options): Promise<Result> =>
      write('POST', path, body, options);

  /** A call about one record. */
  const on =
    <Body extends z.ZodType, Answer = Recorded, Options extends CallOptions = CallOptions>(
      method: 'POST' | 'PATCH',
      path: (id: string) => string,
    ): WriteCall<[id: string | number, body: z.input<Body>], Answer, Options> =>
    <Result>(id: string | number, body: z.input<Body>, options?: Options): Promise<Result> =>
      write(method, path(encodeURIComponent(id)), body, options);

  const onMeasure = <Body extends z.ZodType>(part: string) =>
    on<Body, Recorded, MeasureCallOptions>('POST', (id) => `/measures/${id}/${part}`);
  const onDispute = <Body extends z.ZodType>(part: string) => on<Body>('POST', (id) => `/disputes/${id}/${part}`);
  const edit = <Body extends z.ZodType>(path: string) => on<Body, Registered>('PATCH', (id) => `${path}/${id}`);

  return {
    /** Bans and other restrictions: those in force on the day unless `status` says otherwise. */
    bans: list<typeof Parameters.measureParameters, MeasureRow>('/bans'),
    /** Tariffs: those in force on the day unless `status` says otherwise. */
    tariffs: list<typeof Parameters.measureParameters, MeasureRow>('/tariffs'),
    /** Every tariff and ban whose history has begun by the day, in force or not. Base duties are shown only when asked for by type. */
    measures: list<typeof Parameters.measureParameters, MeasureRow>('/measures'),
    /** What tariffs charge: a row for each rate, partner, code, company and stretch of days; those in force on the day unless `from` or `to` is given. */
    rates: list<typeof Parameters.rateParameters, RateRow>('/rates'),
    /** Disputes with the state that their measures give them, the most recently changed first. */
    disputes: list<typeof Parameters.disputeParameters, DisputeRow>('/disputes'),
    /** How disputes ended or are to end, the newest agreement first. */
    resolutions: list<typeof Parameters.resolutionParameters, ResolutionRow>('/resolutions'),
    /** What changed in a window of days, and what is scheduled. */
    statusChanges: list<typeof Parameters.statusChangeParameters, StatusChangeRow>('/status-changes'),
    /** Jurisdictions with their unions, members and areas on the day. */
    jurisdictions: list<typeof Parameters.jurisdictionParameters, Register.JurisdictionRow>('/jurisdictions'),
    /** Companies that measures name. */
    exporters: list<typeof Parameters.searchParameters, Register.ExporterRow>('/exporters'),
    /** What goods are called, by HS code: names and words, and the lines of customs tariffs. */
    products: list<typeof Parameters.productParameters, Register.ProductRow>('/products'),
    /** Customs tariffs whose lines are known. */
    nomenclatures: list<typeof Parameters.searchParameters, Register.NomenclatureRow>('/nomenclatures'),
    /** Cases before the WTO with the stage that they had reached. */
    wtoCases: list<typeof Parameters.wtoCaseParameters, WtoCaseRow>('/wto-cases'),
    /** Where the claims of the ledger come from. */
    sources: list<typeof Parameters.searchParameters, Register.SourceRow>('/sources'),

    /** One measure: scope, rates, timeline, links, sources; with `exporter`, the rates that a company faced. */
    measure: record<typeof Parameters.measureRecordParameters, MeasureDetail>('/measures'),
    /** One dispute with its measures, resolutions, WTO cases and the joint timeline. */
    dispute: record<typeof Parameters.clockParameters, DisputeDetail>('/disputes'),
    /** One WTO case with its stages and what is linked to it. */
    wtoCase: record<typeof Parameters.clockParameters, WtoCaseDetail>('/wto-cases'),
    /** What a good pays on a day, with every step. Call `csv` for one line a step. */
    duty: Object.assign((question: QuestionOf<typeof DutyQuestions.dutyParameters>): Promise<Duty> => json('/duty.json', question), {
      csv: (question: QuestionOf<typeof DutyQuestions.dutyParameters>) => csv('/duty', question),
    }),
    /** What a good paid from one day to another: a row for each stretch of days with the same answer. */
    dutyHistory: Object.assign(
      (question: QuestionOf<typeof DutyQuestions.dutyHistoryParameters>): Promise<DutyHistory> => json('/duty/history.json', question),
      { csv: (question: QuestionOf<typeof DutyQuestions.dutyHistoryParameters>) => csv('/duty/history', question) },
    ),
    /** What each shipment of a sheet pays, CSV or Excel, at most 100; `csv` and `xlsx` take a thousand. */
    shipments: Object.assign((sheet: string | Uint8Array<ArrayBuffer>): Promise<Shipments> => jsonIn(askOf('/shipments.json', sheet)), {
      csv: (sheet: string | Uint8Array<ArrayBuffer>) => askOf('/shipments.csv', sheet),
      xlsx: (sheet: string | Uint8Array<ArrayBuffer>) => askOf('/shipments.xlsx', sheet),
    }),
    /** What words may mean: products, economies, disputes, measures, companies. */
    search: (question: QuestionOf<typeof Parameters.searchQuestion>): Promise<Search> => json('/search.json', question),
    /** What is in force, what changed lately, what comes next. */
    overview: (question?: QuestionOf<typeof Parameters.clockParameters>): Promise<Overview> => json('/', question),
    /** Who restricts whose trade, pair by pair. */
    restrictions: (question?: QuestionOf<typeof Parameters.clockParameters>): Promise<Restrictions> => json('/restrictions.json', question),

    /** Registers a dispute. */
    addDispute: post<typeof DisputeBody, Registered>('/disputes'),
    /** Edits what a dispute is called and who its parties are. */
    editDispute: edit<typeof DisputePatch>('/disputes'),
    /** Registers a measure, with what it covers and its history if they are known. */
    addMeasure: post<typeof MeasureBody, Recorded>('/measures'),
    /** Edits what a measure is, its kind aside: its title, type, who imposes it, direction, formality, legal instruments or the dispute it belongs to. */
    editMeasure: on<typeof MeasurePatch, Recorded, MeasureCallOptions>('PATCH', (id) => `/measures/${id}`),
    /** Registers a company that measures may name. */
    addExporter: post<typeof Register.ExporterBody, Registered>('/exporters'),
    /** Edits a company: its name, home, aliases or group. */
    editExporter: edit<typeof Register.ExporterPatch>('/exporters'),
    /** Registers a source. */
    addSource: post<typeof SourceBody, Registered>('/sources'),
    /** Edits what is said of a source. */
    editSource: edit<typeof Register.SourcePatch>('/sources'),
    /** Registers the lines of a customs tariff. */
    addNomenclature: post<typeof Register.NomenclatureBody, Registered>('/nomenclatures'),
    /** Registers what goods of a code of an edition of the Harmonized System are called. */
    addProduct: post<typeof Register.ProductBody, Registered>('/products'),
    /** Edits what goods are called; words given replace all they have. */
    editProduct: edit<typeof Register.ProductPatch>('/products'),
    /** Edits the lines of a customs tariff. */
    editNomenclature: edit<typeof Register.NomenclaturePatch>('/nomenclatures'),
    /** Registers a jurisdiction: a state, a customs territory or a union. For tokens of admins. */
    addJurisdiction: post<typeof Register.JurisdictionBody, Registered>('/jurisdictions'),
    /** Edits a jurisdiction: its name, aliases, areas or members. For tokens of admins. */
    editJurisdiction: edit<typeof Register.JurisdictionPatch>('/jurisdictions'),
    /** Registers an area of a jurisdiction, which the beginning of its code names. For tokens of admins. */
    addArea: post<typeof Register.AreaBody, Registered>('/areas'),
    /** Gives an area another name. For tokens of admins. */
    editArea: edit<typeof Register.AreaPatch>('/areas'),
    /** Registers a case before the WTO. */
    addWtoCase: post<typeof Register.WtoCaseBody, Registered>('/wto-cases'),
    /** Edits what is said of a case before the WTO. */
    editWtoCase: edit<typeof Register.WtoCasePatch>('/wto-cases'),

    /** Records that the status of a measure changed: one change, or several in `changes`. */
    recordStatusChanges: onMeasure<typeof StatusChangesBody>('status-changes'),
    /** Records a change for each measure of a dispute that is in force that day, or for those named: all or none. */
    recordDisputeStatusChanges: onDispute<typeof DisputeStatusChangesBody>('status-changes'),
    /** Records what a measure covers from a day on: whole, or what changes (`set`, `remove`) against the coverage of that day. */
    recordCoverage: onMeasure<typeof CoveragesBody>('coverage'),
    /** Records the rates of a tariff from a day on: whole, or what changes (`set`, `remove`) against the rates of that day. */
    recordRateTable: onMeasure<typeof RateTablesBody>('rate-tables'),
    /** Records something that happened to a measure and changed nothing about it. */
    recordMilestone: onMeasure<typeof MilestoneBody>('milestones'),
    /** Records something that happened to a dispute as a whole. */
    recordDisputeMilestone: onDispute<typeof MilestoneBody>('milestones'),
    /** Records a stage of a WTO case, or what else happened to it. */
    recordCaseMilestone: on<typeof MilestoneBody>('POST', (id) => `/wto-cases/${id}/milestones`),
    /** Records that somebody looked at a measure, up to a day, and found nothing beyond what stands here. */
    recordCheck: onMeasure<typeof CheckBody>('checks'),
    /** The same of a dispute with all of its measures. */
    recordDisputeCheck: onDispute<typeof CheckBody>('checks'),
    /** Records a link from a measure to another, to a dispute or to a WTO case. */
    recordLink: onMeasure<typeof LinkBody>('links'),
    /** Records how much may come in under a tariff before its other rates are paid, from one day to another. */
    recordQuota: onMeasure<typeof QuotaBody>('quotas'),
    /** Records how a tariff combines with others. */
    recordDutyRule: post<typeof DutyRuleBody, Recorded, MeasureCallOptions>('/duty-rules'),
    /** Records how a dispute ends or is to end; no status changes until the resolution is implemented. */
    recordResolution: onDispute<typeof ResolutionBody>('resolutions'),
    /** Records that a resolution, named by its seq, took effect, with the status changes that carry it out. */
    implementResolution: on<typeof ImplementResolutionBody>('POST', (seq) => `/resolutions/${seq}/implementation`),
    /** Records that a resolution, named by its seq, came to nothing. */
    collapseResolution: on<typeof CollapseBody>('POST', (seq) => `/resolutions/${seq}/collapse`),
    /** Records a sheet, all rows or none: a CSV file as text, or its bytes or those of an XLSX file. */
    importSheet: (sheet: string | Uint8Array<ArrayBuffer>, options: SheetCallOptions = {}): Promise<ImportedSheet> =>
      sendSheet(sheet, options),
    /** Proposes a sheet: it is recorded when somebody else accepts it. */
    proposeSheet: (sheet: string | Uint8Array<ArrayBuffer>, options: Omit<SheetCallOptions, 'state'> = {}): Promise<Proposal> =>
      sendSheet(sheet, { ...options, propose: true }),
    /** What would become of each row of a sheet; records nothing, and rows that would be refused are told too. */
    previewSheet: (sheet: string | Uint8Array<ArrayBuffer>, options: SheetCallOptions = {}): Promise<SheetPreview> =>
      sendSheet(sheet, options, true),
    /** What an official document says that does not stand there, and what is not taken from it; nothing is kept. */
    previewDocument: (
      content: string | Uint8Array<ArrayBuffer>,
      options: Omit<DocumentCallOptions, 'idempotencyKey'>,
    ): Promise<ToldDocument> => sendDocument(content, options, { dry_run: true }),
    /**
     * Proposes what an official document says that does not stand there: the answer is the proposal. Where there is nothing to propose it is
     * what was read, and its `proposal` the number of the one that waits for a review, if the same document was sent before.
     */
    proposeDocument: (content: string | Uint8Array<ArrayBuffer>, options: DocumentCallOptions): Promise<Proposal | ToldDocument> =>
      sendDocument(content, options, { propose: true }),
    /** Retracts a ledger entry, named by its seq, and puts another of its kind in its place if one is given. */
    correctEntry: on<typeof CorrectionBody>('POST', (seq) => `/ledger/${seq}/corrections`),

    /** All watches, those that have ended included. For tokens of admins, as the calls about watches all are. */
    watches: async (): Promise<readonly Watch[]> => (await withAnswer<{ data: readonly Watch[] }>('GET', '/watches')).data,
    /** One watch, and how its messages fare. */
    watch: (id: number): Promise<Watch> => withAnswer('GET', `/watches/${id}`),
    /** Makes a watch: from now on its address is told of the status changes that meet its filters. Only here its secret is told. */
    addWatch: (body: z.input<typeof WatchBody>): Promise<MadeWatch> => write('POST', '/watches', body),
    /** Ends a watch at once. */
    removeWatch: (id: number): Promise<Watch> => withAnswer('DELETE', `/watches/${id}`),
    /** What a watch was sent, the newest first, and what came of it. */
    deliveries: async (id: number, question: { limit?: number } = {}): Promise<readonly Delivery[]> =>
      (await withAnswer<{ data: readonly Delivery[] }>('GET', withQuery(`/watches/${id}/deliveries`, question))).data,
    /** Sends a watch a message that tells nothing, once, and says what its receiver answers. */
    testWatch: (id: number): Promise<WatchTest> => write('POST', `/watches/${id}/test`, {}),

    /** What waits for a review, and what became of it, the newest first: of a contributor its own. */
    proposals: async (
      question: QuestionOf<typeof Parameters.proposalParameters & typeof Parameters.pageParameters> = {},
    ): Promise<{ data: readonly ProposalRow[]; next: string | null; count?: number }> =>
      withAnswer('GET', withQuery('/proposals.json', question)),
    /** One proposal: what was asked, what was shown, and what it would do now. */
    proposal: (id: number): Promise<Proposal> => withAnswer('GET', `/proposals/${id}.json`),
    /** Proposes several calls that go together, all or none. */
    propose: (body: z.input<typeof ProposalBody>, options?: Pick<CallOptions, 'idempotencyKey'>): Promise<Proposal> =>
      write('POST', '/proposals', body, options),
    /** Records a proposal exactly as it was shown, in the names of its author and of the token. */
    acceptProposal: (id: number, options?: Pick<CallOptions, 'dryRun'>): Promise<Proposal> =>
      write('POST', `/proposals/${id}/acceptance`, {}, options),
    /** Sends a proposal back with a reason. */
    rejectProposal: (id: number, body: z.input<typeof RejectionBody>, options?: Pick<CallOptions, 'dryRun'>): Promise<Proposal> =>
      write('POST', `/proposals/${id}/rejection`, body, options),
  };
}

/** What `createClient` gives. */
export type Client = ReturnType<typeof createClient>;
