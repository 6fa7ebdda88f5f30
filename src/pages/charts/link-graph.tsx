import { type Day, firstDay, NEVER, type PartialDate } from '../../domain/dates.ts';
import type { LinkType } from '../../domain/vocabulary.ts';
import type { LinkedMeasure, MeasureLife } from '../../things/dispute.ts';
import type { EntryOf } from '../../things/ledger.ts';
import type { WtoCase } from '../../things/register.ts';
import { HowKnown } from '../parts/badges.tsx';
import { elsewhere, MoreOf, shownOf } from '../parts/brief.tsx';
import { longDate } from '../parts/days.tsx';
import { Table } from '../parts/table.tsx';
import { words } from '../parts/words.ts';
import type { View } from '../view.ts';
import { ChartFigure, ChartPicture, clip, Drawn, LEAST_WIDTH } from './svg.tsx';
import { rounded } from './time-axis.tsx';

interface LinkGraphProps {
  /** What the picture shows, for those who can't see it. */
  name: string;
  nodes: readonly GraphNode[];
  links: readonly GraphLink[];
}

/** How wide letters are, those of titles and the smaller ones, and what a date takes at the right. */
const LETTER = 7.2;
const SMALL = 6.7;
const DATE = 118;
/** How far a text stands from its node. */
const INDENT = 14;

const Title = ({ node, x, y, most }: { node: GraphNode; x: number; y: number; most: number }) => {
  const text = (
    <>
      <title>{node.title}</title>
      <text class="label" x={x} y={y + 4}>
        {clip(node.title, most)}
      </text>
    </>
  );
  return node.href === null ? <g>{text}</g> : <a href={node.href}>{text}</a>;
};

const Arc = ({ placed: { arc, kind, targetY, link, says, target }, gutter }: { placed: PlacedLink; gutter: number }) => (
  <g>
    <title>{`${says} ${target}${link.note === null ? '' : ` (${link.note})`}`}</title>
    <path class={`arc ${kind}`} d={arc} />
    {kind !== 'beside' && <path class={`head ${kind}`} d={`M${gutter - 5},${targetY}l-9,-4.5v9z`} />}
  </g>
);

/** What answers, replaces or follows what: measures below each other in the order of their beginning, with arrows between them. */
const LinkGraph = ({ name, nodes, links }: LinkGraphProps) => {
  const { nodes: placed, gutter, height } = layOutGraph(nodes, links);
  const x = gutter + INDENT;
  const room = LEAST_WIDTH - x;
  return (
    <ChartPicture name={name} role="group" height={height}>
      <Drawn>
        {placed.map(({ links }) => links.map((link) => <Arc placed={link} gutter={gutter} />))}
        {placed.map(({ node, y }) => (
          <circle class={node.own ? 'node' : 'node outside'} cx={gutter} cy={y} r="5" />
        ))}
      </Drawn>
      {placed.map(({ node, y, links }) => (
        <>
          <Title node={node} x={x} y={y} most={(room - DATE) / LETTER} />
          <text class="begun" x="100%" y={y + 4} text-anchor="end">
            {node.begins_on === null ? '' : longDate(node.begins_on)}
          </text>
          {links.map(({ says, target, y }) => (
            <text class="said" x={x} y={y + 4}>
              {says} <tspan>{clip(target, room / SMALL - says.length)}</tspan>
            </text>
          ))}
        </>
      ))}
    </ChartPicture>
  );
};

interface Props {
  name: string;
  lives: readonly MeasureLife[];
  links: readonly EntryOf<'link'>[];
  /** What links reach outside the dispute. */
  linked: readonly LinkedMeasure[];
  cases: readonly WtoCase[];
  view: View;
}

type Link = EntryOf<'link'>;

const fromKey = ({ measure_id, dispute_id }: Link): string => measure_id ?? `dispute ${dispute_id}`;
/** What is named in the note alone has no key but its link. */
const toKey = ({ seq, to_measure_id, to_dispute_id, to_wto_case_id }: Link): string =>
  to_measure_id ?? (to_dispute_id !== null ? `dispute ${to_dispute_id}` : (to_wto_case_id ?? `entry ${seq}`));

function nodesOf({ lives, links, linked, cases, view }: Props): GraphNode[] {
  const measure = (id: string) => view.href(`/measures/${id}`);
  const own = lives.map(({ id, title, statuses }) => ({
    key: id,
    title,
    href: measure(id),
    begins_on: statuses[0]?.from ?? null,
    own: true,
  }));
  const others = linked.map(({ id, title, begins_on }) => ({ key: id, title, href: measure(id), begins_on, own: false }));
  const wto = cases.map(({ id, title, url, milestones }) => ({
    key: id,
    title: title === null ? `WTO case ${id}` : `WTO case ${id}: ${title}`,
    href: url,
    begins_on: milestones[0]?.happened_on ?? null,
    own: false,
  }));
  const disputes = [...new Set(links.flatMap(({ dispute_id, to_dispute_id }) => [dispute_id, to_dispute_id]))]
    .filter((id) => id !== null)
    .map((id) => ({
      key: `dispute ${id}`,
      title: view.names.disputes.get(id) ?? id,
      href: view.href(`/disputes/${id}`),
      begins_on: null,
      own: false,
    }));
  const inWords = links
    .filter((link) => toKey(link) === `entry ${link.seq}`)
    .map((link) => ({ key: toKey(link), title: link.note ?? 'not named', href: null, begins_on: null, own: false }));
  const reached = new Set(links.flatMap((link) => [fromKey(link), toKey(link)]));
  return [...own, ...others, ...wto, ...disputes, ...inWords].filter(({ key }) => reached.has(key));
}

const Named = ({ node }: { node: GraphNode | undefined }) => {
  const title = <bdi>{node?.title}</bdi>;
  return node === undefined || node.href === null ? title : <a href={node.href}>{title}</a>;
};

/** Of more links than so many only the first stand in the table at once; the picture has all. */
const MOST_LINKS = 12;

/** The links between the measures of a dispute and to others, as a graph and as a table with their sources. */
export const LinksFigure = (props: Props) => {
  const { name, links, view } = props;
  const nodes = nodesOf(props);
  const byKey = new Map(nodes.map((node) => [node.key, node]));
  const drawn: GraphLink[] = links.map((link) => ({ from: fromKey(link), to: toKey(link), type: link.type, note: link.note }));
  const outside = nodes.some(({ own }) => !own);
  const table = (
    <Table
      caption={`${name}, as a table`}
      rows={shownOf(links, MOST_LINKS, 'history', view)}
      empty="No link is recorded."
      columns={[
        { name: 'From', names: true, cell: (link) => <Named node={byKey.get(fromKey(link))} /> },
        { name: 'Link', cell: (link) => words(link.type) },
        { name: 'To', cell: (link) => <Named node={byKey.get(toKey(link))} /> },
        { name: 'Note', cell: (link) => link.note !== null && <bdi>{link.note}</bdi> },
        { name: 'Sources', cell: (link) => <HowKnown of={link} view={view} all={elsewhere('history', view, 'links')} /> },
      ]}
    />
  );
  return (
    <ChartFigure
      name={name}
      caption={`What answers, replaces, follows or challenges what, in the order of beginning.${outside ? ' A hollow circle is not a measure of this dispute.' : ''}`}
      table={
        <>
          {table}
          <MoreOf all={links} most={MOST_LINKS} part="history" place="links" what={['link', 'links']} view={view} />
        </>
      }
    >
      <LinkGraph name={name} nodes={nodes} links={drawn} />
    </ChartFigure>
  );
};

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
type ArcKind = 'against' | 'after' | 'beside';

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

interface PlacedLink {
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

interface GraphLayout {
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
    const handle = rounded(gutter - (((lanes[index] ?? 0) + 1) * lane + LEAST_GUTTER / 3) / 0.75);
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
