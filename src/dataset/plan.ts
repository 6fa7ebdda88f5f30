import { announcementOf } from '../domain/announcement.ts';
import { type Day, daysNamed, type PartialDate } from '../domain/dates.ts';
import type { MilestoneInput } from '../things/milestone.ts';
import type { Dataset } from './read.ts';
import type { DisputeFile, MeasureFile } from './schema.ts';

type Of<Key extends keyof MeasureFile> = MeasureFile[Key] extends readonly (infer Item)[] ? Item : never;
type TariffFile = Extract<MeasureFile, { kind: 'tariff' }>;
type ResolutionFile = DisputeFile['resolutions'][number];

/** One entry of the dataset with what it is about. */
export type PlannedEntry = { entryId: string; measure?: string; dispute?: string; wtoCase?: string } & (
  | { kind: 'status_change'; input: Of<'status_changes'> }
  | { kind: 'coverage'; input: Of<'coverage'> }
  | { kind: 'rate_table'; input: TariffFile['rate_tables'][number] }
  | { kind: 'milestone'; input: MilestoneInput }
  | { kind: 'check'; input: Of<'checks'> }
  | { kind: 'link'; input: Of<'links'> }
  | { kind: 'quota'; input: Of<'quotas'> }
  | { kind: 'duty_rule'; input: DisputeFile['duty_rules'][number] }
  | { kind: 'resolution'; input: ResolutionFile }
  | { kind: 'implementation'; input: ResolutionFile['implementations'][number]; resolution: ResolutionFile }
  | { kind: 'collapse'; input: NonNullable<ResolutionFile['collapse']>; resolution: ResolutionFile }
);

/** What a dataset holds, as far as it had been announced by a day. */
export interface DatasetPlan {
  sources: Dataset['sources'];
  jurisdictions: Dataset['jurisdictions'];
  exporters: DisputeFile['exporters'];
  disputes: (Omit<NonNullable<DisputeFile['dispute']>, 'summary'> & { summary?: string })[];
  measures: { dispute: string | undefined; measure: MeasureFile }[];
  wtoCases: DisputeFile['wto_cases'];
  /** In an order in which each may name those before it. */
  entries: PlannedEntry[];
  /** The measures and disputes, as `measure:ID`, of which the plan says less than the dataset: where they are registered they stay so. */
  lessened: Set<string>;
}

interface Dated {
  announced_on?: PartialDate | undefined;
  sources?: readonly (string | { id: string })[] | undefined;
  effective_on?: PartialDate | undefined;
  agreed_on?: PartialDate | undefined;
  happened_on?: PartialDate | undefined;
  first_on?: PartialDate | undefined;
  starts_on?: PartialDate | undefined;
  checked_on?: Day | undefined;
}

type Announced = (entry: Dated) => Day | null;

/** When an entry was announced, by the rule of the ledger; null where nothing tells. */
function announcements(dataset: Dataset): Announced {
  const published = new Map(dataset.sources.map(({ id, published_on }) => [id, published_on ?? null]));
  return ({ announced_on, sources = [], agreed_on, happened_on, effective_on, first_on, starts_on, checked_on }) =>
    announcementOf(
      {
        announced_on: announced_on ?? null,
        sources: sources.map((source) => (typeof source === 'string' ? source : source.id)),
        first_on: agreed_on ?? happened_on ?? effective_on ?? first_on ?? starts_on ?? checked_on ?? null,
        happened_on: happened_on ?? agreed_on ?? null,
        not_before: checked_on ?? null,
      },
      (source) => published.get(source) ?? null,
    );
}

/** What had been told by a day; without one, all. */
interface ToldBy {
  announced: Announced;
  /** Was it announced by that day? What has no date at all was not. */
  known(entry: Dated): boolean;
  /** Was it announced later? What has no date at all was not. */
  isLater(entry: Dated): boolean;
  namesLater(text: string): boolean;
}

const toldBy = (announced: Announced, asOf: Day | undefined): ToldBy => ({
  announced,
  known: (entry) => {
    const day = asOf === undefined ? null : announced(entry);
    return asOf === undefined || (day !== null && day <= asOf);
  },
  isLater: (entry) => asOf !== undefined && (announced(entry) ?? asOf) > asOf,
  namesLater: (text) => asOf !== undefined && daysNamed(text).some((day) => day > asOf),
});

/** Lays a dataset out as rows and entries. With `asOf` only what was announced by that day, what it cites, and no measure that nothing was known of. */
export function planDataset(dataset: Dataset, asOf?: Day): DatasetPlan {
  const by = toldBy(announcements(dataset), asOf);
  const plan: DatasetPlan = {
    sources: dataset.sources,
    jurisdictions: dataset.jurisdictions,
    exporters: [],
    disputes: [],
    measures: [],
    wtoCases: [],
    entries: [],
    lessened: new Set(),
  };
  const late: PlannedEntry[] = [];
  const begun = new Set<DisputeFile>();
  for (const { content } of dataset.disputes) {
    const measures = content.measures.filter((measure) => measure.status_changes.some(by.known));
    // The first that was told of a dispute may be what happened before any measure, or a case.
    const cases = content.wto_cases.filter((one) => asOf === undefined || one.milestones.some(by.known));
    if (asOf !== undefined && cases.length === 0 && !entriesOfDispute(content).some(by.known)) continue;
    if (content.dispute) {
      const told = disputeAsTold(content.dispute, content, by);
      if (told.summary === undefined) plan.lessened.add(`dispute:${told.id}`);
      plan.disputes.push(told);
    }
    begun.add(content);
    plan.wtoCases.push(...cases);
    for (const measure of measures) {
      const told = measureAsTold(measure, by);
      if (told !== measure) plan.lessened.add(`measure:${measure.id}`);
      plan.measures.push({ dispute: content.dispute?.id, measure: told });
      plan.entries.push(...measureEntries(measure, by.known));
    }
    plan.entries.push(...entriesBesideMeasures(content, by.known));
    late.push(...entriesNamingOthers(content, measures, by));
  }
  const there = new Set([...plan.measures.map(({ measure }) => measure.id), ...[...plan.wtoCases, ...plan.disputes].map(({ id }) => id)]);
  plan.entries.push(...late.filter((entry) => recordsNamed(entry).every((id) => there.has(id))));
  const named = companiesNamed(plan.entries);
  for (const { content } of dataset.disputes)
    plan.exporters.push(...content.exporters.filter(({ id }) => begun.has(content) || named.has(id)));
  return asOf === undefined ? plan : { ...plan, sources: citedBy(plan) };
}

/** The companies that entries are about, by their ids: each is registered with one dispute, which may begin after another that names it. */
function companiesNamed(entries: readonly PlannedEntry[]): Set<string> {
  const named = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [field, one] of Object.entries(value)) {
      if ((field === 'exporters' || field === 'companies') && Array.isArray(one)) for (const id of one) named.add(String(id));
      else look(one);
    }
  };
  for (const { input } of entries) look(input);
  return named;
}

/** What an entry names beside what it is about: it is recorded only if all of that is. */
function recordsNamed(entry: PlannedEntry): string[] {
  const { kind, input } = entry;
  const named = kind === 'link' ? [input.to] : kind === 'duty_rule' ? [input.measure, input.other_measure, ...(input.others ?? [])] : [];
  return named.filter((id) => id !== undefined);
}

/** A measure as it had been told of: its summary and acts are of all of its history, so that a day that lacks some of that would learn of it by them. */
function measureAsTold(measure: MeasureFile, { isLater, namesLater }: ToldBy): MeasureFile {
  const hasMore = decidingEntries(measure).some(isLater);
  const legal_instruments = measure.legal_instruments.filter(({ identifier }) => !hasMore && !namesLater(identifier));
  const isTold = measure.summary === undefined || !(hasMore || namesLater(measure.summary));
  if (isTold && legal_instruments.length === measure.legal_instruments.length) return measure;
  return { ...measure, legal_instruments, ...(!isTold && { summary: undefined }) };
}

/** A dispute as it had been told of: without its summary, where that may tell of what came later. */
function disputeAsTold(
  { summary, ...dispute }: NonNullable<DisputeFile['dispute']>,
  content: DisputeFile,
  { isLater, namesLater }: ToldBy,
): DatasetPlan['disputes'][number] {
  const isTold = !(entriesOfDispute(content).some(isLater) || namesLater(summary));
  return { ...dispute, ...(isTold && { summary }) };
}

/** The sources that the entries of a plan cite: titles of others tell what came later. */
function citedBy({ sources, entries }: DatasetPlan): DatasetPlan['sources'] {
  const cited = new Set(entries.flatMap(({ input }) => (input.sources ?? []).map((one) => (typeof one === 'string' ? one : one.id))));
  return sources.filter(({ id }) => cited.has(id));
}

/** What decides the answers of a measure. */
const decidingEntries = (measure: MeasureFile): Dated[] => [
  ...measure.coverage,
  ...measure.status_changes,
  ...(measure.kind === 'tariff' ? measure.rate_tables : []),
];

/** What a summary of a dispute may tell of. */
const entriesOfDispute = ({ measures, milestones, resolutions }: DisputeFile): Dated[] => [
  ...measures.flatMap(decidingEntries),
  ...milestones,
  ...resolutions.flatMap((one) => [one, ...one.implementations, ...(one.collapse ? [one.collapse] : [])]),
];

function measureEntries(measure: MeasureFile, known: (entry: Dated) => boolean): PlannedEntry[] {
  const about = { measure: measure.id };
  const tables = measure.kind === 'tariff' ? measure.rate_tables : [];
  return [
    ...measure.coverage.filter(known).map((input): PlannedEntry => ({ kind: 'coverage', entryId: input.id, ...about, input })),
    ...measure.status_changes.filter(known).map((input): PlannedEntry => ({ kind: 'status_change', entryId: input.id, ...about, input })),
    ...tables.filter(known).map((input): PlannedEntry => ({ kind: 'rate_table', entryId: input.id, ...about, input })),
    ...measure.milestones.filter(known).map((input): PlannedEntry => ({ kind: 'milestone', entryId: input.id, ...about, input })),
    ...measure.checks.filter(known).map((input): PlannedEntry => ({ kind: 'check', entryId: input.id, ...about, input })),
    ...measure.quotas.filter(known).map((input): PlannedEntry => ({ kind: 'quota', entryId: input.id, ...about, input })),
  ];
}

/** What is recorded of cases and of a dispute itself. */
function entriesBesideMeasures({ dispute, wto_cases, milestones, checks }: DisputeFile, known: ToldBy['known']): PlannedEntry[] {
  const ofCases = wto_cases.flatMap((one) =>
    one.milestones.filter(known).map((input): PlannedEntry => ({ kind: 'milestone', entryId: input.id, wtoCase: one.id, input })),
  );
  if (dispute === undefined) return ofCases;
  const about = { dispute: dispute.id };
  return [
    ...ofCases,
    ...milestones.filter(known).map((input): PlannedEntry => ({ kind: 'milestone', entryId: input.id, ...about, input })),
    ...checks.filter(known).map((input): PlannedEntry => ({ kind: 'check', entryId: input.id, ...about, input })),
  ];
}

/** What names other records: it comes after them. */
function entriesNamingOthers(content: DisputeFile, measures: readonly MeasureFile[], by: ToldBy): PlannedEntry[] {
  const has = new Set(measures.map(({ id }) => id));
  const links = measures.flatMap((measure) =>
    measure.links
      // What has no date at all counts once both its ends do.
      .filter((link) => by.announced(link) === null || by.known(link))
      .map((input): PlannedEntry => ({ kind: 'link', entryId: input.id, measure: measure.id, input })),
  );
  const rules = content.duty_rules
    .filter(by.known)
    .map((input): PlannedEntry => ({ kind: 'duty_rule', entryId: input.id, measure: input.measure, input }));
  const resolutions = content.resolutions.flatMap((resolution) => {
    const outcomes = resolution.outcomes.filter(({ measure }) => has.has(measure));
    return outcomes.length === 0 ? [] : resolutionEntries({ ...resolution, outcomes }, content.dispute?.id, by);
  });
  return [...links, ...resolutions, ...rules];
}

/** A resolution with its steps and its collapse, if it had been told by then. */
function resolutionEntries(resolution: ResolutionFile, dispute: string | undefined, { announced, known }: ToldBy): PlannedEntry[] {
  const { implementations, collapse } = resolution;
  // What was carried out had been agreed, also where nobody knows when.
  const isAgreed = known(resolution) || (announced(resolution) === null && implementations.some(known));
  if (!isAgreed) return [];
  const of = dispute === undefined ? {} : { dispute };
  const steps = implementations
    .filter(known)
    .map((input): PlannedEntry => ({ kind: 'implementation', entryId: input.id, ...of, resolution, input }));
  const collapsed = collapse !== undefined && known({ ...collapse, happened_on: collapse.effective_on });
  return [
    { kind: 'resolution', entryId: resolution.id, ...of, input: resolution },
    ...steps,
    ...(collapsed ? [{ kind: 'collapse', entryId: collapse.id, ...of, resolution, input: collapse } as const] : []),
  ];
}
