import { type Duty, type DutyExpression, invalidExpression, parseDuty, printTerm } from '../../domain/duty-expression.ts';
import { dimensionOf, factorsOf, parseQuantity } from '../../domain/units.ts';
import type { DutyQuote } from '../../tracker/quote-duty.ts';
import { grouped } from '../parts/money.tsx';

type Line = DutyQuote['lines'][number];
type Question = DutyQuote['question'];

const valueWords = ({ customs_value, currency }: Question): string =>
  customs_value === null ? 'the customs value' : `${grouped(customs_value)} ${currency}`;

/** One duty with what it is levied on: 17.0% of 20,000 EUR, 21 EUR/100 kg × 10,000 kg. */
function termWords(duty: Duty, question: Question): string {
  if (duty.kind === 'ad_valorem') return `${duty.percent}% of ${valueWords(question)}`;
  const given = question.quantity.map((text) => parseQuantity(text));
  const quantities = factorsOf(duty.unit).flatMap((unit) => given.filter((one) => dimensionOf(one.unit) === dimensionOf(unit)));
  const rates =
    question.currency === null || question.currency === duty.currency ? [] : question.fx.filter((fx) => fx.includes(duty.currency));
  return [printTerm(duty), ...quantities.map(({ amount, unit }) => `× ${grouped(amount)} ${unit}`), ...rates.map((fx) => `at ${fx}`)].join(
    ' ',
  );
}

function expressionWords(expression: DutyExpression, question: Question): string {
  if (expression.kind === 'free') return 'free';
  if (expression.kind === 'sum')
    return expression.terms.map(({ sign, duty }, index) => `${index === 0 ? '' : ` ${sign} `}${termWords(duty, question)}`).join('');
  const [left, right] = [expressionWords(expression.left, question), expressionWords(expression.right, question)];
  return `the ${expression.kind === 'min' ? 'greater' : 'lesser'} of ${left} and ${right}`;
}

/** How the amount of a line comes about; empty where it has none. */
export function howWords(line: Line, question: Question): string {
  const { amount, rate, ad_valorem_pct, tops_up_to } = line;
  if (amount === undefined || rate === null) return '';
  if (tops_up_to !== null && ad_valorem_pct === null) return `${tops_up_to}% of ${valueWords(question)}, less the base duty`;
  const topped = tops_up_to === null ? '' : `: what the base leaves of ${tops_up_to}%`;
  return invalidExpression(rate) === null ? `${expressionWords(parseDuty(rate), question)}${topped}` : '';
}
