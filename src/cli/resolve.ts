import { type Command, Option } from 'commander';
import { OUTCOME_TARGETS, RESOLUTION_METHODS } from '../domain/vocabulary.ts';
import type { ProposedCall } from '../things/proposal.ts';
import { CollapseBody, ImplementResolutionBody, ResolutionBody } from '../things/resolution.ts';
import type { Environment } from './environment.ts';
import {
  collect,
  entryOption,
  jsonOf,
  type ProvenanceOptions,
  provenanceOf,
  provenanceOptions,
  readBody,
  UsageError,
  type WriteOptions,
  writeOptions,
} from './options.ts';
import { carryOut, seqArgument } from './record.ts';

interface ResolveOptions extends WriteOptions, ProvenanceOptions {
  method?: string;
  agreed?: string;
  terms?: string;
  outcome?: readonly string[];
  on?: string;
  measure?: readonly string[];
  rateTable?: readonly string[];
  collapse?: boolean;
}

const AGREED = ['method', 'agreed', 'terms', 'outcome'] as const;
const CARRIED_OUT = ['on', 'measure', 'rateTable', 'collapse'] as const;

/** Adds `resolve`: what was agreed about a dispute, and what became of it. */
export function addResolve(program: Command, environment: Environment): void {
  const command = program
    .command('resolve')
    .summary('record the resolution of a dispute, that it was carried out, or that it collapsed')
    .description(
      'With the id of a dispute: records what was agreed; the measures stay in force until it is carried out.\nWith the seq of a resolution (the command resolutions tells it): records that it was carried out, together with the status changes that its outcomes ask for, or with --collapse that it came to nothing.',
    )
    .usage(
      '[options] <dispute> --method <method> --terms <text> --outcome <measure=target>…\n       trade-disputes resolve [options] <seq> --on <date>\n       trade-disputes resolve [options] <seq> --on <date> --collapse',
    )
    .argument('<dispute-or-seq>', 'the id of a dispute, or the seq of a resolution')
    .optionsGroup('What was agreed (with a dispute):')
    .option('--method <method>', `how it ends: ${RESOLUTION_METHODS.join(', ')}`)
    .option('--agreed <date>', 'when it was agreed; left out if that is not known')
    .option('--terms <text>', 'the terms, in words')
    .addOption(
      new Option(
        '--outcome <measure=target>',
        `what a measure is to reach: ${OUTCOME_TARGETS.join(', ')}; or JSON with measure, reaches and scope; may be repeated`,
      ).argParser(collect),
    )
    .optionsGroup('What became of it (with a seq):')
    .option('--on <date>', 'first day on which it was carried out, or on which it collapsed')
    .addOption(new Option('--measure <id>', 'carried out only for this measure; may be repeated').argParser(collect))
    .addOption(
      new Option(
        '--rate-table <seq>',
        'for an outcome of rate: the rate table by which it is carried out, if that does not begin on that day; may be repeated',
      ).argParser(collect),
    )
    .option('--collapse', 'it came to nothing')
    .optionsGroup('Options:')
    .addHelpText(
      'after',
      "\nExamples:\n  trade-disputes resolve ca-cn --method negotiated_settlement --agreed 2026-01-16 --terms 'Lower duties on canola' --outcome cn-ca-canola-ad=rate --unsourced\n" +
        '  trade-disputes resolve 512 --on 2026-03-01 --unsourced\n' +
        '  trade-disputes resolve 512 --on 2026-03-01 --collapse --unsourced',
    );
  writeOptions(provenanceOptions(command)).action(async (target: string, options: ResolveOptions) => {
    const call = /^\d+$/.test(target) ? stepOf(seqArgument(target), options) : agreementOf(target, options);
    await carryOut(environment, options, () => call);
  });
}

/** Refuses options of the other way to use the command. */
function refuse(options: ResolveOptions, names: readonly (keyof ResolveOptions)[], why: string): void {
  const wrong = names.find((name) => options[name] !== undefined);
  if (wrong !== undefined) throw new UsageError(`--${wrong === 'rateTable' ? 'rate-table' : wrong} ${why}`);
}

function agreementOf(dispute: string, options: ResolveOptions): ProposedCall {
  refuse(
    options,
    CARRIED_OUT,
    `goes with the seq of a resolution, and "${dispute}" is taken for a dispute: to record what was agreed give --method, --terms and --outcome`,
  );
  const body = {
    method: options.method,
    agreed_on: options.agreed,
    terms: options.terms,
    outcomes: options.outcome?.map(outcomeOf),
    ...provenanceOf(options),
  };
  readBody(ResolutionBody, body, entryOption);
  return { method: 'POST', path: `/disputes/${encodeURIComponent(dispute)}/resolutions`, body };
}

function outcomeOf(text: string): unknown {
  if (/^[{@]/.test(text)) return jsonOf(text, '--outcome');
  const [measure, reaches, ...rest] = text.split('=');
  if (reaches === undefined || rest.length > 0)
    throw new UsageError(`--outcome: "${text}" is not understood: write MEASURE=TARGET, such as cn-au-wine-ad=lifted`);
  return { measure, reaches };
}

function stepOf(seq: number, options: ResolveOptions): ProposedCall {
  refuse(options, AGREED, `goes with a dispute, and ${seq} is the seq of a resolution: give --on, and --collapse if it came to nothing`);
  const step = { effective_on: options.on, ...provenanceOf(options) };
  if (options.collapse) {
    refuse(options, ['measure', 'rateTable'], 'does not go with --collapse: a resolution collapses as a whole');
    readBody(CollapseBody, step, entryOption);
    return { method: 'POST', path: `/resolutions/${seq}/collapse`, body: step };
  }
  const body = { ...step, measures: options.measure, rate_tables: options.rateTable?.map(seqArgument) };
  readBody(ImplementResolutionBody, body, entryOption);
  return { method: 'POST', path: `/resolutions/${seq}/implementation`, body };
}
