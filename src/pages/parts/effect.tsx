import type { Child } from 'hono/jsx';
import type { Effect, ProposedChange } from '../../things/proposal.ts';
import type { View } from '../view.ts';
import { ConsequencesShown } from './consequences.tsx';
import { longDate } from './days.tsx';
import { NEED_NO_SOURCE } from './ledger-table.tsx';
import { MeasureName } from './links.tsx';
import { SourceLinks } from './sources.tsx';
import { Table } from './table.tsx';
import { heading, plural, words } from './words.ts';

/** What a change is about, by name where it has one. */
const About = ({ change: { about, kind }, view }: { change: ProposedChange; view: View }): Child => (
  <>
    <span class="note">{words(kind)}</span>{' '}
    {about !== null && (view.names.measures.has(about) ? <MeasureName id={about} view={view} /> : <bdi>{nameOf(about, view)}</bdi>)}
  </>
);
const nameOf = (id: string, { names }: View): string => names.disputes.get(id) ?? names.exporters.get(id) ?? id;

/** What would be recorded, beside what stands there now. */
export const EffectShown = ({ effect, view, caption }: { effect: Effect; view: View; caption: string }) => (
  <>
    <Table
      caption={caption}
      seen
      rows={effect.changes}
      empty=""
      columns={[
        { name: 'Of', names: true, cell: (change) => <About change={change} view={view} /> },
        { name: 'Stands there', cell: ({ now }) => (now === null ? <span class="note">nothing</span> : <bdi>{heading(now)}</bdi>) },
        {
          name: 'Would be recorded',
          cell: ({ says, effective_on, until_on, announced_on, note, doubt }) => (
            <>
              <bdi>{heading(says)}</bdi>
              {effective_on !== null && <span class="note block">{`from ${longDate(effective_on)}`}</span>}
              {until_on !== null && <span class="note block">{`${longDate(until_on)} is the first day without it`}</span>}
              {announced_on !== null && <span class="note block">{`announced ${longDate(announced_on)}`}</span>}
              {note !== null && (
                <span class="note block" dir="auto">
                  {note}
                </span>
              )}
              {doubt !== null && <span class="doubt block" dir="auto">{`⚠ in doubt: ${doubt}`}</span>}
            </>
          ),
        },
        {
          name: 'Sources',
          cell: ({ kind, sources }) =>
            NEED_NO_SOURCE.includes(kind) && sources.length === 0 ? '' : <SourceLinks ids={sources} view={view} />,
        },
      ]}
    />
    {effect.entries > effect.changes.length && (
      <p class="note">{`and ${plural(effect.entries - effect.changes.length, ['entry more', 'entries more'])}`}</p>
    )}
    {effect.disputes.map(({ id, on, before, after }) => (
      <p>
        {`On ${longDate(on)} the dispute “${view.names.disputes.get(id) ?? id}” `}
        {before === after ? `stays ${words(after)}.` : `changes from ${words(before)} to ${words(after)}.`}
      </p>
    ))}
    <ConsequencesShown of={effect.consequences} view={view} />
  </>
);
