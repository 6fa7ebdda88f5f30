import { z } from '@hono/zod-openapi';
import { type Command, Option } from 'commander';
import { readParameters } from '../contract/questions.ts';
import { reading } from './usage-error.ts';

/** What commander makes of the options of a command, by their names in camelCase. */
export type Given = Readonly<Record<string, unknown>>;

export const kebab = (name: string): string => name.replaceAll('_', '-');
const camel = (name: string): string => name.replace(/_(.)/g, (_match, letter: string) => letter.toUpperCase());

/** Every value of an option that may be given more than once, in the order of the command line. */
export const collect = (value: string, before: readonly string[] | undefined): string[] => [...(before ?? []), value];

/** Adds an option for each parameter of a question: `imposed_by` is `--imposed-by`; one that is true or false may stand without a value. */
export function parameterOptions(command: Command, shape: z.ZodRawShape): Command {
  for (const [name, schema] of Object.entries(shape)) {
    const { placeholder, description } = describe(schema as z.ZodType);
    const value = placeholder === FLAG ? `[${placeholder}]` : `<${placeholder}>`;
    const option = new Option(`--${kebab(name)} ${value}`, description).argParser(collect).makeOptionMandatory(!isOptional(schema));
    command.addOption(placeholder === FLAG ? option.preset('true') : option);
  }
  return command;
}

const FLAG = 'true|false';

const isOptional = (schema: unknown): boolean => schema instanceof z.ZodOptional;

/** How a schema looks in the help: its values where they are few, else what it is. */
function describe(schema: z.ZodType): { placeholder: string; description: string } {
  const inner = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
  const description = schema.meta()?.description ?? inner.meta()?.description ?? '';
  const choices = choicesOf(inner);
  if (choices === undefined) return { placeholder: 'value', description };
  const short = choices.length <= 3;
  return { placeholder: short ? choices.join('|') : 'value', description: description || (short ? '' : `one of: ${choices.join(', ')}`) };
}

function choicesOf(schema: z.ZodType): string[] | undefined {
  const source = schema instanceof z.ZodPipe ? schema.in : schema;
  return source instanceof z.ZodEnum ? source.options.map(String) : undefined;
}

/** Reads the parameters of a question from a command's options. Throws a `UsageError` in the words of the HTTP interface. */
export function parametersOf<Shape extends z.ZodRawShape>(shape: Shape, options: Given): z.output<z.ZodObject<Shape>> {
  const given: Record<string, readonly string[]> = {};
  for (const name of Object.keys(shape)) {
    const values = options[camel(name)];
    if (Array.isArray(values)) given[name] = values.map(String);
  }
  return reading(() => readParameters(shape, given));
}
