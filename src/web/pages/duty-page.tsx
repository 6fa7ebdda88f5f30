import { sumDecimals } from '../../domain/fraction.ts';
import type { DutyQuote } from '../../tracker/quote-duty.ts';
import { DutyForm, type FieldProblem } from '../forms/duty-form.tsx';
import { AsOf } from '../frame/as-of.tsx';
import { DataLinks } from '../frame/data-links.tsx';
import { Layout } from '../frame/layout.tsx';
import { amountText, DutyLines, percentText, SuppressedLines } from '../parts/duty-lines.tsx';
import { words } from '../parts/words.ts';
import type { View } from '../view.ts';

interface AnswerProps {
  quote: Omit<DutyQuote, 'changeSeq'>;
  view: View;
  /** The same answer as data. */
  json: string;
  csv: string;
  /** The address of a measure, with the company that is asked about. */
  measure(id: string): string;
}

const Total = ({ quote }: { quote: AnswerProps['quote'] }) => {
  const { base, lines, total_ad_valorem_pct, total_amount } = quote;
  if (total_ad_valorem_pct === undefined && total_amount === undefined)
    return (
      <p class="total">
        <strong>No total</strong>
        {quote.cannot_compute.length > 0 ? (
          <a href="#cannot-compute">it can’t be computed</a>
        ) : (
          'nothing is collected that could be added up'
        )}
      </p>
    );
  const all = [...(base ? [base] : []), ...lines];
  const guaranteed = all.filter((line) => line.collected === 'guarantee');
  const inPart = all.filter((line) => line.match === 'part').length;
  const percents = guaranteed.flatMap((line) => line.ad_valorem_pct ?? []);
  const remarks = [
    base === null ? 'without the base duty, which is not known' : null,
    total_ad_valorem_pct !== undefined && percents.length > 0 ? `of which ${percentText(sumDecimals(percents))} as a guarantee` : null,
    inPart > 0 ? `${inPart} of ${all.length} duties may cover only a part of what is asked about, and are added in full` : null,
  ].filter((remark) => remark !== null);
  return (
    <p class="total">
      {total_ad_valorem_pct !== undefined && <strong>{percentText(total_ad_valorem_pct)}</strong>}
      {total_amount !== undefined && <strong>{amountText(total_amount)}</strong>}
      {remarks.length > 0 && <span>{remarks.join('; ')}</span>}
    </p>
  );
};

const Sentences = ({ texts }: { texts: readonly string[] }) => (
  <ul>
    {texts.map((text) => (
      <li>{text}</li>
    ))}
  </ul>
);

const Asked = ({ quote, view }: Pick<AnswerProps, 'quote' | 'view'>) => {
  const { importer, origin, product, exporter, preference, quota, customs_value, currency, quantity } = quote.question;
  const name = view.productName(product);
  const more = [
    exporter === null ? null : `exported by ${exporter}`,
    preference ? 'with a preference claimed' : null,
    quota === null ? null : quota === 'in' ? 'within the quota' : 'over the quota',
    customs_value === null ? null : `worth ${customs_value} ${currency}`,
    quantity.length === 0 ? null : quantity.join(', '),
  ].filter((part) => part !== null);
  return (
    <>
      <h2>{`${product} from ${origin} into ${importer}`}</h2>
      {(name !== undefined || more.length > 0) && <p>{[...(name === undefined ? [] : [name]), ...more].join('; ')}</p>}
    </>
  );
};

/** The answer, with every step and all that it hangs on. */
const Answer = ({ quote, view, json, csv, measure }: AnswerProps) => (
  <>
    <Asked quote={quote} view={view} />
    <AsOf on={quote.on} known_at={quote.known_at} />
    <DataLinks json={json} csv={csv} />
    <Total quote={quote} />
    <DutyLines quote={quote} view={view} measure={measure} />
    {quote.cannot_compute.length > 0 && (
      <>
        <h2 id="cannot-compute">What can’t be computed</h2>
        <ul>
          {quote.cannot_compute.map((problem) => (
            <li>
              <strong>{words(problem.code)}</strong>{' '}
              {problem.measure !== null && (
                <>
                  <a href={measure(problem.measure)}>{problem.measure}</a>:{' '}
                </>
              )}
              {problem.detail}
            </li>
          ))}
        </ul>
      </>
    )}
    {quote.suppressed.length > 0 && (
      <>
        <h2>What is not paid</h2>
        <SuppressedLines quote={quote} view={view} measure={measure} />
      </>
    )}
    {quote.depends_on.length > 0 && (
      <>
        <h2>What it depends on</h2>
        <Sentences texts={quote.depends_on} />
      </>
    )}
    <h2>What is not modelled</h2>
    <Sentences texts={quote.not_modelled} />
  </>
);

export interface DutyPageProps {
  /** The parameters as they were written. */
  given: Readonly<Record<string, readonly string[]>>;
  view: View;
  answer?: AnswerProps;
  /** What is wrong with the question. */
  errors?: readonly FieldProblem[];
}

/** A form that asks what a good pays, and the answer like an invoice. */
export const DutyPage = ({ given, view, answer, errors = [] }: DutyPageProps) => (
  <Layout title="What a good pays" view={view}>
    <p>What a good pays on a day: the base duty and every tariff on top of it, with every step shown.</p>
    {errors.length > 0 && (
      <section class="problem" role="alert">
        <h2>The question can’t be answered</h2>
        <ul>
          {errors.map(({ path, message }) => (
            <li>
              {path !== '' && (
                <>
                  <code>{path}</code>:{' '}
                </>
              )}
              {message}
            </li>
          ))}
        </ul>
      </section>
    )}
    <DutyForm given={given} errors={errors} />
    {answer !== undefined && <Answer {...answer} />}
  </Layout>
);
