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

/** Lays a dataset out as rows and entries. With `asOf` only what was announced by that day, what it cites, and no measure that nothing was known of. */
export function planDataset(dataset: Dataset, asOf?: Day): DatasetPlan {
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
  const announced = announcements(dataset);
  /** Was it announced by that day? What has no date at all was not. */
  const known = (entry: Dated): boolean => {
    if (asOf === undefined) return true;
    const day = announced(entry);
    return day !== null && day <= asOf;
  };
  /** A summary and the acts of a measure are told of all of its history: a day that lacks some of that would learn of it by them. */
  const isLater = (entry: Dated): boolean => asOf !== undefined && (announced(entry) ?? asOf) > asOf;
  const namesLater = (text: string): boolean => asOf !== undefined && daysNamed(text).some((day) => day > asOf);
  const untold = (measure: MeasureFile): MeasureFile => {
    const hasMore = decidingEntries(measure).some(isLater);
    const legal_instruments = measure.legal_instruments.filter(({ identifier }) => !hasMore && !namesLater(identifier));
    const isTold = measure.summary === undefined || !(hasMore || namesLater(measure.summary));
    if (isTold && legal_instruments.length === measure.legal_instruments.length) return measure;
    plan.lessened.add(`measure:${measure.id}`);
    return { ...measure, legal_instruments, ...(!isTold && { summary: undefined }) };
  };
  for (const { content } of dataset.disputes) {
    const dispute = content.dispute?.id;
    const measures = content.measures.filter((measure) => measure.status_changes.some(known));
    if (asOf !== undefined && measures.length === 0) continue;
    const has = new Set(measures.map((measure) => measure.id));
    if (content.dispute) {
      const { summary, ...rest } = content.dispute;
      const isTold = !(entriesOfDispute(content).some(isLater) || namesLater(summary));
      if (!isTold) plan.lessened.add(`dispute:${rest.id}`);
      plan.disputes.push({ ...rest, ...(isTold && { summary }) });
    }
    plan.exporters.push(...content.exporters);
    plan.wtoCases.push(...content.wto_cases.filter((one) => asOf === undefined || one.milestones.some(known)));
    for (const measure of measures) {
      plan.measures.push({ dispute, measure: untold(measure) });
      plan.entries.push(...measureEntries(measure, known));
      // What has no date at all counts once both its ends do.
      for (const input of measure.links.filter((link) => announced(link) === null || known(link)))
        late.push({ kind: 'link', entryId: input.id, measure: measure.id, input });
    }
    for (const one of content.wto_cases)
      for (const input of one.milestones.filter(known)) plan.entries.push({ kind: 'milestone', entryId: input.id, wtoCase: one.id, input });
    if (dispute !== undefined)
      for (const input of content.milestones.filter(known)) plan.entries.push({ kind: 'milestone', entryId: input.id, dispute, input });
    if (dispute !== undefined)
      for (const input of content.checks.filter(known)) plan.entries.push({ kind: 'check', entryId: input.id, dispute, input });
    // What was carried out had been agreed, also where nobody knows when.
    const agreed = (one: ResolutionFile): boolean => (announced(one) === null ? one.implementations.some(known) : known(one));
    for (const resolution of content.resolutions.filter((one) => asOf === undefined || agreed(one))) {
      const input = { ...resolution, outcomes: resolution.outcomes.filter((outcome) => has.has(outcome.measure)) };
      if (input.outcomes.length === 0) continue;
      const about = { ...(dispute !== undefined && { dispute }), resolution: input };
      late.push({ kind: 'resolution', entryId: input.id, ...(dispute !== undefined && { dispute }), input });
      for (const step of input.implementations.filter(known))
        late.push({ kind: 'implementation', entryId: step.id, ...about, input: step });
      if (input.collapse && known({ ...input.collapse, happened_on: input.collapse.effective_on }))
        late.push({ kind: 'collapse', entryId: input.collapse.id, ...about, input: input.collapse });
    }
    for (const input of content.duty_rules.filter(known))
      late.push({ kind: 'duty_rule', entryId: input.id, measure: input.measure, input });
  }
  const measures = new Set(plan.measures.map(({ measure }) => measure.id));
  const cases = new Set(plan.wtoCases.map((one) => one.id));
  const disputes = new Set(plan.disputes.map((dispute) => dispute.id));
  // What names another record comes after it, and only if that record is there.
  const there = (id: string | undefined): boolean => id === undefined || measures.has(id) || cases.has(id) || disputes.has(id);
  plan.entries.push(
    ...late.filter((entry) => {
      if (entry.kind === 'link') return there(entry.input.to);
      if (entry.kind === 'duty_rule') return [entry.input.measure, entry.input.other_measure, ...(entry.input.others ?? [])].every(there);
      return true;
    }),
  );
  return asOf === undefined ? plan : { ...plan, sources: citedBy(plan) };
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
