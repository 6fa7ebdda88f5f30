import type { LinkedMeasure, MeasureLife } from '../../things/dispute.ts';
import type { EntryOf } from '../../things/ledger.ts';
import type { WtoCaseRow } from '../../things/register.ts';
import { HowKnown, longDate } from '../parts/badges.tsx';
import { Table } from '../parts/tables.tsx';
import { words } from '../parts/words.ts';
import type { View } from '../view.ts';
import { type GraphLink, type GraphNode, layOutGraph, type PlacedLink } from './link-graph-layout.ts';
import { ChartFigure, ChartGroup, clip, Drawn, LEAST_WIDTH } from './svg.tsx';

export interface LinkGraphProps {
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
export const LinkGraph = ({ name, nodes, links }: LinkGraphProps) => {
  const { nodes: placed, gutter, height } = layOutGraph(nodes, links);
  const x = gutter + INDENT;
  const room = LEAST_WIDTH - x;
  return (
    <ChartGroup name={name} height={height}>
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
    </ChartGroup>
  );
};

interface Props {
  name: string;
  lives: readonly MeasureLife[];
  links: readonly EntryOf<'link'>[];
  /** What links reach outside the dispute. */
  linked: readonly LinkedMeasure[];
  cases: readonly WtoCaseRow[];
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
      rows={links}
      empty="No link is recorded."
      columns={[
        { name: 'From', names: true, cell: (link) => <Named node={byKey.get(fromKey(link))} /> },
        { name: 'Link', cell: (link) => words(link.type) },
        { name: 'To', cell: (link) => <Named node={byKey.get(toKey(link))} /> },
        { name: 'Note', cell: (link) => link.note !== null && <bdi>{link.note}</bdi> },
        { name: 'Sources', cell: (link) => <HowKnown of={link} view={view} /> },
      ]}
    />
  );
  return (
    <ChartFigure
      name={name}
      caption={`What answers, replaces, follows or challenges what, in the order of beginning.${outside ? ' A hollow circle is not a measure of this dispute.' : ''}`}
      table={table}
    >
      <LinkGraph name={name} nodes={nodes} links={drawn} />
    </ChartFigure>
  );
};
