import { longDate } from '../parts/dates.tsx';
import { clip, LEAST_WIDTH } from './fitting-text.ts';
import { type GraphLink, type GraphNode, layOutGraph, type PlacedLink } from './link-graph-layout.ts';
import { ChartGroup, Drawn } from './svg.tsx';

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
