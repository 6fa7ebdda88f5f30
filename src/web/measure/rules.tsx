import type { EntryOf } from '../../domain/ledger.ts';
import type { Scope } from '../../domain/scope.ts';
import type { DutyRuleType } from '../../domain/vocabulary.ts';
import { longDate } from '../parts/dates.tsx';
import { MeasureName } from '../parts/measure-links.tsx';
import { grouped } from '../parts/money.tsx';
import { scopeWords } from '../parts/scope-words.ts';
import { SourceLinks } from '../parts/source-links.tsx';
import { Table } from '../tables/table.tsx';
import type { View } from '../view.ts';

type Rule = EntryOf<'duty_rule'>;

const RULES: Readonly<Record<DutyRuleType, string>> = {
  not_levied_with: 'is not levied together with',
  tops_up_base_to: 'tops the base duty up to',
  replaces_base: 'replaces the base duty',
  not_paid_within_quota: 'is not paid within the quota',
};

const RuleItem = ({ rule, view }: { rule: Rule; view: View }) => {
  const scope = scopeWords(rule.scope, view);
  return (
    <li>
      {rule.measure_id !== null && <MeasureName id={rule.measure_id} view={view} />} {RULES[rule.type]}
      {rule.other_measure_id !== null && (
        <>
          {' '}
          <MeasureName id={rule.other_measure_id} view={view} />
        </>
      )}
      {rule.percent !== null && ` ${rule.percent}%`}
      <span class="note">
        {` from ${longDate(rule.first_on)}`}
        {rule.last_on !== null && ` to ${longDate(rule.last_on)}`}
        {scope !== 'everything' && `, for ${scope}`}
        {rule.doubt !== null && `; in doubt: ${rule.doubt}`} <SourceLinks ids={rule.sources} view={view} />
      </span>
    </li>
  );
};

/** How a tariff combines with others. */
export const MeasureRules = ({ rules, view }: { rules: readonly Rule[]; view: View }) => (
  <ul class="links">
    {rules.map((rule) => (
      <RuleItem rule={rule} view={view} />
    ))}
  </ul>
);

const forWhom = (scope: Scope, view: View): string => {
  const words = scopeWords(scope, view);
  return words === 'everything' ? 'all together' : words;
};

/** The quotas of a measure, period by period. */
export const Quotas = ({ quotas, view }: { quotas: readonly EntryOf<'quota'>[]; view: View }) => (
  <Table
    caption="Quotas"
    rows={quotas}
    empty="No quota is recorded."
    columns={[
      { name: 'Period', names: true, cell: ({ period }) => period },
      { name: 'For', cell: ({ scope }) => <bdi>{forWhom(scope, view)}</bdi> },
      { name: 'Quantity', amount: true, cell: ({ quantity, unit }) => (quantity === null ? 'unknown' : `${grouped(quantity)} ${unit}`) },
      { name: 'Sources', cell: ({ sources }) => <SourceLinks ids={sources} view={view} /> },
    ]}
  />
);
