import type { Collection } from '../../domain/vocabulary.ts';
import type { Amount, DutyQuote } from '../../tracker/quote-duty.ts';
import type { View } from '../view.ts';
import { SourceLinks } from './source-links.tsx';
import { StatusBadge } from './status-badge.tsx';
import { Table } from './table.tsx';
import { words } from './words.ts';

type Line = DutyQuote['lines'][number];

interface Props {
  quote: Omit<DutyQuote, 'changeSeq'>;
  view: View;
  /** The address of a measure. */
  measure(id: string): string;
}

const COLLECTED: Record<Collection, string> = {
  full: 'in full',
  guarantee: 'as a guarantee',
  if_undertaking_broken: 'only if the undertaking is broken; not in the total',
  none: 'determined, not levied; not in the total',
};

export const percentText = (pct: string | null | undefined): string => (pct === null || pct === undefined ? '' : `${pct}%`);
export const amountText = (amount: Amount | undefined): string => (amount === undefined ? '' : `${amount.amount} ${amount.currency}`);

/** A tariff with where it comes from. */
const Origin = ({ line, href, view }: { line: Line; href: string; view: View }) => (
  <>
    <a href={href}>{line.title}</a> <span class="note">{`${words(line.duty_type)}${line.match === 'part' ? ', met in part' : ''}`}</span>{' '}
    {line.status !== 'in_force' && <StatusBadge status={line.status} />}
    {line.legal_instruments.length > 0 && <div class="note">{line.legal_instruments.join('; ')}</div>}
    <div class="note">
      <SourceLinks ids={line.sources} view={view} />
    </div>
  </>
);

/** Of a rate that is not known nobody can say whose it is. */
function appliesTo({ rate, applies_to, residual }: Line): string {
  if (rate === null) return '';
  return residual ? `${words(applies_to)}: the company has no rate of its own` : words(applies_to);
}

/** The base and every tariff on top of it, like an invoice, with the total. */
export const DutyLines = ({ quote, view, measure }: Props) => {
  const { base, lines, total_ad_valorem_pct, total_amount } = quote;
  const total = total_ad_valorem_pct !== undefined || total_amount !== undefined;
  return (
    <Table
      caption="What is paid"
      rows={base === null ? lines : [base, ...lines]}
      empty="No tariff that is recorded here is paid on these goods."
      columns={[
        { name: 'Duty', names: true, cell: (line) => <Origin line={line} href={measure(line.measure)} view={view} /> },
        { name: 'Rate', cell: (line) => line.rate ?? <em>unknown</em> },
        { name: 'Applies to', cell: appliesTo },
        {
          name: 'Collected',
          cell: ({ collected }) =>
            collected === 'guarantee' ? <span class="badge">{COLLECTED.guarantee}</span> : <span>{COLLECTED[collected]}</span>,
        },
        { name: 'Percent', cell: (line) => <span class="amount">{percentText(line.ad_valorem_pct)}</span> },
        { name: 'Amount', cell: (line) => <span class="amount">{amountText(line.amount)}</span> },
      ]}
      footer={
        total ? (
          <tr>
            <th scope="row" colspan={4}>
              {base === null ? 'Total without the base duty, which is not known' : 'Total'}
            </th>
            <td>
              <span class="amount">{percentText(total_ad_valorem_pct)}</span>
            </td>
            <td>
              <span class="amount">{amountText(total_amount)}</span>
            </td>
          </tr>
        ) : undefined
      }
    />
  );
};

/** Tariffs in force that are not paid, each with the reason. */
export const SuppressedLines = ({ quote, view, measure }: Props) => (
  <Table
    caption="In force, not paid"
    rows={quote.suppressed}
    empty="Nothing that is in force is left out."
    columns={[
      { name: 'Duty', names: true, cell: (line) => <Origin line={line} href={measure(line.measure)} view={view} /> },
      { name: 'Rate', cell: (line) => line.rate ?? <em>unknown</em> },
      { name: 'Why it is not paid', cell: ({ rule }) => rule.text },
      { name: 'Sources', cell: ({ rule }) => <SourceLinks ids={rule.sources} view={view} /> },
    ]}
  />
);
