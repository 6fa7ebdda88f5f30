import { longDate } from '../parts/dates.tsx';
import { clip } from './fitting-text.ts';
import { type GraphLink, type GraphNode, layOutGraph, type PlacedLink } from './link-graph-layout.ts';
import { ChartGroup, Drawn } from './svg.tsx';

export interface LinkGraphProps {
  /** What the picture shows, for those who can't see it. */
  name: string;
  nodes: readonly GraphNode[];
  links: readonly GraphLink[];
}

const LETTERS = 56;

const Title = ({ node, x, y }: { node: GraphNode; x: number; y: number }) => {
  const text = (
    <>
      <title>{node.title}</title>
      <text class="label" x={x} y={y + 4}>
        {clip(node.title, LETTERS)}
      </text>
    </>
  );
  return node.href === null ? <g>{text}</g> : <a href={node.href}>{text}</a>;
};

const Arc = ({ placed: { arc, kind, targetY, link, text }, gutter }: { placed: PlacedLink; gutter: number }) => (
  <g>
    <title>{link.note === null ? text : `${text}: ${link.note}`}</title>
    <path class={`arc ${kind}`} d={arc} />
    {kind !== 'beside' && <path class={`head ${kind}`} d={`M${gutter - 5},${targetY}l-9,-4.5v9z`} />}
  </g>
);

/** What answers, replaces or follows what: measures below each other in the order of their beginning, with arrows between them. */
export const LinkGraph = ({ name, nodes, links }: LinkGraphProps) => {
  const { nodes: placed, gutter, height } = layOutGraph(nodes, links);
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
          <Title node={node} x={gutter + 14} y={y} />
          <text class="begun" x="100%" y={y + 4} text-anchor="end">
            {node.begins_on === null ? '' : `from ${longDate(node.begins_on)}`}
          </text>
          {links.map(({ text, y }) => (
            <text class="said" x={gutter + 14} y={y + 4}>
              {clip(text, LETTERS + 20)}
            </text>
          ))}
        </>
      ))}
    </ChartGroup>
  );
};
