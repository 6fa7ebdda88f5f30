import { MEASURE_COLUMNS } from '../tracker/list-measures.ts';
import type { Recorded } from '../tracker/record-status-changes.ts';
import { MEASURE_TABLE } from './columns.ts';
import type { Environment } from './environment.ts';
import { oneBatch, printCsv, printJson, printTable } from './formats.ts';
import { note, print } from './output.ts';
import { noteDryRun, type WriteOptions } from './write-options.ts';

/** Prints what a write did: the entries, the measures as they stand with them, and what became of the dispute. */
export async function printRecorded(environment: Environment, options: WriteOptions, recorded: Recorded): Promise<void> {
  if (options.format === 'json') await printJson(environment, { ...recorded, ...(options.dryRun && { dry_run: true }) });
  else if (options.format === 'csv') await printCsv(environment, oneBatch(recorded.measures), MEASURE_COLUMNS);
  else await printText(environment, recorded);
  await noteDryRun(environment, options);
}

async function printText(environment: Environment, { recorded, measures, on, dispute }: Recorded): Promise<void> {
  if (recorded.length > 0)
    await printTable(environment, recorded, [
      { title: 'seq', text: (entry) => String(entry.seq) },
      { title: 'recorded', text: (entry) => entry.kind },
      { title: 'measure', text: (entry) => entry.measure ?? '' },
    ]);
  if (measures.length > 0) {
    await print(environment.stdout, recorded.length > 0 ? '\n' : '');
    await printTable(environment, measures, MEASURE_TABLE);
    await note(environment, `measures as they stand on ${on}`);
  }
  if (dispute !== null) {
    const { id, before, after } = dispute;
    const what = before === after ? `stays ${after}` : `${before} → ${after}`;
    await print(environment.stdout, `\n${id} on ${dispute.on}: ${what}\n`);
  }
}
