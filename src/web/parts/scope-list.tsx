import type { Goods, Scope } from '../../domain/scope.ts';
import type { View } from '../view.ts';

function goodsText(goods: Goods, { productName }: View): string {
  const codes = goods.codes.map((code) => {
    const name = goods.name === null ? productName(code) : undefined;
    return name === undefined ? (code === '*' ? 'all goods' : code) : `${code} ${name}`;
  });
  return [goods.name, codes.join(', '), goods.note === null ? null : `(${goods.note})`].filter(Boolean).join(' ');
}

const Row = ({ name, text }: { name: string; text: string }) =>
  text === '' ? null : (
    <>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </>
  );

/** What a scope narrows, field by field; one that narrows nothing is everything. */
const ScopeFields = ({ scope, view }: { scope: Scope; view: View }) => {
  const narrows = [scope.goods, scope.partners, scope.excluded, scope.exporters, scope.list_unknown].some((list) => list.length > 0);
  if (!narrows && scope.condition === null) return <p>Everything</p>;
  return (
    <dl>
      <Row name="Goods" text={scope.goods.map((goods) => goodsText(goods, view)).join('; ')} />
      <Row name="Partners" text={scope.partners.map((code) => (code === '*' ? 'all' : code)).join(', ')} />
      <Row name="Except" text={scope.excluded.join(', ')} />
      <Row name="Exporters" text={scope.exporters.join(', ')} />
      <Row name="Cooperating companies" text={scope.companies.join(', ')} />
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
