import type { Goods, Scope } from '../../domain/scope.ts';
import type { CoverageStretch, StatusStretch } from '../../things/stretch.ts';
import { isShownWhole, MoreOf, shownOf, wholeHref } from '../parts/brief.tsx';
import { Fact } from '../parts/facts.tsx';
import { companyWords, listed, QUOTA_WORDS, stretchWords } from '../parts/words.ts';
import { exporterName, placeName, productWords, type View } from '../view.ts';

interface Props {
  coverage: readonly CoverageStretch[];
  statuses: readonly StatusStretch[];
  view: View;
}

/** The coverage that holds on the day asked, else the next, else the last. */
const shown = (stretches: readonly CoverageStretch[]): CoverageStretch | undefined =>
  stretches.find((one) => one.current) ?? stretches.find((one) => one.upcoming) ?? stretches.at(-1);

const doubt = ({ certainty }: CoverageStretch): string => (certainty === 'certain' ? '' : ` (${certainty})`);

/** So many of the latest other times stand on the page. */
const MOST_TIMES = 3;

/** What was covered at other times. */
const OtherTimes = ({ stretches, view }: { stretches: readonly CoverageStretch[]; view: View }) => (
  <>
    <MoreOf all={stretches} most={MOST_TIMES} part="coverage" what={['other time', 'other times']} view={view} />
    {stretches.slice(-shownOf(stretches, MOST_TIMES, 'coverage', view).length).map((one) => (
      <details class="other-time">
        <summary>
          {stretchWords(one)}
          {one.upcoming ? ', upcoming' : ''}
          {doubt(one)}
        </summary>
        <ScopeList scopes={one.scopes} view={view} most={FEW_SCOPES} />
      </details>
    ))}
  </>
);

/** What a partial lifting frees on the day asked. */
const Exemptions = ({ statuses, view }: Pick<Props, 'statuses' | 'view'>) => {
  const exemptions = statuses.find((one) => one.current)?.exemptions ?? [];
  return exemptions.length === 0 ? null : (
    <>
      <h3 id="exempt">What the partial lifting frees</h3>
      <ScopeList scopes={exemptions} view={view} />
    </>
  );
};

/** What a measure covers on the day asked and what is free of it, then what it covered or is to cover at other times. */
export const MeasureCoverage = ({ coverage, statuses, view }: Props) => {
  const now = shown(coverage);
  const others = coverage.filter((one) => one !== now);
  if (now === undefined) return <p>Nothing is recorded of what it covers.</p>;
  return (
    <>
      {(!now.current || others.length > 0 || now.certainty !== 'certain') && (
        <p class="note">
          {stretchWords(now)}
          {now.upcoming ? ', upcoming' : ''}
          {doubt(now)}
        </p>
      )}
      <ScopeList scopes={now.scopes} view={view} />
      <Exemptions statuses={statuses} view={view} />
      {others.length > 0 && (
        <>
          <h3>At other times</h3>
          <OtherTimes stretches={others} view={view} />
        </>
      )}
    </>
  );
};

/** The codes that say what goods are meant; that all goods are meant is said once. */
const Codes = ({ goods, view }: { goods: Goods; view: View }) => {
  if (goods.codes.length === 0) return <span class="note"> no code is known</span>;
  const told = goods.name === null ? goods.codes : goods.codes.filter((code) => code !== '*');
  if (told.length === 0) return null;
  if (told.length <= MANY || isShownWhole('coverage', view)) return <CodeList codes={told} view={view} />;
  return (
    <>
      <CodeList codes={told.slice(0, FIRST)} view={view} />
      <a href={wholeHref('coverage', view)}>{`all ${told.length} codes`}</a>
    </>
  );
};

/** Of more codes than so many only the first are shown at once. */
const MANY = 60;
const FIRST = 20;

const CodeList = ({ codes, view }: { codes: readonly string[]; view: View }) => (
  <ul class="codes">
    {codes.map((code) => (
      <li>{productWords(code, view)}</li>
    ))}
  </ul>
);

/** Goods in their own words, with the codes that say the same. */
const GoodsItem = ({ goods, view }: { goods: Goods; view: View }) => (
  <div class="goods">
    {goods.name !== null && <bdi>{goods.name}</bdi>}
    <Codes goods={goods} view={view} />
    {(goods.note !== null || goods.confidence === 'recalled') && (
      <p class="note">{[goods.note, goods.confidence === 'recalled' ? 'from memory' : null].filter((part) => part !== null).join('; ')}</p>
    )}
  </div>
);

const Row = ({ name, text }: { name: string; text: string }) =>
  text === '' ? null : (
    <>
      <dt>{name}</dt>
      <dd dir="auto">{text}</dd>
    </>
  );

/** What a scope narrows, field by field; one that narrows nothing is everything. */
const ScopeFields = ({ scope, view }: { scope: Scope; view: View }) => {
  const narrows = [scope.goods, scope.partners, scope.excluded, scope.exporters, scope.list_unknown].some((list) => list.length > 0);
  if (!narrows && scope.condition === null && scope.quota === null) return <p>Everything</p>;
  const places = (codes: readonly string[]): string => listed(codes.map((code) => placeName(code, view)));
  return (
    <dl class="facts">
      {scope.goods.length > 0 && (
        <Fact name="Goods">
          {scope.goods.map((goods) => (
            <GoodsItem goods={goods} view={view} />
          ))}
        </Fact>
      )}
      <Row name="Partners" text={places(scope.partners)} />
      <Row name="Except" text={places(scope.excluded)} />
      <Row name="Companies" text={listed(scope.exporters.map((exporter) => companyWords(exporter, view)))} />
      <Row name="Among them" text={listed(scope.companies.map((company) => exporterName(company, view)))} />
      <Row name="Quota" text={scope.quota === null ? '' : QUOTA_WORDS[scope.quota]} />
      <Row name="Condition" text={scope.condition ?? ''} />
      <Row name="Not transcribed" text={scope.list_unknown.map((list) => `the list of ${list}`).join(', ')} />
    </dl>
  );
};

/** Scopes, which add up: of more than `most` the first. */
const ScopeList = ({ scopes, view, most = MOST_SCOPES }: { scopes: readonly Scope[]; view: View; most?: number }) => (
  <>
    <ul class="scopes">
      {shownOf(scopes, most, 'coverage', view).map((scope) => (
        <li>
          <ScopeFields scope={scope} view={view} />
        </li>
      ))}
    </ul>
    <MoreOf all={scopes} most={most} part="coverage" what={['scope', 'scopes']} view={view} />
  </>
);

/** Of more scopes than so many only the first are shown at once; fewer of those of other times. */
const MOST_SCOPES = 12;
const FEW_SCOPES = 2;

/** Marks that lead from a number to what is said about it below the table. */
export const NoteMarks = ({ texts, notes }: { texts: readonly string[]; notes: readonly string[] }) => (
  <>
    {texts.map((text) => {
      const number = notes.indexOf(text) + 1;
      return (
        <sup>
          <a href={`#rate-note-${number}`} aria-label={`Note ${number}`}>
            {number}
          </a>
        </sup>
      );
    })}
  </>
);

/** The notes below a table of rates. */
export const Footnotes = ({ notes }: { notes: readonly string[] }) =>
  notes.length === 0 ? null : (
    <ol class="footnotes" aria-label="Notes on the rates">
      {notes.map((text, index) => (
        <li id={`rate-note-${index + 1}`} dir="auto">
          {text}
        </li>
      ))}
    </ol>
  );
