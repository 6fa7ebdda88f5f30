import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LINK_TYPES } from '../../src/domain/vocabulary.ts';
import { type GraphLink, type GraphNode, layOutGraph } from '../../src/pages/charts/link-graph.tsx';

const node = (key: string, begins_on: string | null = null): GraphNode => ({ key, title: key, href: null, begins_on, own: true });
const link = (from: string, to: string, type: GraphLink['type'] = 'retaliates_against'): GraphLink => ({ from, to, type, note: null });

describe('the graph of links', () => {
  it('has its nodes in the order of their beginning, those without one last, however they come', () => {
    const nodes = [node('c', '2021'), node('d'), node('a', '2020-05'), node('b', '2020-12-31')];
    const order = (some: GraphNode[]) => layOutGraph(some, []).nodes.map((placed) => placed.node.key);
    expect(order(nodes)).toEqual(['a', 'b', 'c', 'd']);
    expect(order([...nodes].reverse())).toEqual(['a', 'b', 'c', 'd']);
  });

  it('says each link in words at the node that it leads from, and ends its arc at the other', () => {
    const { nodes } = layOutGraph([node('a', '2020'), node('b', '2021')], [link('b', 'a')]);
    expect(nodes.map((placed) => placed.links.map(({ says, target }) => `${says} ${target}`))).toEqual([[], ['retaliates against → a']]);
    expect(nodes[1]?.links[0]?.targetY).toBe(nodes[0]?.y);
  });

  it('draws what says the same both ways once, and what leads nowhere not at all', () => {
    const drawn = (links: GraphLink[]) => layOutGraph([node('a'), node('b')], links).nodes.flatMap((placed) => placed.links);
    expect(drawn([link('a', 'b', 'companion_of'), link('b', 'a', 'companion_of')])).toHaveLength(1);
    expect(drawn([link('a', 'b', 'follows'), link('b', 'a', 'follows')])).toHaveLength(2);
    expect(drawn([link('a', 'b'), link('a', 'b')])).toHaveLength(1);
    expect(drawn([link('a', 'a'), link('a', 'gone')])).toEqual([]);
  });

  it('has a line for everything, and arcs that stay in the gutter (properties)', () => {
    const keys = fc.integer({ min: 0, max: 19 }).map(String);
    const links = fc.array(fc.tuple(keys, keys, fc.constantFrom(...LINK_TYPES)), { maxLength: 40, size: 'max' });
    fc.assert(
      fc.property(links, (some) => {
        const nodes = Array.from({ length: 20 }, (_, index) => node(String(index), `20${10 + index}`));
        const {
          nodes: placed,
          gutter,
          height,
        } = layOutGraph(
          nodes,
          some.map(([from, to, type]) => link(from, to, type)),
        );
        const lines = placed.flatMap(({ y, links }) => [y, ...links.map((one) => one.y)]);
        expect(lines).toEqual([...new Set(lines)].sort((a, b) => a - b));
        expect(Math.max(...lines)).toBeLessThanOrEqual(height);
        expect(gutter).toBeLessThanOrEqual(220);
        for (const { arc } of placed.flatMap(({ links }) => links)) {
          const [start = 0, , handle = 0] = arc.match(/-?\d+(?:\.\d+)?/g)?.map(Number) ?? [];
          // A curve with both handles there goes three quarters of the way to them.
          const outermost = start + (handle - start) * 0.75;
          expect(outermost).toBeGreaterThan(0);
          expect(outermost).toBeLessThan(start);
        }
      }),
    );
  });
});
