import { type Day, firstDay, NEVER, type PartialDate } from '../../domain/dates.ts';
import type { LinkType } from '../../domain/vocabulary.ts';
import { words } from '../parts/words.ts';

/** Something that links lead from or to. */
export interface GraphNode {
  key: string;
  title: string;
  /** Its page or address; null for what has none. */
  href: string | null;
  /** When it begins, as precisely as that is known; null if it is not known at all. */
  begins_on: PartialDate | null;
  /** It belongs to the dispute that is shown. */
  own: boolean;
}

/** A link from one node to another, by their keys. */
export interface GraphLink {
  from: string;
  to: string;
  type: LinkType;
  note: string | null;
}

/** How a link is drawn: against something, after something, or beside it, without a direction. */
export type ArcKind = 'against' | 'after' | 'beside';

const KINDS: Readonly<Record<LinkType, ArcKind>> = {
  retaliates_against: 'against',
  challenged_in: 'against',
  replaces: 'after',
  follows: 'after',
  amends: 'after',
  extends: 'after',
  companion_of: 'beside',
  traded_for: 'beside',
  related_to: 'beside',
};

export interface PlacedLink {
  link: GraphLink;
  kind: ArcKind;
  /** What it says of what, on a line of its own below the node that it leads from. */
  says: string;
  target: string;
  y: number;
  /** The curve in the gutter on the left; it ends at the node that it leads to. */
  arc: string;
  targetY: number;
}

export interface GraphLayout {
  nodes: readonly { node: GraphNode; y: number; links: readonly PlacedLink[] }[];
  /** Where the nodes stand. */
  gutter: number;
  height: number;
}

const NODE = 22;
const LINE = 18;
const GAP = 12;
const LANE = 16;
/** What the gutter is wide at least, and at most however many links there are. */
const LEAST_GUTTER = 40;
const MOST_GUTTER = 200;

/** In the order of their beginning; those without one last. */
const beginning = ({ begins_on }: GraphNode): Day => (begins_on === null ? NEVER : firstDay(begins_on));
const byBeginning = (a: GraphNode, b: GraphNode): number =>
  beginning(a).localeCompare(beginning(b)) || a.title.localeCompare(b.title, 'en') || a.key.localeCompare(b.key);

/** Links that say the same both ways are one. */
function withoutTwins(links: readonly GraphLink[]): GraphLink[] {
  const seen = new Set<string>();
  return links.filter(({ from, to, type }) => {
    const ends = KINDS[type] === 'beside' ? [from, to].sort() : [from, to];
    const key = JSON.stringify([type, ...ends]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Gives each arc the innermost lane that is free over its whole height, short arcs first. */
function lanesOf(spans: readonly (readonly [number, number])[]): number[] {
  const order = spans.map((_, index) => index).sort((a, b) => lengthOf(spans[a]) - lengthOf(spans[b]) || a - b);
  const lanes = spans.map(() => 0);
  const taken: (readonly [number, number])[][] = [];
  for (const index of order) {
    const span = spans[index] as readonly [number, number];
    const free = taken.findIndex((lane) => lane.every(([top, bottom]) => span[1] < top || bottom < span[0]));
    const lane = free === -1 ? taken.length : free;
    taken[lane] = [...(taken[lane] ?? []), span];
    lanes[index] = lane;
  }
  return lanes;
}

const lengthOf = (span: readonly [number, number] | undefined): number => (span === undefined ? 0 : span[1] - span[0]);

/** Lays out nodes below each other, each with a line for each link that leads from it, and arcs beside them that never share a lane. */
export function layOutGraph(nodes: readonly GraphNode[], links: readonly GraphLink[]): GraphLayout {
  const ordered = [...nodes].sort(byBeginning);
  const titles = new Map(nodes.map(({ key, title }) => [key, title]));
  const drawn = withoutTwins(links).filter(({ from, to }) => from !== to && titles.has(from) && titles.has(to));
  const tops = new Map<string, number>();
  const placed: { link: GraphLink; y: number }[] = [];
  let y = NODE;
  for (const { key } of ordered) {
    tops.set(key, y);
    for (const link of drawn.filter(({ from }) => from === key)) {
      y += LINE;
      placed.push({ link, y });
    }
    y += NODE + GAP;
  }
  const targetOf = ({ to }: GraphLink): number => tops.get(to) ?? 0;
  const lanes = lanesOf(placed.map(({ link, y }) => [Math.min(y, targetOf(link)), Math.max(y, targetOf(link))] as const));
  const most = Math.max(0, ...lanes) + 1;
  const lane = Math.min(LANE, (MOST_GUTTER - LEAST_GUTTER) / most);
  const gutter = LEAST_GUTTER + most * lane;
  const arcs = placed.map(({ link, y }, index): PlacedLink => {
    // The outermost point of such a curve lies at three quarters of the way to its handles.
    const handle = gutter - (((lanes[index] ?? 0) + 1) * lane + LEAST_GUTTER / 3) / 0.75;
    const end = gutter - 12;
    const targetY = targetOf(link);
    return {
      link,
      kind: KINDS[link.type],
      says: `${words(link.type)} →`,
      target: titles.get(link.to) ?? '',
      y,
      arc: `M${gutter - 2},${y}C${handle},${y} ${handle},${targetY} ${end},${targetY}`,
      targetY,
    };
  });
  return {
    nodes: ordered.map((node) => ({ node, y: tops.get(node.key) ?? 0, links: arcs.filter(({ link }) => link.from === node.key) })),
    gutter,
    height: y - GAP,
  };
}
