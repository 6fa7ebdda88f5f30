import type { z } from 'zod';
import type { Dataset } from '../../src/dataset/read.ts';
import type { DisputeFile, MeasureFile } from '../../src/dataset/schema.ts';
import type { Scope } from '../../src/domain/scope.ts';
import type { SourceBody } from '../../src/things/entry.ts';

/** One entry of the dataset, reduced to what a fact is compared by. */
export interface Told {
  id: string;
  /** The dates that may stand for the day of the act or the news, and those for the day of its effect. */
  announced: string[];
  effective: string[];
  confidence: string;
  doubts: string[];
  sources: Set<string>;
  /** Its words: title, note, terms. */
  words: string;
}

interface Provenance {
  id: string;
  announced_on?: string | undefined;
  effective_on?: string | undefined;
  agreed_on?: string | undefined;
  happened_on?: string | undefined;
  title?: string | undefined;
  terms?: string | undefined;
  note?: string | undefined;
  doubt?: string | undefined;
  confidence: string;
  sources?: readonly (string | z.output<typeof SourceBody>)[] | undefined;
}

const given = (...list: (string | undefined)[]): string[] => list.filter((one) => one !== undefined);
export const cited = (entry: Pick<Provenance, 'sources'>): string[] =>
  (entry.sources ?? []).map((source) => (typeof source === 'string' ? source : source.id));

export const told = (entry: Provenance): Told => ({
  id: entry.id,
  announced: given(entry.announced_on, entry.agreed_on, entry.happened_on),
  effective: given(entry.effective_on, entry.happened_on),
  confidence: entry.confidence,
  doubts: given(entry.doubt),
  sources: new Set(cited(entry)),
  words: given(entry.title, entry.terms, entry.note).join(' '),
});

type Resolution = DisputeFile['resolutions'][number];
type WtoCase = DisputeFile['wto_cases'][number];

/** Everything that the dataset says, by measure. */
export class Ledger {
  readonly disputes = new Map<string, DisputeFile>();
  readonly measures = new Map<string, MeasureFile>();
  readonly cases = new Map<string, WtoCase>();
  readonly resolutions: Resolution[] = [];
  readonly fileOf = new Map<string, DisputeFile>();

  constructor(disputes: Dataset['disputes']) {
    for (const { content } of disputes) {
      if (content.dispute) this.disputes.set(content.dispute.id, content);
      for (const measure of content.measures) {
        this.measures.set(measure.id, measure);
        this.fileOf.set(measure.id, content);
      }
      for (const one of content.wto_cases) this.cases.set(one.id, one);
      this.resolutions.push(...content.resolutions);
    }
  }

  resolutionsOf(measure: string): Resolution[] {
    return this.resolutions.filter((one) => one.outcomes.some((outcome) => outcome.measure === measure));
  }

  /** The implementations of a resolution that count for a measure. */
  stepsOf(resolution: Resolution, measure: string): Resolution['implementations'] {
    return resolution.implementations.filter((step) => !step.measures || step.measures.includes(measure));
  }

  /** Every entry that may stand for an event of the measure. */
  about(measure: MeasureFile): Told[] {
    const tables = measure.kind === 'tariff' ? measure.rate_tables : [];
    const entries = [...measure.status_changes, ...measure.coverage, ...tables, ...measure.milestones].map(told);
    for (const link of measure.links) entries.push(...(this.cases.get(link.to ?? '')?.milestones ?? []).map(told));
    for (const resolution of this.resolutionsOf(measure.id)) {
      const whole = told(resolution);
      entries.push(whole);
      const steps = [...this.stepsOf(resolution, measure.id), ...(resolution.collapse ? [resolution.collapse] : [])];
      // A step belongs to its resolution, so it also cites what that cites, and was agreed when that was.
      for (const step of steps.map(told))
        entries.push({
          ...step,
          announced: [...step.announced, ...whole.announced],
          sources: new Set([...step.sources, ...whole.sources]),
        });
    }
    return entries;
  }

  /** The scopes that say what a measure covers and what it exempts. */
  scopesOf(measure: MeasureFile): Scope[] {
    return [...measure.coverage.flatMap((one) => one.scopes), ...measure.status_changes.flatMap((one) => one.exemptions ?? [])];
  }
}
