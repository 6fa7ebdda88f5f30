// Checks dispute files of the bundled dataset one by one: schema, ids, sources, and that each measure's history is lawful.
// Usage: npx tsx scripts/check-dataset.ts [FILE.yaml …]   (all files if none is named)
import { disputeFiles, readDataset, readDisputeFile } from '../src/dataset/read.ts';
import { checkHistory } from '../src/domain/history.ts';
import type { StatusStatement } from '../src/domain/statement.ts';
import { statementPeriods, statusPeriods } from '../src/domain/timeline.ts';

const names = process.argv.slice(2);
let known: Set<string> | null = null;
try {
  known = new Set(readDataset().sources.map((source) => source.id));
} catch (error) {
  if (names.length === 0) throw error;
}
let problems = 0;
const say = (file: string, text: string): void => {
  problems++;
  console.error(`${file}: ${text}`);
};

for (const file of names.length > 0 ? names.map((name) => name.split('/').at(-1) as string) : disputeFiles()) {
  try {
    const content = readDisputeFile(file);
    const ids = new Set<string>();
    const use = (entry: { id: string; sources?: readonly (string | { id: string })[] | undefined }): void => {
      if (ids.has(entry.id)) say(file, `the id ${entry.id} stands twice`);
      ids.add(entry.id);
      for (const source of entry.sources ?? [])
        if (known && typeof source === 'string' && !known.has(source)) say(file, `${entry.id} cites the unknown source ${source}`);
    };
    const flat = [content.milestones, content.checks, content.duty_rules, ...content.wto_cases.map((one) => one.milestones)].flat();
    for (const entry of flat) use(entry);
    for (const resolution of content.resolutions) {
      use(resolution);
      for (const step of resolution.implementations) use(step);
      if (resolution.collapse) use(resolution.collapse);
    }
    for (const measure of content.measures) {
      const tables = measure.kind === 'tariff' ? measure.rate_tables : [];
      for (const entry of [
        ...measure.status_changes,
        ...measure.coverage,
        ...tables,
        ...measure.milestones,
        ...measure.checks,
        ...measure.links,
        ...measure.quotas,
      ])
        use(entry);
      const place = <
        T extends { effective_on: string; until_on?: string | undefined; announced_on?: string | undefined; doubt?: string | undefined },
      >(
        list: readonly T[],
      ) =>
        list.map((entry, index) => ({
          ...entry,
          seq: index,
          position: index,
          until_on: entry.until_on ?? null,
          announced_on: entry.announced_on ?? null,
          doubt: entry.doubt ?? null,
        }));
      const history: StatusStatement[] = place(measure.status_changes).map((entry) => ({ ...entry, exemptions: entry.exemptions ?? [] }));
      try {
        checkHistory(measure.id, history);
      } catch (error) {
        say(file, (error as Error).message);
      }
      for (const entry of measure.status_changes)
        if ((entry.status === 'partially_lifted') !== (entry.exemptions !== undefined))
          say(file, `${entry.id}: exemptions belong to partially_lifted, and it needs them`);
      const days = (period: { starts_on: string; ends_on: string }): string =>
        `${period.starts_on} … ${period.ends_on === '9999-12-31' ? '' : `before ${period.ends_on}`}`;
      console.log(measure.id);
      for (const period of statusPeriods(history))
        console.log(`  ${days(period)}: ${period.statement.status}${period.derived ? ' (returns by itself)' : ''}`);
      for (const period of statementPeriods(place(tables)))
        console.log(
          `  ${days(period)}: rates ${period.statement.rates.map((rate) => rate.expression ?? `${rate.range?.min_pct}–${rate.range?.max_pct}%`).join(' | ')}`,
        );
      const [begins, covers] = [measure.status_changes, measure.coverage].map(
        (entries) => entries.map(({ effective_on }) => effective_on).sort()[0],
      );
      if (begins !== undefined && covers !== undefined && covers > begins)
        say(file, `${measure.id}: its history begins on ${begins}, before its coverage`);
    }
  } catch (error) {
    say(file, (error as Error).message);
  }
}
if (problems > 0) process.exitCode = 1;
else console.log('no problems');
