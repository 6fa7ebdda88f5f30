/** What is wrong with one fact's place in the dataset: the field, and what was looked for. */
export type Fault = [field: string, text: string];

const KINDS = [
  'dispute',
  'measure',
  'affected',
  'hs',
  'product',
  'base',
  'instrument',
  'event',
  'end',
  'rate',
  'resolution',
  'link',
  'wto',
  'stage',
  'quota',
  'source',
] as const;
export type FactKind = (typeof KINDS)[number];

/** Counts facts found and missed; a miss that DATA.md declares counts as differing. */
export class Tally {
  private readonly counts = new Map(KINDS.map((kind) => [kind, { facts: 0, found: 0, differing: 0 }]));
  private readonly declared: Map<string, boolean>;
  readonly misses: string[] = [];

  constructor(declared: readonly string[]) {
    this.declared = new Map(declared.map((key) => [key, false]));
  }

  check(kind: FactKind, id: string, key: string, faults: readonly Fault[]): void {
    const count = this.counts.get(kind) ?? { facts: 0, found: 0, differing: 0 };
    count.facts++;
    const name = [kind, id, key].filter((part) => part !== '').join(' ');
    // Every fault is looked up, so that each bullet that matches counts as used.
    const undeclared = faults.filter(([field]) => !this.isDeclared(`${name} ${field}`));
    if (faults.length === 0) count.found++;
    else if (undeclared.length === 0) count.differing++;
    else this.misses.push(`${name}: ${undeclared.map(([field, text]) => `${field}: ${text}`).join('; ')}`);
  }

  /** A bullet covers every miss whose name begins with its words: the whole fact, or one field of it. */
  private isDeclared(name: string): boolean {
    let covered = false;
    for (const key of this.declared.keys()) {
      if (!`${name} `.startsWith(`${key} `)) continue;
      this.declared.set(key, true);
      covered = true;
    }
    return covered;
  }

  /** The bullets that covered nothing: what they excuse is no longer so. */
  unused(): string[] {
    return [...this.declared].filter(([, used]) => !used).map(([key]) => key);
  }

  table(): string {
    const rows = [...this.counts].map(([kind, count]) => [
      kind,
      count.facts,
      count.found,
      count.differing,
      count.facts - count.found - count.differing,
    ]);
    const lines = [['kind', 'in facts', 'found here', 'differing', 'missing'], ...rows];
    return lines.map(([kind, ...cells]) => String(kind).padEnd(11) + cells.map((cell) => String(cell).padStart(11)).join('')).join('\n');
  }
}

/** The bullets under "Deliberate differences" in DATA.md: - `event cn-au-wine-ad 2023-11-30`: reason. */
export function readDeclared(markdown: string): string[] {
  const section = markdown.split(/^## /m).find((part) => part.startsWith('Deliberate differences')) ?? '';
  return [...section.matchAll(/^- `([^`]+)`: \S/gm)].map((match) => match[1] as string);
}
