import type { Goods, Scope } from '../../domain/scope.ts';
import { companyWords, listed, QUOTA_WORDS } from '../parts/scope-words.ts';
import { exporterName, placeName, productWords, type View } from '../view.ts';

/** The codes that say what goods are meant; that all goods are meant is said once. */
const Codes = ({ goods, view }: { goods: Goods; view: View }) => {
  if (goods.codes.length === 0) return <span class="note"> no code is known</span>;
  const told = goods.name === null ? goods.codes : goods.codes.filter((code) => code !== '*');
  return told.length === 0 ? null : (
    <ul class="codes">
      {told.map((code) => (
        <li>{productWords(code, view)}</li>
      ))}
    </ul>
  );
};

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
        <>
          <dt>Goods</dt>
          <dd>
            {scope.goods.map((goods) => (
              <GoodsItem goods={goods} view={view} />
            ))}
          </dd>
        </>
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

/** Scopes, which add up. */
export const ScopeList = ({ scopes, view }: { scopes: readonly Scope[]; view: View }) => (
  <ul class="scopes">
    {scopes.map((scope) => (
      <li>
        <ScopeFields scope={scope} view={view} />
      </li>
    ))}
  </ul>
);
