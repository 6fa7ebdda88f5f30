import type { Command } from 'commander';
import { words as inWords } from '../domain/vocabulary.ts';
import { search } from '../lookups/search.ts';
import { onlyPlace, type Search } from '../things/answers.ts';
import { clockParameters, searchQuestion } from '../things/questions.ts';
import { type DatabaseOption, databaseOption, withTracker } from './database.ts';
import type { Environment } from './environment.ts';
import { announcedWords, noteLedger } from './notes.ts';
import { type GivenOptions, outputOption, parameterOptions, parametersOf, type WrittenOption, written } from './options.ts';
import { type Column, counted, formatOption, note, printRows, printTable, withOutput } from './output.ts';

/** Adds `search`: what words may mean, each with the command that goes on from there. */
export function addSearch(program: Command, environment: Environment): void {
  const command = program
    .command('search')
    .summary('what words may mean, and the disputes and measures that meet them')
    .description(
      'Finds what words may mean, and the disputes and measures that meet the most of them: at most ten of each kind, with the command that goes on from there.',
    )
    .argument('<words...>', searchQuestion.q.meta()?.description)
    .addHelpText(
      'after',
      '\nExamples:\n  trade-disputes search scallops\n  trade-disputes search trump tariffs\n  trade-disputes search australian wine tariff china',
    );
  databaseOption(outputOption(formatOption(parameterOptions(command, clockParameters)))).action(
    async (words: readonly string[], given: GivenOptions & WrittenOption & DatabaseOption) => {
      const options = written(command, given);
      const question = parametersOf(searchQuestion, { ...options, q: [words.join(' ')] });
      await withOutput(environment, options.output, (to) =>
        withTracker(to, options, 'asks', async (tracker) => {
          const { ledgerHead: _ledgerHead, ...found } = await search(tracker, question);
          const rows = rowsOf(found);
          if (options.format !== 'table') return printRows(to, options.format, { rows, columns: FIELDS, body: found });
          if (rows.length > 0) await printTable(to, rows, COLUMNS);
          for (const { word, spelt_like } of found.words)
            if (spelt_like.length > 0) await note(to, `nothing here is called "${word}": did you mean ${spelt_like.join(' or ')}?`);
          const place = onlyPlace(found);
          if (place !== null)
            for (const { code } of found.products.slice(0, TOGETHER))
              await note(to, `${code} and ${place.name} together: measures --${place.by} ${place.code} --product ${code} --status active`);
          await note(to, `${counted(rows.length, 'find')} on ${found.on}, ${announcedWords(found)}as known at ${found.known_at}`);
          await noteLedger(to, found);
        }),
      );
    },
  );
}

/** So many products are told together with the economy or the area that was named beside them. */
const TOGETHER = 3;

/** A find, and how to go on. */
interface Find {
  what: string;
  id: string;
  name: string;
  remarks: string;
  next: string;
}

const reached = (active: number): string => `${counted(active, 'measure')} in force`;

function rowsOf({ words, jurisdictions, areas, products, disputes, measures, unmet, exporters, wto_cases }: Search): Find[] {
  const lacks = new Map(unmet.map((one) => [one.id, `, not met: ${one.words.join(', ')}`]));
  const meanings: Find[] = [
    ...jurisdictions.map(({ code, name, imposes, affected }) => ({
      ...{ what: 'economy', id: code, name, next: `measures --affected ${code} --status active` },
      remarks: imposes === null || affected === null ? '' : `imposes ${imposes}, affected by ${affected}`,
    })),
    ...areas.map(({ code, name, active }) => ({
      ...{ what: 'area', id: code, name, next: `measures --area ${code} --status active`, remarks: reached(active) },
    })),
    ...products.map(({ code, name, active }) => ({
      ...{ what: 'product', id: code, name: name ?? '', next: `measures --product ${code} --status active`, remarks: reached(active) },
    })),
  ];
  const happened: Find[] = [
    ...disputes.map(({ id, title, state }) => ({
      ...{ what: 'dispute', id, name: title, next: `show ${id}` },
      remarks: `${state}${lacks.get(id) ?? ''}`,
    })),
    ...measures.map(({ id, title, status }) => ({
      ...{ what: 'measure', id, name: title, next: `show ${id}` },
      remarks: `${status}${lacks.get(id) ?? ''}`,
    })),
  ];
  // One word is looked up; several are met by something that happened.
  const first = words.length > 1 ? [...happened, ...meanings] : [...meanings, ...happened];
  return [
    ...first,
    ...wto_cases.map(({ id, title, stage }) => ({
      ...{ what: 'WTO case', id, name: title ?? '', next: `show ${id}` },
      remarks: stage === null ? '' : inWords(stage),
    })),
    ...exporters.map(({ id, name, home }) => ({ what: 'company', id, name, remarks: home ?? '', next: `tariffs --exporter ${id}` })),
  ];
}

/** What a find is in a file. */
const FIELDS: readonly (keyof Find)[] = ['what', 'id', 'name', 'remarks', 'next'];

const COLUMNS: readonly Column<Find>[] = [
  { title: 'what', text: ({ what }) => what },
  { title: 'id', text: ({ id }) => id },
  { title: 'name', text: ({ name }) => name, shrinkTo: 20, keep: true },
  { title: 'remarks', text: ({ remarks }) => remarks, shrinkTo: 12 },
  { title: 'go on with', text: ({ next }) => next },
];
