import type { Command } from 'commander';
import type * as z from 'zod';
import type { Tracker } from '../lookups/tracker.ts';
import type { HowCsv } from '../things/questions.ts';
import { type DatabaseOption, databaseOption, withTracker } from './database.ts';
import type { Environment } from './environment.ts';
import {
  csvOptions,
  type GivenOptions,
  howCsv,
  outputOption,
  parameterOptions,
  questionOf,
  type WrittenOption,
  written,
} from './options.ts';
import { type FormatOption, formatOption, withOutput } from './output.ts';

/**
 * Makes a command ask a question of these parameters; `answer` prints what it asks, where and how the options say. What is wrong with the
 * question or with how it is to be answered is told before a database is opened.
 */
export function asking<Shape extends z.ZodRawShape, Question>(
  command: Command,
  environment: Environment,
  shape: Shape,
  read: (question: z.output<z.ZodObject<Shape>>) => Question,
  answer: (to: Environment, tracker: Tracker, question: Question, how: HowCsv & FormatOption) => Promise<void>,
): void {
  databaseOption(outputOption(csvOptions(formatOption(parameterOptions(command, shape))))).action(
    async (given: GivenOptions & WrittenOption & DatabaseOption) => {
      const options = written(command, given);
      const how = { ...howCsv(options), format: options.format };
      const question = questionOf(environment, shape, options, read);
      await withOutput(environment, options.output, (to) =>
        withTracker(to, options, 'asks', async (tracker) => answer(to, tracker, await question(tracker), how)),
      );
    },
  );
}
