// Compares the fact sheet that the dataset was made from with the bundled dataset, and proves that nothing was lost on the way.
// Usage: npx tsx scripts/compare-facts.ts PATH/TO/facts.yaml
// Differences that are meant stand in DATA.md under "Deliberate differences"; any other miss makes it exit with 1.
import { readFileSync } from 'node:fs';
import { readDataset } from '../src/dataset/read.ts';
import type { MeasureFile } from '../src/dataset/schema.ts';
import { periodOn, statusPeriods } from '../src/domain/timeline.ts';
import { checkDisputes, checkMeasure, checkSources } from './compare-facts/checks.ts';
import { readFacts } from './compare-facts/facts.ts';
import { Ledger } from './compare-facts/ledger.ts';
import { readDeclared, Tally } from './compare-facts/tally.ts';

/** The day of the fact sheet. */
const AS_OF = '2026-11-24';
/** What the researcher's latest status may be in the product's words; the others are the same word. */
const STATUS_HERE: Readonly<Record<string, readonly string[]>> = {
  eased: ['partially_lifted', 'in_force'],
  're-imposed': ['in_force'],
  lift_agreed: ['in_force'],
  suspended: ['suspended', 'partially_lifted', 'in_force'],
  in_force: ['in_force', 'partially_lifted'],
};

/** The status that the fold shows for a measure on the day of the fact sheet. */
function statusOf(measure: MeasureFile): string {
  const history = measure.status_changes.map((change, index) => ({
    ...change,
    seq: index,
    position: index,
    until_on: change.until_on ?? null,
    doubt: change.doubt ?? null,
    exemptions: change.exemptions ?? [],
  }));
  return periodOn(statusPeriods(history), AS_OF)?.statement.status ?? 'none';
}

const path = process.argv[2];
if (path === undefined) {
  console.error('Usage: npx tsx scripts/compare-facts.ts PATH/TO/facts.yaml');
  process.exit(2);
}
const facts = readFacts(path);
const dataset = readDataset();
const ledger = new Ledger(dataset.disputes);
const tally = new Tally(readDeclared(readFileSync(new URL('../DATA.md', import.meta.url), 'utf8')));

checkDisputes(facts, ledger, tally);
for (const measure of facts.measures) checkMeasure(measure, ledger, tally);
checkSources(facts, dataset.sources, tally);

console.log(tally.table());
for (const measure of facts.measures) {
  const here = ledger.measures.get(measure.id);
  if (!here) continue;
  const { status, since } = measure.latest_known;
  const shown = statusOf(here);
  if (!(STATUS_HERE[status] ?? [status]).includes(shown))
    console.log(`for information: ${measure.id} is ${shown} on ${AS_OF}; facts' latest status is ${status}, since ${since}`);
}
for (const miss of tally.misses) console.error(`missing: ${miss}`);
const unused = tally.unused();
for (const key of unused) console.error(`DATA.md declares a difference that there is not: ${key}`);
if (tally.misses.length > 0 || unused.length > 0) process.exitCode = 1;
else console.log('nothing is lost');
