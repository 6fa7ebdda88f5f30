import type { Child } from 'hono/jsx';
import { addDays } from '../../domain/dates.ts';
import { sumDecimals } from '../../domain/duty/fraction.ts';
import { grouped } from '../../domain/words.ts';
import type { DutyQuote } from '../../lookups/duty.ts';
import { dependsBesides, isRoundedOnce, lacksTogether, percentRangeWords, ROUNDED_ONCE, rangeWords, valueText } from '../../things/duty.ts';
import { DataLinks, Layout } from '../frame.tsx';
import { Money, Percent, Problems } from '../parts/badges.tsx';
import { DayElement, longDate, minuteOf } from '../parts/days.tsx';
import { joined } from '../parts/facts.tsx';
import { WhichIsMeant } from '../parts/meant.tsx';
import { WithNames } from '../parts/with-names.tsx';
import { companyWords, heading, plural } from '../parts/words.ts';
import { type Given, placeInSentence, type View } from '../view.ts';
import { Bans, BansInShort, Coming, ExportDuties } from './beside.tsx';
import { DutyForm, type DutyPageProps } from './form.tsx';
import { ByCode, DutyLines, SuppressedLines } from './lines.tsx';

interface AnswerProps {
  quote: DutyQuote;
  view: View;
  /** The same answer as data. */
  json: string;
  csv: string;
  /** The same question with all clocks fixed. */
  permalink: string;
  /** When another answer is known to come, and the address of the same question on that day. */
  change: { on: string; href: string } | null;
  /** The address of the same question over time. */
  overTime: string;
  /** The address of the same question with a condition that is met, that is not, or that is left open. */
  answering(id: string, met: boolean | null): string;
  /** The address of a measure, with the company that is asked about. */
  measure(id: string): string;
}

/** What qualifies the total. */
function cautions({ base, lines, total_ad_valorem_pct, depends_on }: AnswerProps['quote']): string[] {
  const all = [...(base ? [base] : []), ...lines];
  const guarantees = all.flatMap((line) => (line.collected === 'guarantee' ? (line.ad_valorem_pct ?? []) : []));
  return [
    total_ad_valorem_pct !== null && guarantees.length > 0 ? `of which ${sumDecimals(guarantees)}% as a guarantee` : null,
    depends_on.length > 0 ? 'it depends on what is listed below' : null,
  ].filter((caution) => caution !== null);
}

/** The answer in one line, big: the total where there is one, else from the least to the most. */
const Total = ({ quote }: Pick<AnswerProps, 'quote'>) => {
  const { total_ad_valorem_pct, total_amount, cannot_compute } = quote;
  if (total_ad_valorem_pct === null && total_amount === null)
    return (
      <p class="total">
        {rangesOf(quote).map((range) => (
          <>
            <strong>{range}</strong>{' '}
          </>
        ))}
        {cannot_compute.length > 0 ? (
          <a href={lacksBeside(quote).length > 0 ? '#cannot-compute' : '#conditions'}>why there is no total</a>
        ) : (
          'nothing is collected that could be added up'
        )}
      </p>
    );
  const told = cautions(quote);
  return (
    <p class="total">
      {total_amount !== null && (
        <strong>
          <Money of={total_amount} />
        </strong>
      )}{' '}
      {total_ad_valorem_pct !== null && (
        <strong>
          <Percent of={total_ad_valorem_pct} />
        </strong>
      )}
      {told.length > 0 && <span class="cautions">⚠ {told.join('; ')}</span>}
    </p>
  );
};

/** From the least to the most, in money and in percent as far as there is either. */
function rangesOf(quote: AnswerProps['quote']): Child[] {
  const { amount, ad_valorem_pct } = quote.range;
  const words = rangeWords(quote, grouped);
  if (words === null) return ['No total'];
  if (quote.base === null || amount === null || amount.most === null) return [words];
  return [
    <>
      <Money of={{ amount: amount.least, currency: amount.currency }} /> to{' '}
      <Money of={{ amount: amount.most, currency: amount.currency }} />
    </>,
    ...(ad_valorem_pct === null ? [] : [percentRangeWords(ad_valorem_pct)]),
  ];
}

/** What is asked about a shipment; what its value is by law is another thing on another day. */
type AskedQuestion = Omit<DutyQuote['question'], 'customs_value_is'> & Partial<Pick<DutyQuote['question'], 'customs_value_is'>>;

interface AskedProps {
  asked: Pick<DutyQuote, 'announced_by' | 'known_at'> & { question: AskedQuestion };
  /** The day or the days. */
  when: Child;
  view: View;
}

/** What was asked: goods, from where, into where, by whom, on which day. */
export const AskedShipment = ({ asked, when, view }: AskedProps) => {
  const { importer, origin, product, exporter, preference, quota, customs_value, customs_value_is, currency } = asked.question;
  const { quantity, value_part: parts } = asked.question;
  const name = view.productName(product);
  const basis = customs_value_is === undefined ? '' : ` (${customs_value_is})`;
  const more = [
    exporter === null ? null : `exported by ${companyWords(exporter, view)}`,
    preference ? 'with a preference claimed' : null,
    quota === null ? null : quota === 'in' ? 'within the quota' : 'over the quota',
    customs_value === null ? null : `worth ${grouped(valueText(customs_value))} ${currency}${basis}`,
    quantity.length === 0 ? null : quantity.join(', '),
    ...parts.map((part) => part.replace(/:(?=[^:]*$)/, ': ')),
  ].filter((part) => part !== null);
  return (
    <>
      <h2>{`${name ?? product} from ${placeInSentence(origin, view)} into ${placeInSentence(importer, view)}`}</h2>
      <p class="asked-for">
        {when}, HS code {product}
        {more.map((part) => (
          <>
            , <bdi>{part}</bdi>
          </>
        ))}
        <span class="note block">
          {asked.announced_by !== null && (
            <>
              As announced by <DayElement of={asked.announced_by} />,{' '}
            </>
          )}
          As known at <time dateTime={asked.known_at}>{minuteOf(asked.known_at)}</time>
        </span>
      </p>
    </>
  );
};

/** Would saying how much of the value a part of it is help? */
const isOfShare = ({ code }: Pick<DutyQuote['cannot_compute'][number], 'code'>): boolean => code === 'value_share_unknown';

/** What else is missing: conditions are asked for by themselves. */
const lacksBeside = ({ cannot_compute }: DutyQuote): DutyQuote['cannot_compute'] =>
  cannot_compute.filter(({ code }) => code !== 'condition_open');

const CannotCompute = ({ quote, view, measure }: AnswerProps) => (
  <>
    <h3 id="cannot-compute">What can’t be computed</h3>
    <ul>
      {lacksTogether(lacksBeside(quote)).map((problem) => (
        <li>
          <strong>{heading(problem.code)}</strong>:{' '}
          {problem.measures.length > 0 && (
            <>
              <WithNames text={problem.measures.join(', ')} view={view} measure={measure} />:{' '}
            </>
          )}
          <bdi>
            <WithNames text={problem.detail} view={view} measure={measure} />
          </bdi>
          {isOfShare(problem) && (
            <>
              {' '}
              <a href="#value_part-1">Say how much it is</a>
            </>
          )}
        </li>
      ))}
    </ul>
  </>
);

/** What the question may say of a condition, by what it says now. */
const ANSWERS: readonly (readonly [met: boolean | null, words: string])[] = [
  [true, 'yes'],
  [false, 'no'],
  [null, 'leave open'],
];

/** Conditions that decide, each with the ways to answer it. */
const Conditions = ({ quote, view, measure, answering }: AnswerProps) => (
  <>
    <h3 id="conditions">Conditions</h3>
    <p>What is paid hangs on them. Say whether each is met, as far as you know.</p>
    <ul>
      {quote.conditions.map(({ id, words, met, measures }) => (
        <li id={`condition-${id}`}>
          <bdi>{words}</bdi>:{' '}
          {joined(
            ANSWERS.filter(([answer]) => answer !== null || met !== null).map(([answer, label]) =>
              answer === met ? <strong>{label}</strong> : <a href={answering(id, answer)}>{label}</a>,
            ),
            ' · ',
          )}
          {measures.length > 0 && (
            <span class="note block">
              <WithNames text={measures.join(', ')} view={view} measure={measure} />
            </span>
          )}
        </li>
      ))}
    </ul>
  </>
);

/** All that an answer depends on and was not asked with; nothing if that is nothing. */
export const DependsOn = ({ texts, view, measure }: Pick<AnswerProps, 'view' | 'measure'> & { texts: readonly string[] }) =>
  texts.length > 0 && (
    <>
      <h3>What it depends on</h3>
      <ul>
        {texts.map((text) => (
          <li>
            <bdi>
              <WithNames text={text} view={view} measure={measure} />
            </bdi>
          </li>
        ))}
      </ul>
    </>
  );

/** The answer, with every step and all that it depends on. */
const Answer = (props: AnswerProps) => {
  const { quote, view, json, csv, permalink, change, overTime, measure } = props;
  const { importer, origin, product } = quote.question;
  return (
    <article id="answer" class="answer">
      <AskedShipment asked={quote} when={['On ', <DayElement of={quote.on} />]} view={view} />
      <Total quote={quote} />
      {quote.bans.length > 0 && (
        <p class="cautions">
          ⚠ <BansInShort bans={quote.bans} />, whatever they pay
        </p>
      )}
      {quote.export_duties.length > 0 && (
        <p class="cautions">
          ⚠ The origin <a href="#export-duties">charges a duty on export</a>, which is in no total here
        </p>
      )}
      {quote.coming.length > 0 && (
        <p class="note">
          Not in force on that day, and in no total:{' '}
          <a href="#coming">{plural(quote.coming.length, ['measure', 'measures'])} that may come</a>
        </p>
      )}
      <p class="note">
        Without what is not recorded here:{' '}
        <a href="#not-modelled">of most importers, the anti-dumping and countervailing duties that no dispute is about</a>
      </p>
      {change !== null && (
        <p>
          As far as is known, the same to {longDate(addDays(change.on, -1))}: <a href={change.href}>the answer of the day after that</a>
        </p>
      )}
      <p>
        <a href={overTime}>Over time: what was paid on each day</a>
      </p>
      <DutyLines quote={quote} view={view} measure={measure} />
      {isRoundedOnce(quote) && <p class="note">{ROUNDED_ONCE}</p>}
      {quote.conditions.length > 0 && <Conditions {...props} />}
      {quote.by_code.length > 0 && <ByCode quote={quote} view={view} measure={measure} csv={csv} />}
      {lacksBeside(quote).length > 0 && <CannotCompute {...props} />}
      {quote.suppressed.length > 0 && (
        <>
          <h3>In force, and not paid</h3>
          <SuppressedLines quote={quote} view={view} measure={measure} />
        </>
      )}
      <DependsOn texts={dependsBesides(quote)} view={view} measure={measure} />
      {quote.bans.length > 0 && <Bans {...props} />}
      {quote.export_duties.length > 0 && <ExportDuties {...props} />}
      {quote.coming.length > 0 && <Coming {...props} />}
      <h3 id="not-modelled">What is not modelled</h3>
      <ul class="note">
        {quote.not_modelled.map((text) => (
          <li>{text}</li>
        ))}
      </ul>
      <p>
        <a href={view.href('/bans', { imposed_by: [importer], affected: [origin], product: [product], direction: ['import'] })}>
          {`Bans of ${placeInSentence(importer, view)} on importing them`}
        </a>
        {' · '}
        <a href={view.href('/bans', { imposed_by: [origin], affected: [importer], product: [product], direction: ['export'] })}>
          {`Bans of ${placeInSentence(origin, view)} on exporting them`}
        </a>
        {' · '}
        <a href={view.href('/tariffs', { imposed_by: [importer], affected: [origin], product: [product], status: ['all'] })}>
          All tariffs on them, also those that have ended or never took effect
        </a>
      </p>
      <DataLinks json={json} csv={csv} permalink={permalink} watched={watchedBy({ importer, origin, product })} />
    </article>
  );
};

/** The changes after which it may pay something else: all that the importer does to these goods of that origin. */
const watchedBy = ({ importer, origin, product }: Pick<DutyQuote['question'], 'importer' | 'origin' | 'product'>): Given => ({
  imposed_by: [importer],
  affected: [origin],
  product: [product],
});

const WHAT_IT_ANSWERS = 'The base duty and every tariff on top of it, on a day, with every step shown.';

/** A form that asks what a good pays, and the answer like an invoice. */
export const DutyPage = ({ given, view, answer, problems = [], suggestions = [] }: DutyPageProps<AnswerProps>) => (
  <Layout
    title="What a good pays"
    view={view}
    watched={answer === undefined ? {} : watchedBy(answer.quote.question)}
    about={{ description: WHAT_IT_ANSWERS }}
  >
    <p>{WHAT_IT_ANSWERS}</p>
    <Problems problems={problems} />
    <WhichIsMeant suggestions={suggestions} />
    <DutyForm
      given={given}
      view={view}
      problems={problems}
      valued={answer?.quote.question.customs_value_is ?? null}
      parts={answer?.quote.parts ?? []}
      isShareOpen={answer?.quote.cannot_compute.some(isOfShare) ?? false}
    />
    {answer !== undefined && <Answer {...answer} />}
  </Layout>
);
