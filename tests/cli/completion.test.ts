import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandLine } from './command-line.ts';

let cli: CommandLine;
let script: string;
beforeAll(async () => {
  cli = await new CommandLine().load();
  script = await cli.out('completion', 'bash');
});
afterAll(() => cli.close());

/** What a real bash offers for the last of these words; `trade-disputes ids` answers as the program does. */
async function offered(...words: string[]): Promise<string[]> {
  const last = words.at(-1) ?? '';
  const ids = last.startsWith('-') ? '' : await cli.out('ids', last);
  const lines = [
    `trade-disputes() { [[ $1 == ids ]] && printf '%s' "$IDS"; }`,
    script,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a variable of bash
    'COMP_WORDS=(trade-disputes "$@"); COMP_CWORD=$#; _trade_disputes; printf "%s\\n" "${COMPREPLY[@]}"',
  ];
  const out = execFileSync('bash', ['--norc', '-c', lines.join('\n'), 'bash', ...words], {
    env: { ...process.env, IDS: ids },
    encoding: 'utf8',
  });
  return out.split('\n').filter((line) => line !== '');
}

describe('completion in bash', () => {
  it.each<[words: string[], offers: string[]]>([
    [['ba'], ['bans', 'backup']],
    [['add', 'mea'], ['measure']],
    [['bans', '--impo'], ['--imposed-by']],
    [
      ['bans', '--lifting-agreed', ''],
      ['true', 'false'],
    ],
    [
      ['changes', '--format', 'js'],
      ['json', 'jsonl'],
    ],
    [['bans', '--imposed-by', 'CN', '--status', 'part'], ['partially_lifted']],
    [
      ['token', 'create', 'somebody', '--role', ''],
      ['contributor', 'editor', 'admin'],
    ],
    [
      ['add', 'measure', '--kind', ''],
      ['tariff', 'ban'],
    ],
    [['record', 'cn-au-wine-ad', 'lif'], ['lifted']],
    [
      ['show', 'cn-au-wine'],
      ['cn-au-wine-ad', 'cn-au-wine-cvd'],
    ],
    [['show', '--on', '2024-01-01', 'au-cn-wine'], ['au-cn-wine']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['bans', '--on', ''], []],
  ])('%s', async (words, offers) => {
    expect(await offered(...words)).toEqual(offers);
  });

  it('offers every command, and of each every option that its help has', async () => {
    const help = await cli.out('--help');
    const commands = [...help.matchAll(/^ {2}([a-z][a-z-]+)(?= )/gm)]
      .map(([, name]) => name)
      .filter((name) => name !== 'help' && name !== 'trade-disputes');
    expect(commands.length).toBeGreaterThan(25);
    expect(await offered('')).toEqual(expect.arrayContaining(commands));
    for (const command of ['bans', 'duty', 'record', 'verify']) {
      const options = [...(await cli.out(command, '--help')).matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, name]) => name);
      expect(await offered(command, '--')).toEqual(options);
    }
  });
});

describe('completion in other shells', () => {
  it('is that of bash in zsh, and a line for each thing in fish', async () => {
    expect(await cli.out('completion', 'zsh')).toBe(`autoload -U +X bashcompinit && bashcompinit\n${script}`);
    const fish = await cli.out('completion', 'fish');
    expect(fish).toContain("complete -c trade-disputes -n '__fish_seen_subcommand_from bans' -l imposed-by -x -d ");
    expect(fish).toContain('-a measure -d ');
    for (const line of fish.trimEnd().split('\n')) expect(line).toMatch(/^complete -c trade-disputes /);
  });

  it('knows no other shell', async () => {
    const { code, err } = await cli.run(['completion', 'powershell']);
    expect([code, err]).toEqual([2, expect.stringContaining('Allowed choices are bash, zsh, fish')]);
  });
});

describe('ids that nothing has', () => {
  it.each([
    ['cn-au-win', 'did you mean cn-au-wine-ad or cn-au-wine-cvd?'],
    ['cn-au-wine-da', 'did you mean cn-au-wine-ad? Else'],
    ['jp-sea', 'did you mean jp-cn-seafood?'],
    ['JP-CN-Seafood', 'did you mean jp-cn-seafood?'],
    ['seafood-cn-jp', 'did you mean jp-cn-seafood?'],
    ['seafood', 'there is no measure and no dispute "seafood": measures and disputes list them, search finds them by words'],
  ])('show %s: %s', async (id, words) => {
    const { code, err } = await cli.run(['show', id]);
    expect([code, err]).toEqual([1, expect.stringContaining(words)]);
  });

  it('are told by what they are, if they are of a dispute where a measure is asked, or of a measure', async () => {
    const asked = async (...filters: string[]) => (await cli.run(['changes', ...filters])).err;
    expect(await asked('--dispute', 'cn-au-wine-ad')).toContain(
      '"cn-au-wine-ad" is a measure, and no dispute: /measures/cn-au-wine-ad shows it, /disputes lists disputes',
    );
    expect(await asked('--measure', 'jp-cn-seafood')).toContain(
      '"jp-cn-seafood" is a dispute, and no measure: /disputes/jp-cn-seafood shows it',
    );
    expect(await asked('--dispute', 'cn-au-wine-ad', '--announced-by', '2019-01-01')).toContain('there is no dispute "cn-au-wine-ad"');
  });

  it('are not guessed out of what was registered or announced later', async () => {
    cli.now = '2026-12-24T12:00:00.000Z';
    await cli.out('add', 'dispute', '--id', 'au-cn-wind', '--title', 'Wind', '--party', 'AU', '--party', 'CN');
    const asked = async (...clocks: string[]) => (await cli.run(['bans', '--dispute', 'au-cn-winds', ...clocks])).err;
    expect(await asked()).toContain('did you mean au-cn-wind? Else /disputes lists them');
    expect(await asked('--known-at', '2026-12-01')).toContain('did you mean au-cn-wine? Else /disputes lists them');
    expect(await asked('--announced-by', '2019-01-01')).toContain('there is no dispute "au-cn-winds": /disputes lists them');
  });
});
