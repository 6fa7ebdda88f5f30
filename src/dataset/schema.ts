import * as z from 'zod';
import type { ScopedRow } from '../domain/row-changes.ts';
import type { Scope } from '../domain/scope.ts';
import { BAN_TYPES, DIRECTIONS, DUTY_TYPES, FORMALITIES, KINDS, MEASURE_TYPES, STATUSES } from '../domain/vocabulary.ts';
import { changesSomething, statesChange } from '../things/changed-rows.ts';
import { check } from '../things/check.ts';
import { coverage, coverageChange } from '../things/coverage.ts';
import { dutyRule } from '../things/duty-rule.ts';
import { entryBody, provenanceBody, SourceBody } from '../things/entry.ts';
import { leadsSomewhere, link } from '../things/link.ts';
import { milestone } from '../things/milestone.ts';
import { quota } from '../things/quota.ts';
import { rateTable, rateTableChange } from '../things/rate-table.ts';
import { AddsToBody, LegalInstrumentBody, PartiesBody, REGISTERED, TierWord } from '../things/registered.ts';
import { collapse, implementation, resolution } from '../things/resolution.ts';
import { AreaCode, JurisdictionCode, PartialDateText, Slug, Text, WtoCaseId } from '../things/scalars.ts';
import { statusChange } from '../things/status-change.ts';
import { wholeTables } from './changed-tables.ts';

/** Every entry of the dataset has an id that stays: a new release adds and corrects by it. Unique in its file. */
const id = Slug;

const StatusChange = entryBody({ id, ...statusChange.asked });
const Coverage = entryBody({ id, ...coverage.asked });
const RateTable = entryBody({ id, ...rateTable.asked });
const CoverageChange = entryBody({ id, ...coverageChange }).superRefine(changesSomething);
type CoverageFile = z.output<typeof Coverage>;
type CoverageChangeFile = z.output<typeof CoverageChange>;
const asRows = (scopes: readonly Scope[]): { scope: Scope }[] => scopes.map((scope) => ({ scope }));
/** Coverages of a measure: each whole, or what changes against the one that stands on its first day. */
const Coverages = z
  .array(z.union([Coverage, CoverageChange]))
  .min(1, 'must state what the measure covers')
  .transform((stated, ctx) =>
    wholeTables<CoverageFile, CoverageChangeFile, { scope: Scope }>(
      stated,
      (one): one is CoverageFile => !statesChange(one),
      {
        ...{ what: 'coverage', field: 'scopes' },
        rowsOf: ({ scopes }) => asRows(scopes),
        changeOf: ({ set = [], remove = [] }) => ({ set: asRows(set), remove: asRows(remove) }),
        whole: ({ set: _set, remove: _remove, ...said }, rows) => ({ ...said, scopes: rows.map(({ scope }) => scope) }),
      },
      ctx,
    ),
  );

const RateTableChange = entryBody({ id, ...rateTableChange }).superRefine(changesSomething);
type RateTableFile = z.output<typeof RateTable>;
type RateTableChangeFile = z.output<typeof RateTableChange>;
/** What is not said of a rate is not there. */
type RateRow = RateTableFile['rates'][number] & ScopedRow;
/** Rate tables of a tariff, in the same way. */
const RateTables = z.array(z.union([RateTable, RateTableChange])).transform((stated, ctx) =>
  wholeTables<RateTableFile, RateTableChangeFile, RateRow>(
    stated,
    (one): one is RateTableFile => !statesChange(one),
    {
      ...{ what: 'table of rates', field: 'rates' },
      rowsOf: ({ rates }) => rates as RateRow[],
      changeOf: ({ set = [], remove = [] }) => ({ set: set as RateRow[], remove: remove as ScopedRow[] }),
      whole: ({ set: _set, remove: _remove, ...said }, rows) => ({ ...said, rates: [...rows] }),
    },
    ctx,
  ),
);

const Milestone = entryBody({ id, ...milestone.asked });
const Check = provenanceBody({ id, ...check.asked });
const Link = entryBody({ id, ...link.asked }).superRefine(leadsSomewhere);
const Quota = entryBody({ id, ...quota.asked });
const DutyRule = entryBody({ id, ...dutyRule.asked });
const Resolution = entryBody({
  id,
  ...resolution.asked,
  // A file knows no ledger numbers: rate tables are named by the ids of their entries, in this file or another.
  implementations: z.array(entryBody({ id, ...implementation.asked, rate_tables: z.array(Slug).min(1).optional() })).default([]),
  collapse: entryBody({ id, ...collapse.asked }).optional(),
});

const measureShape = {
  id: Slug,
  title: Text,
  imposed_by: JurisdictionCode,
  direction: z.enum(DIRECTIONS),
  formality: z.enum(FORMALITIES).default('formal'),
  /** What a reader should know before the dates. */
  summary: Text.optional(),
  legal_instruments: z.array(LegalInstrumentBody).default([]),
  coverage: Coverages,
  status_changes: z.array(StatusChange).min(1, 'must have a history'),
  milestones: z.array(Milestone).default([]),
  checks: z.array(Check).default([]),
  links: z.array(Link).default([]),
} as const;

const TariffMeasure = z.strictObject({
  kind: z.literal('tariff'),
  ...measureShape,
  type: z.enum(DUTY_TYPES),
  /** The duty that this one is added to, in words. */
  adds_to: AddsToBody.optional(),
  rate_tables: RateTables.default([]),
  quotas: z.array(Quota).default([]),
});
const BanMeasure = z.strictObject({
  kind: z.literal('ban'),
  ...measureShape,
  type: z.enum(BAN_TYPES),
  quotas: z.array(Quota).default([]),
});
const MeasureDocument = z.discriminatedUnion('kind', [TariffMeasure, BanMeasure]);

const WtoCase = z.strictObject({
  id: WtoCaseId,
  ...REGISTERED.wto_case,
  /** The stages of the case, each a milestone with its `stage`. */
  milestones: z.array(Milestone).default([]),
});

/** One file of src/dataset/disputes/: a dispute with everything that belongs to it. Base duties stand in a file without a dispute. */
export const DisputeDocument = z.strictObject({
  dispute: z
    .strictObject({
      id: Slug,
      title: Text,
      summary: Text,
      parties: PartiesBody.min(1),
      tier: TierWord.default('core'),
    })
    .optional(),
  /** Sources that only this file cites; those that several cite stand in sources.yaml. */
  sources: z.array(SourceBody).default([]),
  exporters: z.array(z.strictObject({ id: Slug, ...REGISTERED.exporter })).default([]),
  measures: z.array(MeasureDocument).default([]),
  resolutions: z.array(Resolution).default([]),
  wto_cases: z.array(WtoCase).default([]),
  /** Milestones of the dispute as a whole. */
  milestones: z.array(Milestone).default([]),
  /** Up to when somebody looked at the dispute with all of its measures. */
  checks: z.array(Check).default([]),
  duty_rules: z.array(DutyRule).default([]),
});

/** src/dataset/sources.yaml */
export const SourcesDocument = z.strictObject({ sources: z.array(SourceBody) });

/** src/dataset/jurisdictions.yaml: unions and areas; states come with their names from ISO 3166-1. */
export const JurisdictionsDocument = z.strictObject({
  jurisdictions: z.array(z.strictObject({ code: JurisdictionCode, ...REGISTERED.jurisdiction }).omit({ areas: true, members: true })),
  memberships: z.array(
    z.strictObject({
      union: JurisdictionCode,
      member: JurisdictionCode,
      joined_on: PartialDateText,
      /** First day outside. */
      left_on: PartialDateText.optional(),
      note: Text.optional(),
    }),
  ),
  areas: z.array(z.strictObject({ code: AreaCode, name: Text })),
});

/** src/dataset/chapters.yaml: the chapters of the Harmonized System, and the headings that the disputes use. */
export const ChaptersDocument = z.strictObject({
  chapters: z.record(z.string().regex(/^(?:\d{2}){1,3}$/), Text),
});

/** src/dataset/words.yaml: what people call goods, economies and disputes, beside their names. */
export const WordsDocument = z.strictObject({
  goods: z.array(
    z.strictObject({ words: z.array(Text).min(1), codes: z.array(z.string().regex(/^(?:\d{2}){1,3}$/, 'must be HS digits')).min(1) }),
  ),
  economies: z.record(JurisdictionCode, z.array(Text)),
  areas: z.record(AreaCode, z.array(Text)),
  /** What is done to trade, and which field of a measure tells it. */
  measures: z.array(
    z.strictObject({
      words: z.array(Text).min(1),
      kind: z.enum(KINDS).optional(),
      type: z.enum(MEASURE_TYPES).optional(),
      direction: z.enum(DIRECTIONS).optional(),
      status: z.enum(STATUSES).optional(),
    }),
  ),
  disputes: z.record(Slug, z.array(Text)),
});

export type DisputeFile = z.output<typeof DisputeDocument>;
export type MeasureFile = z.output<typeof MeasureDocument>;
