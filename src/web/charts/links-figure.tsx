import type { EntryOf } from '../../domain/ledger.ts';
import type { LinkedMeasure, MeasureLife } from '../../tracker/list-disputes.ts';
import type { WtoCaseRow } from '../../tracker/wto-cases.ts';
import { HowKnown } from '../parts/how-known.tsx';
import { words } from '../parts/words.ts';
import { Table } from '../tables/table.tsx';
import type { View } from '../view.ts';
import { ChartFigure } from './chart-figure.tsx';
import { LinkGraph } from './link-graph.tsx';
import type { GraphLink, GraphNode } from './link-graph-layout.ts';

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
