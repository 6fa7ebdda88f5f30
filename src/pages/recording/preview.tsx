import { canonicalText } from '../../domain/ledger.ts';
import { type Entry, type EntryOf, firstDayOf } from '../../things/ledger.ts';
import { StatusBadge } from '../parts/badges.tsx';
import { ConsequencesShown } from '../parts/consequences.tsx';
import { longDate } from '../parts/days.tsx';
import { Fact } from '../parts/facts.tsx';
import { EntrySays } from '../parts/ledger-table.tsx';
import { listed, scopeWords, words } from '../parts/words.ts';
import { exporterName, placeName, type View } from '../view.ts';
import { termWords } from './body-fields.tsx';
import { fieldLabel, type Preview } from './form-state.ts';

// What a form would record, in words: nothing is recorded yet.

type Change = Preview['measures'][number];

const BeforeAfter = ({ before, after }: Pick<Change, 'before' | 'after'>) =>
  before === after ? (
    <>
      stays <StatusBadge status={after} />
    </>
  ) : (
    <>
      {before === null ? 'nothing recorded yet' : <StatusBadge status={before} />} <span aria-hidden="true">→</span>
      <span class="hidden"> becomes </span> <StatusBadge status={after} />
    </>
  );

/** Fields of the register that hold terms of a vocabulary. */
const TERMS = new Set(['kind', 'type', 'direction', 'formality', 'tier', 'form', 'customs_value']);
const PLACES = new Set(['imposed_by', 'home', 'parties', 'complainant', 'co_complainants', 'respondent', 'jurisdiction']);

/** What is said in one field of a thing, in words. */
function factWords(name: string, value: unknown, view: View): string {
  if (Array.isArray(value)) return listed(value.map((item) => factWords(name, item, view)));
  if (typeof value === 'object' && value !== null) {
    const { identifier, description, member, joined_on, left_on, code, name: own } = value as Record<string, unknown>;
    if (member !== undefined)
      return `${placeName(String(member), view)}, from ${longDate(String(joined_on))}${left_on === undefined ? '' : `, outside from ${longDate(String(left_on))}`}`;
    return [code, identifier ?? description ?? own].filter((one) => one !== undefined).join(' ');
  }
  const text = String(value);
  if (PLACES.has(name)) return placeName(text, view);
  if (TERMS.has(name)) return termWords(text);
  if (name === 'dispute') return view.names.disputes.get(text) ?? text;
  if (name === 'group') return exporterName(text, view);
  return /_on$|^exists_/.test(name) ? longDate(text) : text;
}

const isSame = (a: unknown, b: unknown): boolean => canonicalText({ value: a }) === canonicalText({ value: b });

/** Of a list only what the other one lacks. */
const apart = (value: unknown, other: unknown): unknown =>
  Array.isArray(value) && Array.isArray(other) ? value.filter((item) => !other.some((one) => isSame(one, item))) : value;

/** What was said and what is said instead; of a list what goes and what comes. */
const Anew = ({ before, after, says }: { before: unknown; after: unknown; says: (value: unknown) => string }) => {
  const isNothing = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
  return (
    <>
      {!isNothing(before) && (
        <>
          <del>
            <bdi>{says(before)}</bdi>
          </del>{' '}
          <span aria-hidden="true">→</span>
          <span class="hidden"> becomes </span>{' '}
        </>
      )}
      <bdi>{isNothing(after) ? 'taken out' : `${Array.isArray(after) && isNothing(before) ? 'added: ' : ''}${says(after)}`}</bdi>
    </>
  );
};

/** What is said of a thing that is registered: all of it where it is new, else what changes. */
const Facts = ({ entry, before, view }: { entry: EntryOf<'registration'>; before: Preview['before']; view: View }) => {
  const { content, thing } = entry;
  const names = [...new Set([...Object.keys(content), ...Object.keys(before ?? {})])];
  const changed = before === null ? names : names.filter((name) => !isSame(content[name], before[name]));
  const says = (value: unknown, name: string): string => (value === undefined ? 'nothing' : factWords(name, value, view));
  return (
    <>
      <strong>
        {before === null
          ? `A new ${thing === 'wto_case' ? 'WTO case' : words(thing === 'exporter' ? 'company' : thing)}`
          : 'What is said anew'}
      </strong>
      <dl class="facts">
        {changed.map((name) => (
          <Fact name={fieldLabel(name)}>
            {before === null ? (
              <bdi>{says(content[name], name)}</bdi>
            ) : (
              <Anew
                before={apart(before[name], content[name])}
                after={apart(content[name], before[name])}
                says={(one) => says(one, name)}
              />
            )}
          </Fact>
        ))}
      </dl>
    </>
  );
};

const SHOWN = 100;

/** The rows that a table changes. */
const ChangedTable = ({ changes, view }: { view: View; changes: NonNullable<ReturnType<Preview['changes']['get']>> }) => (
  <>
    <div class="scroll">
      <table>
        <caption class="hidden">What changes</caption>
        <thead>
          <tr>
            <th scope="col">For</th>
            <th scope="col">Before</th>
            <th scope="col">Now</th>
          </tr>
        </thead>
        <tbody>
          {changes.changed.slice(0, SHOWN).map(({ scope, before, after }) => (
            <tr>
              <th scope="row">
                <bdi>{scopeWords(scope, view)}</bdi>
              </th>
              <td>{before ?? <span class="note">new</span>}</td>
              <td>{after ?? <span class="note">removed</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
    {changes.changed.length > SHOWN && <p class="note">{`and ${changes.changed.length - SHOWN} more`}</p>}
    {changes.unchanged.length > 0 && (
      <p class="note">{`Unchanged: ${changes.unchanged.map(({ scope }) => scopeWords(scope, view)).join(' | ')}.`}</p>
    )}
    {changes.notes.map((note) => (
      <p class="note">{`Note: ${note}.`}</p>
    ))}
  </>
);

const KINDS: Partial<Record<Entry['kind'], string>> = { rate_table: 'Rates', coverage: 'What it covers', duty_rule: 'How tariffs combine' };

const Exemptions = ({ entry, view }: { entry: EntryOf<'status_change'>; view: View }) =>
  entry.exemptions.length === 0 ? null : (
    <ul class="plain">
      {entry.exemptions.map((scope) => (
        <li>
          exempt: <bdi>{scopeWords(scope, view)}</bdi>
        </li>
      ))}
    </ul>
  );

/** An entry: what it says, about what, and on which days. */
const EntryItem = ({ entry, preview, view }: { entry: Entry; preview: Preview; view: View }) => {
  if (entry.kind === 'registration') {
    const isNewSource = entry.thing === 'source' && preview.entries.length > 1;
    return (
      <li>
        <Facts entry={entry} before={isNewSource ? null : preview.before} view={view} />
      </li>
    );
  }
  const changes = preview.changes.get(entry.seq);
  const day = firstDayOf(entry);
  const until = 'until_on' in entry ? entry.until_on : null;
  return (
    <li>
      <strong>{entry.kind === 'status_change' ? termWords(entry.status) : (KINDS[entry.kind] ?? termWords(entry.kind))}</strong>
      {/* A check says its day itself. */}
      {day !== null && entry.kind !== 'check' && ` from ${longDate(day)}`}
      {until !== null && `; ${longDate(until)} is the first day without it`}
      {entry.kind === 'status_change' && <Exemptions entry={entry} view={view} />}
      {entry.kind === 'status_change' && changes && <ChangedTable changes={changes} view={view} />}
      {entry.kind === 'correction' && (
        <div>
          {`Entry ${entry.retracts_seq} ${entry.replacement_seq === null ? 'is retracted' : 'is retracted, and this takes its place'}: `}
          <bdi>{entry.reason}</bdi>
        </div>
      )}
      {entry.kind !== 'status_change' && entry.kind !== 'correction' && (
        <div>{changes ? <ChangedTable changes={changes} view={view} /> : <EntrySays entry={entry} view={view} />}</div>
      )}
      {entry.announced_on !== null && <p class="note">{`Announced ${longDate(entry.announced_on)}`}</p>}
      {entry.note !== null && (
        <p class="note" dir="auto">
          {entry.note}
        </p>
      )}
      {entry.doubt !== null && <p class="doubt" dir="auto">{`⚠ in doubt: ${entry.doubt}`}</p>}
    </li>
  );
};

const DisputeSentence = ({ dispute, view }: { dispute: NonNullable<Preview['dispute']>; view: View }) => {
  const name = view.names.disputes.get(dispute.id) ?? dispute.id;
  return (
    <p>
      {`On ${longDate(dispute.on)} the dispute “${name}” `}
      {dispute.before === dispute.after ? (
        `stays ${words(dispute.after)}.`
      ) : (
        <>
          changes from {words(dispute.before)} to <strong>{words(dispute.after)}</strong>.
        </>
      )}
    </p>
  );
};

/** What an input would do: each measure and the dispute before and after, and the new entries in words. */
export const PreviewCard = ({ preview, view }: { preview: Preview; view: View }) => {
  const { measures, left, dispute, entries, on } = preview;
  return (
    <>
      {measures.length > 0 && (
        <>
          <h3>{`On ${longDate(on)}`}</h3>
          <ul class="changes">
            {measures.map((measure) => (
              <li>
                <strong>{measure.title}</strong>
                <span class="step">
                  <BeforeAfter {...measure} />
                </span>
                {measure.later !== null && (
                  <p class="note">
                    {`From ${longDate(measure.later)} another change decides, which is recorded already: what you record holds up to the next change after its first day.`}
                  </p>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      <ConsequencesShown of={preview} view={view} />
      {left.map(({ measure, status }) => (
        <p class="note">{`${view.names.measures.get(measure) ?? measure} stays ${words(status)}: the change is for what is in force.`}</p>
      ))}
      {dispute !== null && <DisputeSentence dispute={dispute} view={view} />}
      <h3>{entries.length === 1 ? 'New entry of the ledger' : `${entries.length} new entries of the ledger`}</h3>
      <ul class="entries">
        {entries.map((entry) => (
          <EntryItem entry={entry} preview={preview} view={view} />
        ))}
      </ul>
    </>
  );
};
