import { type DutyExpression, type DutyTerm, parseDutyOrNull, printTerm } from '../../domain/duty/expression.ts';
import { isSummed } from '../../domain/duty/levied.ts';
import { factorsOf, parseQuantity, printQuantity, servingFor } from '../../domain/duty/units.ts';
import { COLLECTED, grouped, withoutPart } from '../../domain/words.ts';
import type { DutyQuote } from '../../lookups/duty.ts';
import { percentRangeWords, valueText } from '../../things/duty.ts';
import { LastChecked, Money, Percent, StatusBadge } from '../parts/badges.tsx';
import { MeasureName, Titled } from '../parts/links.tsx';
import { Folded, SourceLinks } from '../parts/sources.tsx';
import { Table, type TableColumn } from '../parts/table.tsx';
import { WithNames } from '../parts/with-names.tsx';
import { companyWords, DUTY_WORDS } from '../parts/words.ts';
import type { View } from '../view.ts';

type Line = DutyQuote['lines'][number];

interface Props {
  quote: DutyQuote;
  view: View;
  /** The address of a measure. */
  measure(id: string): string;
}

/** A tariff with what it is, and how it meets the goods. */
const Name = ({ line, href, base, paid = false }: { line: Line; href: string; base?: boolean; paid?: boolean }) => (
  <>
    <Titled title={line.title} href={href} />
    <span class="note block">
      {base ? `the base: ${DUTY_WORDS[line.duty_type]}` : DUTY_WORDS[line.duty_type]}
      {line.status !== 'in_force' && (
        <>
          {' '}
          <StatusBadge status={line.status} />
        </>
      )}
    </span>
    {line.match === 'part' && <span class="doubt block">⚠ {paid ? 'paid on' : 'covers'} a part of these goods only</span>}
    {line.match === 'unclear' && (
      <span class="doubt block">⚠ may or may not {paid ? 'be paid on' : 'cover'} these goods: that is unclear</span>
    )}
  </>
);

/** The law that it is levied by, and where that is read: the latest act at once, those before it folded. */
const Law = ({ line, view }: { line: Line; view: View }) => (
  <div class="note">
    {line.legal_instruments.length > 0 && <Folded texts={[...line.legal_instruments].reverse()} />}
    <SourceLinks ids={line.sources} view={view} />
    <LastChecked on={line.checked_on} />
  </div>
);

/** Whose rate it is; empty for a rate that is not known and for one that applies to everybody. */
function appliesTo({ rate, applies_to, residual }: Line, view: View): string {
  if (rate === null || applies_to === 'all') return '';
  const named = (list: string): string =>
    list
      .split(', ')
      .map((exporter) => companyWords(exporter, view))
      .join(', ');
  const names = applies_to.split(' or ').map(named).join(' or ');
  return residual ? `${names}: the company has no rate of its own` : names;
}

/** The rate, whose it is, and how it is collected. */
const Rate = ({ line, view }: { line: Line; view: View }) => {
  const whose = appliesTo(line, view);
  const collected = `${COLLECTED[line.collected]}${isSummed(line) ? '' : '; not in the total'}`;
  return (
    <>
      {line.rate === null ? <em>unknown</em> : <span class="rate">{line.rate}</span>}
      {whose !== '' && <span class="note block">{whose}</span>}
      {line.notes.map((note) => (
        <span class="note block">{note}</span>
      ))}
      {collected !== '' && <span class={line.collected === 'guarantee' ? 'badge' : 'doubt block'}>{collected}</span>}
    </>
  );
};

interface Shown {
  amounts: boolean;
  percents: boolean;
}

const Total = ({ quote, shown }: Pick<Props, 'quote'> & { shown: Shown }) => (
  <tr class="sum">
    <th scope="row" colspan={shown.amounts ? 3 : 2}>
      Total
    </th>
    {shown.percents && (
      <td data-name="Percent" class="amount">
        {quote.total_ad_valorem_pct !== null && <Percent of={quote.total_ad_valorem_pct} />}
      </td>
    )}
    {shown.amounts && (
      <td data-name="Amount" class="amount">
        {quote.total_amount && <Money of={quote.total_amount} />}
      </td>
    )}
    <td />
  </tr>
);

/** The base and every tariff on top of it, line by line like an invoice, with the total. */
export const DutyLines = ({ quote, view, measure }: Props) => {
  const lines = [...(quote.base ? [quote.base] : []), ...quote.lines];
  const shown = { amounts: lines.some(({ amount }) => amount), percents: lines.some(({ ad_valorem_pct }) => ad_valorem_pct !== null) };
  const percent = ({ ad_valorem_pct }: Line) => ad_valorem_pct !== null && <Percent of={ad_valorem_pct} />;
  const columns: (TableColumn<Line> & { shown?: boolean })[] = [
    {
      name: 'Duty',
      names: true,
      cell: (line) => <Name line={line} base={line === quote.base} paid href={measure(line.measure)} />,
    },
    { name: 'Rate', cell: (line) => <Rate line={line} view={view} /> },
    { name: 'Worked out', shown: shown.amounts, cell: (line) => howWords(line, quote.question) },
    { name: 'Percent', shown: shown.percents, kind: 'amount', cell: percent },
    { name: 'Amount', shown: shown.amounts, kind: 'amount', cell: ({ amount }) => amount && <Money of={amount} /> },
    { name: 'Law and sources', cell: (line) => <Law line={line} view={view} /> },
  ];
  const hasTotal = quote.total_ad_valorem_pct !== null || quote.total_amount !== null;
  return (
    <Table
      caption="What is paid"
      seen
      kind="invoice"
      rows={lines}
      empty="No tariff that is recorded here is paid on these goods."
      columns={columns.filter((column) => column.shown !== false)}
      footer={hasTotal ? <Total quote={quote} shown={shown} /> : undefined}
    />
  );
};

/** What the goods of each code pay, where codes differ. */
export const ByCode = ({ quote, view, measure, csv }: Props & { csv: string }) => (
  <>
    <Table
      caption="By code"
      seen
      rows={quote.by_code}
      empty="All codes pay the same."
      columns={[
        { name: 'Code', names: true, cell: ({ code, rest }) => <Code code={code} rest={rest} view={view} /> },
        {
          name: 'Duties',
          cell: ({ lines }) =>
            lines.map((line) => (
              <span class="block">
                <MeasureName id={line.measure} view={view} href={measure(line.measure)} />: {line.rate ?? 'unknown'}
                {line.match !== 'full' && ` (${line.match})`}
              </span>
            )),
        },
        {
          name: 'Percent',
          kind: 'amount',
          cell: ({ range: { ad_valorem_pct } }) => ad_valorem_pct !== null && percentRangeWords(ad_valorem_pct),
        },
      ]}
    />
    {quote.by_code_more > 0 && (
      <p>
        and {grouped(quote.by_code_more)} more: <a href={csv}>all of them as CSV</a>
      </p>
    )}
  </>
);

const Code = ({ code, rest, view }: { code: string; rest: boolean; view: View }) => {
  const name = view.names.products.get(code);
  return (
    <>
      {rest ? `the rest of ${code}` : code}
      {name !== undefined && <span class="note block">{name}</span>}
    </>
  );
};

/** Tariffs in force that are not paid, struck out, each with the reason. */
export const SuppressedLines = ({ quote, view, measure }: Props) => (
  <Table
    caption="In force, not paid"
    rows={quote.suppressed}
    empty="Nothing that is in force is left out."
    columns={[
      { name: 'Duty', names: true, cell: (line) => <Name line={line} href={measure(line.measure)} /> },
      { name: 'Rate', cell: (line) => (line.rate === null ? <em>unknown</em> : <del class="rate">{line.rate}</del>) },
      { name: 'Why it is not paid', cell: ({ rule }) => <WithNames text={rule.text} view={view} measure={measure} /> },
      { name: 'Sources of the reason', cell: ({ rule }) => <SourceLinks ids={rule.sources} view={view} /> },
      { name: 'Law and sources', cell: (line) => <Law line={line} view={view} /> },
    ]}
  />
);

type Question = DutyQuote['question'];

const valueWords = ({ customs_value, currency }: Question): string =>
  customs_value === null ? 'the customs value' : `${grouped(valueText(customs_value))} ${currency}`;

/** What percentages of a line are of: the value, or a part of it. */
function basisWords({ charged_on: on }: Line, question: Question): string {
  if (on === null) return valueWords(question);
  return on.amount === null ? on.part : `${grouped(on.amount.amount)} ${on.amount.currency}, ${on.part}`;
}

/** One duty with what it is levied on: 17.0% of 20,000 EUR, 21 EUR/100 kg × 10,000 kg. */
function termWords(duty: DutyTerm, question: Question, basis: string): string {
  if (duty.kind === 'ad_valorem') return `${duty.percent}% of ${basis}`;
  const given = question.quantity.map((text) => parseQuantity(text));
  const quantities = factorsOf(duty.unit).flatMap((unit) => servingFor(unit, duty.of, given));
  const rates =
    question.currency === null || question.currency === duty.currency ? [] : question.fx.filter((fx) => fx.includes(duty.currency));
  const times = quantities.map((quantity) => `× ${printQuantity({ ...quantity, amount: grouped(quantity.amount) })}`);
  const less = duty.kind === 'price' ? [`less ${basis}`] : [];
  return [printTerm(duty), ...times, ...rates.map((fx) => `at ${fx}`), ...less].join(' ');
}

function expressionWords(expression: DutyExpression, question: Question, basis: string): string {
  if (expression.kind === 'free') return 'free';
  if (expression.kind === 'sum')
    return expression.terms.map(({ sign, duty }, index) => `${index === 0 ? '' : ` ${sign} `}${termWords(duty, question, basis)}`).join('');
  const [left, right] = [expressionWords(expression.left, question, basis), expressionWords(expression.right, question, basis)];
  return `the ${expression.kind === 'min' ? 'greater' : 'lesser'} of ${left} and ${right}`;
}

/** How the amount of a line comes about; empty where it has none. */
function howWords(line: Line, question: Question): string {
  const { amount, rate, ad_valorem_pct, tops_up_to } = line;
  if (amount === null || rate === null) return '';
  const basis = basisWords(line, question);
  if (tops_up_to !== null && ad_valorem_pct === null) return `${tops_up_to}% of ${basis}, less the base duty`;
  if (tops_up_to !== null && line.charged_on !== null) return `what the base leaves of ${tops_up_to}%, of ${basis}`;
  const topped = tops_up_to === null ? '' : `: what the base leaves of ${tops_up_to}%`;
  const duty = parseDutyOrNull(withoutPart(rate));
  return duty === null ? '' : `${expressionWords(duty, question, basis)}${topped}`;
}
