import { Argument, type Command, type Option } from 'commander';
import { STATUSES } from '../domain/vocabulary.ts';
import { recordIds } from '../lookups/similar.ts';
import { type DatabaseOption, databaseOption, withTracker } from './database.ts';
import type { Environment } from './environment.ts';
import { valuesOf } from './options.ts';
import { print } from './output.ts';

// Completion for shells, made of commander's own table of commands: a new command or option is completed without another word.

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

/** Adds `completion`: the script that makes a shell complete commands, options, their values, and ids. */
export function addCompletion(program: Command, environment: Environment): void {
  const command = program
    .command('completion')
    .summary('a script that makes your shell complete commands, options and ids')
    .description('Prints a script that makes a shell complete commands, options, values and the ids of measures and disputes.')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .addHelpText(
      'after',
      '\nExamples:\n  trade-disputes completion bash > ~/.local/share/bash-completion/completions/trade-disputes\n  trade-disputes completion zsh >> ~/.zshrc\n  trade-disputes completion fish > ~/.config/fish/completions/trade-disputes.fish',
    );
  command.action(async (shell: Shell) => print(environment.stdout, scriptFor(shell, commandsOf(program))));
}

/** Adds what the script asks for ids. */
export function addIds(program: Command, environment: Environment): void {
  const ids = program.command('ids', { hidden: true }).description('The ids of measures and disputes, for completion.').argument('[begin]');
  databaseOption(ids).action(async (begin: string | undefined, options: DatabaseOption) =>
    withTracker(environment, options, 'reads', async (tracker) =>
      print(environment.stdout, (await recordIds(tracker, begin ?? '')).map((id) => `${id}\n`).join('')),
    ),
  );
}

/** What a shell may offer at a place: words, the ids of records, files; nothing where it is a text of one's own. */
type Offer = readonly string[] | 'ids' | 'files' | null;

/** A command as a shell completes it. */
interface CompletedCommand {
  /** Its words after the program's name: add measure. */
  path: string;
  summary: string;
  subcommands: readonly string[];
  options: readonly { long: string; description: string; takesValue: boolean; offer: Offer }[];
  args: readonly Offer[];
}

/** Every command that is not hidden, the program itself first. */
function commandsOf(program: Command): CompletedCommand[] {
  const walk = (command: Command, path: string): CompletedCommand[] => {
    const help = command.createHelp();
    const visible = help.visibleCommands(command);
    return [
      {
        path,
        summary: command.summary() || command.description(),
        subcommands: visible.map((one) => one.name()),
        options: help.visibleOptions(command).map((option) => ({
          long: option.long ?? option.short ?? '',
          description: option.description.split(/[.;:] |\n/)[0] ?? '',
          takesValue: option.required || option.optional,
          offer: offerOf(option),
        })),
        args: command.registeredArguments.map((argument) => argument.argChoices ?? argumentOffer(argument.name())),
      },
      ...visible.filter((one) => one.name() !== 'help').flatMap((one) => walk(one, path === '' ? one.name() : `${path} ${one.name()}`)),
    ];
  };
  return walk(program, '');
}

const argumentOffer = (name: string): Offer => {
  if (name === 'id' || name === 'dispute-or-seq') return 'ids';
  if (name === 'status') return STATUSES;
  return ['path', 'dir', 'file', 'json'].includes(name) ? 'files' : null;
};

function offerOf(option: Option): Offer {
  const values = valuesOf(option);
  if (values) return values;
  if (/<(?:file|path|json)>/.test(option.flags)) return 'files';
  return /<id>/.test(option.flags) && option.long === '--measure' ? 'ids' : null;
}

/** The script of a shell. */
function scriptFor(shell: Shell, commands: readonly CompletedCommand[]): string {
  if (shell === 'fish') return fishScript(commands);
  if (shell === 'zsh') return `autoload -U +X bashcompinit && bashcompinit\n${bashScript(commands)}`;
  return bashScript(commands);
}

/** A branch of a `case`: what is offered, in words of bash. */
const offered = (offer: Offer): string => {
  if (offer === 'files') return 'offer=files';
  if (offer === 'ids') return 'offer=ids';
  return offer === null ? 'offer=none' : `offer='${offer.join(' ')}'`;
};

/** For bash, and for zsh by way of bashcompinit. */
function bashScript(commands: readonly CompletedCommand[]): string {
  const named = commands.filter(({ path }) => path !== '');
  const values = commands.flatMap(({ path, options }) =>
    options.filter(({ takesValue }) => takesValue).map(({ long, offer }) => `    '${path} ${long}') ${offered(offer)} ;;`),
  );
  const positions = commands.flatMap(({ path, args }) => args.map((offer, index) => `    '${path} ${index}') ${offered(offer)} ;;`));
  const words = commands.map(
    ({ path, subcommands, options }) => `    '${path}') words='${[...subcommands, ...options.map(({ long }) => long)].join(' ')}' ;;`,
  );
  const takers = [...new Set(commands.flatMap(({ options }) => options.filter((one) => one.takesValue).map(({ long }) => long)))];
  return `_trade_disputes() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev='' command='' offer='' words='' word i at=0 skip=''
  ((COMP_CWORD > 0)) && prev="\${COMP_WORDS[COMP_CWORD-1]}"
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if [[ -n $skip ]]; then skip=''; continue; fi
    case " ${takers.join(' ')} " in *" $word "*) skip=1; continue ;; esac
    [[ $word == -* ]] && continue
    case "$command\${command:+ }$word" in
${named.map(({ path }) => `      '${path}') command='${path}' ;;`).join('\n')}
      *) at=$((at + 1)) ;;
    esac
  done
  case "$command $prev" in
${values.join('\n')}
  esac
  if [[ -z $offer && $cur != -* ]]; then
    case "$command $at" in
${positions.join('\n')}
    esac
  fi
  case "$command" in
${words.join('\n')}
  esac
  case "$offer" in
    none) COMPREPLY=(); return ;;
    files) COMPREPLY=($(compgen -f -- "$cur")); return ;;
    ids) offer="$(trade-disputes ids "$cur" 2>/dev/null)" ;;
    '') offer="$words" ;;
  esac
  COMPREPLY=($(compgen -W "$offer" -- "$cur"))
}
complete -o default -F _trade_disputes trade-disputes
`;
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function fishScript(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap(({ path, subcommands, options, args }) => {
    const words = path === '' ? [] : path.split(' ');
    // The last word of the command has been said, and none of what may follow it.
    const seen = words.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');
    const last = subcommands.length === 0 ? '' : `not __fish_seen_subcommand_from ${subcommands.join(' ')}`;
    const when = [seen, last].filter((part) => part !== '').join('; and ') || 'true';
    const next = subcommands.map((name) => {
      const summary = commands.find((one) => one.path === [...words, name].join(' '))?.summary ?? '';
      return `complete -c trade-disputes -f -n ${quoted(when)} -a ${name} -d ${quoted(summary)}`;
    });
    const flags = options.map(({ long, description, takesValue, offer }) => {
      const value = !takesValue ? '' : offer === 'files' ? ' -r -F' : ` -x${offer === null ? '' : ` -a ${quoted(fishOffer(offer))}`}`;
      return `complete -c trade-disputes -n ${quoted(when)} -l ${long.replace(/^--/, '')}${value} -d ${quoted(description)}`;
    });
    const values = args.flatMap((offer) =>
      offer === null || offer === 'files' ? [] : [`complete -c trade-disputes -f -n ${quoted(when)} -a ${quoted(fishOffer(offer))}`],
    );
    return [...next, ...flags, ...values];
  });
  return `${lines.join('\n')}\n`;
}

const fishOffer = (offer: readonly string[] | 'ids'): string =>
  offer === 'ids' ? '(trade-disputes ids (commandline -ct) 2>/dev/null)' : offer.join(' ');
