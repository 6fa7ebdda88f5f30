import { lawfulNext } from '../../domain/status.ts';
import { OUTCOME_TARGETS, RESOLUTION_METHODS } from '../../domain/vocabulary.ts';
import type { Standing } from '../../lookups/standings.ts';
import { describeEntry, type Entry, type EntryOf } from '../../things/ledger.ts';
import { Layout } from '../frame.tsx';
import { longDate, minuteOf, onDate, StatusBadge } from '../parts/badges.tsx';
import { SourceLinks } from '../parts/links.tsx';
import { heading, words } from '../parts/words.ts';
import type { View } from '../view.ts';
import { choiceWords, ProvenanceFields, RecordField, RecordTick, SCOPE_FIELDS, ScopeFields, StatusChangeFields } from './fields.tsx';
import { TwoStepForm } from './form.tsx';
import type { RecordingState } from './form-state.ts';

/** How a measure stands on the day that the change is to begin, in words. */
export const standingText = (on: string, { status, lawful }: Pick<Standing, 'status' | 'lawful'>, lead?: string): string => {
  const stands = status === null ? 'nothing is recorded yet' : `it is ${words(status)}`;
  const when = lead === undefined ? onDate(on, ['On', 'In']) : `${lead} ${longDate(on)}`;
  return `${when} ${stands}${lawful.length === 0 ? ', and nothing may follow' : '; these may follow'}. With another first day, preview to see what may follow then.`;
};

interface MeasureProps {
  state: RecordingState;
  view: View;
  /** The measure on the first day that was filled in. */
  standing: Standing;
  on: string;
}

/** A form that records a status change of one measure. */
export const RecordMeasurePage = ({ state, view, standing, on }: MeasureProps) => (
  <Layout title="Record a change" view={view} kicker={<a href={view.href(`/measures/${standing.id}`)}>{standing.title}</a>}>
    <TwoStepForm state={state} view={view}>
      <StatusChangeFields state={state} lawful={standing.lawful} because={standingText(on, standing)} />
    </TwoStepForm>
  </Layout>
);

interface DisputeProps {
  state: RecordingState;
  view: View;
  dispute: { id: string; title: string };
  /** Its measures on the first day that was filled in. */
  standings: readonly Standing[];
  /** The statuses that are lawful for all measures chosen. */
  lawful: Standing['lawful'];
  /** How many measures are chosen. */
  meant: number;
  on: string;
}

const meantText = (on: string, meant: number, lawful: Standing['lawful']): string => {
  if (meant === 0)
    return `${onDate(on, ['On', 'In'])} no measure is in force: tick the measures that change, and preview to see what may follow.`;
  const which = meant === 1 ? 'the measure chosen' : `each of the ${meant} measures chosen`;
  return `${lawful.length === 0 ? 'Nothing may follow' : 'These may follow'} ${onDate(on)} for ${which}. With another first day or other measures, preview to see what may follow then.`;
};

/** A form that records the same change for several measures of a dispute, all or none. */
export const RecordDisputePage = ({ state, view, dispute, standings, lawful, meant, on }: DisputeProps) => (
  <Layout
    title="Record a change for the measures of a dispute"
    view={view}
    kicker={<a href={view.href(`/disputes/${dispute.id}`)}>{dispute.title}</a>}
  >
    <TwoStepForm state={state} view={view}>
      <fieldset>
        <legend>Measures</legend>
        <p class="note">{`The change is for the measures that are ticked; if none is, for each that is in force on the first day. On ${longDate(on)} they are:`}</p>
        {standings.map(({ id, title, status }) => (
          <div class="standing">
            <RecordTick state={state} name="measures" value={id} id={`measures-${id}`} label={title} />
            {status === null ? <span class="note">nothing yet</span> : <StatusBadge status={status} />}
          </div>
        ))}
      </fieldset>
      <StatusChangeFields state={state} lawful={lawful} because={meantText(on, meant, lawful)} />
    </TwoStepForm>
  </Layout>
);

interface RecordedProps {
  state: RecordingState;
  view: View;
  entry: Entry;
  /** Where the entry can be seen, and what that is called. */
  home: { href: string; title: string };
  /** The measure as if the entry were not there, for a status change that the fields can hold; else its replacement is written as JSON. */
  standing: Standing | null;
  on: string;
}

const firstDayOf = (entry: Entry): string | null => ('effective_on' in entry ? entry.effective_on : null);

/** The entry as it was recorded. */
const Recorded = ({ entry, view }: Pick<RecordedProps, 'entry' | 'view'>) => {
  const day = firstDayOf(entry);
  return (
    <section aria-labelledby="entry">
      <h2 id="entry">{`Entry ${entry.seq}`}</h2>
      <dl class="facts">
        <dt>{heading(entry.kind)}</dt>
        <dd>{describeEntry(entry)}</dd>
        {day !== null && (
          <>
            <dt>First day</dt>
            <dd>{longDate(day)}</dd>
          </>
        )}
        <dt>Recorded</dt>
        <dd>{`${minuteOf(entry.recorded_at)}, by ${entry.recorded_by}`}</dd>
        <dt>Sources</dt>
        <dd>
          <SourceLinks ids={entry.sources} view={view} />
        </dd>
      </dl>
    </section>
  );
};

/** A form that takes an entry back, and puts another in its place if there is one. */
export const RecordCorrectionPage = ({ state, view, entry, home, standing, on }: RecordedProps) => (
  <Layout title="Correct an entry" view={view} kicker={<a href={view.href(home.href)}>{home.title}</a>}>
    <Recorded entry={entry} view={view} />
    <p>The entry is retracted from now on. It stays in the ledger, and what was known before stays as it was known.</p>
    <TwoStepForm state={state} view={view}>
      <fieldset>
        <legend>The correction</legend>
        <RecordField state={state} name="reason" lines={2} required />
        <RecordTick state={state} type="radio" name="taking" value="replace" id="taking" label="Replace it by the following" />
        <RecordTick
          state={state}
          type="radio"
          name="taking"
          value="back"
          id="taking-back"
          label="Only retract it; the fields below are ignored"
        />
      </fieldset>
      {standing === null ? (
        <RecordField
          state={state}
          name="replacement"
          lines={16}
          hint="The body that would record the same entry again, as the API takes it: change what is wrong."
        />
      ) : (
        <StatusChangeFields state={state} lawful={standing.lawful} because={standingText(on, standing, 'Without this entry, on')} />
      )}
    </TwoStepForm>
  </Layout>
);

interface CheckProps {
  state: RecordingState;
  view: View;
  /** The measure or the dispute. */
  home: { href: string; title: string };
}

/** A form that records that somebody looked and found nothing new. */
export const RecordCheckPage = ({ state, view, home }: CheckProps) => (
  <Layout title="Record a check" view={view} kicker={<a href={view.href(home.href)}>{home.title}</a>}>
    <p>You looked, and found nothing beyond what stands here. Whatever you found is recorded by itself, before the check.</p>
    <TwoStepForm state={state} view={view}>
      <fieldset>
        <legend>The check</legend>
        <RecordField state={state} name="checked_on" hint="Today or an earlier day: 2024-08-05." required />
        <RecordField state={state} name="note" lines={3} />
      </fieldset>
    </TwoStepForm>
  </Layout>
);

interface KickerProps {
  state: RecordingState;
  view: View;
  dispute: { id: string; title: string };
  measures: readonly Standing[];
}

const Kicker = ({ view, dispute }: Pick<KickerProps, 'view' | 'dispute'>) => (
  <a href={view.href(`/disputes/${dispute.id}`)}>{dispute.title}</a>
);

/** The targets that a measure can reach from its present status, and the one that was chosen. */
const targetsOf = ({ id, status, kind }: Standing, state: RecordingState): readonly string[] => {
  const next: readonly string[] = lawfulNext(status);
  const reachable = OUTCOME_TARGETS.filter((target) => (target === 'rate' ? kind === 'tariff' : next.includes(target)));
  const chosen = state.fields[`reaches-${id}`]?.[0] ?? '';
  return chosen === '' || (reachable as readonly string[]).includes(chosen) ? reachable : [...reachable, chosen];
};

/** What one measure is to reach, wholly or in a part. */
const OutcomeFields = ({ state, measure }: { state: RecordingState; measure: Standing }) => {
  const suffix = `-${measure.id}`;
  const names = SCOPE_FIELDS.map((field) => `part_${field}${suffix}`);
  const open = names.some((name) => (state.fields[name]?.[0] ?? '') !== '' || state.problems.some(({ field }) => field === name));
  return (
    <fieldset>
      <legend>{measure.title}</legend>
      <p>
        <span class="note">Now</span> {measure.status === null ? 'nothing recorded yet' : <StatusBadge status={measure.status} />}
      </p>
      <RecordField
        state={state}
        name={`reaches${suffix}`}
        choices={[
          ['', 'nothing: it is not part of the resolution'],
          ...targetsOf(measure, state).map((target) => [target, target === 'rate' ? 'a lower rate' : words(target)] as const),
        ]}
      />
      <details class="more" open={open}>
        <summary>Only for a part of what it covers</summary>
        <ScopeFields state={state} prefix="part_" suffix={suffix} />
      </details>
    </fieldset>
  );
};

/** A form that records how a dispute ends or is to end. */
export const RecordResolutionPage = ({ state, view, dispute, measures }: KickerProps) => (
  <Layout title="Record a resolution" view={view} kicker={<Kicker view={view} dispute={dispute} />}>
    <p>How the dispute ends or is to end. This changes no status: the resolution is pending until it is carried out or comes to nothing.</p>
    <TwoStepForm state={state} view={view}>
      <fieldset>
        <legend>The resolution</legend>
        <div class="grid">
          <RecordField state={state} name="method" choices={choiceWords(RESOLUTION_METHODS)} />
          <RecordField state={state} name="agreed_on" hint="2024-08-05, 2024-08 or 2024; empty if it is not known." />
          <RecordField state={state} name="announced_on" hint="The day of the act or of the news." />
        </div>
        <RecordField state={state} name="terms" lines={3} required />
      </fieldset>
      {measures.map((measure) => (
        <OutcomeFields state={state} measure={measure} />
      ))}
      <ProvenanceFields state={state} />
    </TwoStepForm>
  </Layout>
);

interface StepProps extends KickerProps {
  resolution: EntryOf<'resolution'>;
  step: 'implement' | 'collapse';
}

const STEPS = {
  implement: {
    title: 'Record that a resolution was carried out',
    lead: 'Each measure that is ticked takes the status or rate that was agreed for it, unless it has it already.',
  },
  collapse: {
    title: 'Record that a resolution came to nothing',
    lead: 'What was agreed is no longer pending; the measures stay as they are.',
  },
} as const;

/** A form that records what became of a resolution. */
export const RecordStepPage = ({ state, view, dispute, measures, resolution, step }: StepProps) => (
  <Layout title={STEPS[step].title} view={view} kicker={<Kicker view={view} dispute={dispute} />}>
    <p>{`Resolution ${resolution.seq}, ${words(resolution.method)}: ${resolution.terms}`}</p>
    <p>{STEPS[step].lead}</p>
    <TwoStepForm state={state} view={view}>
      <fieldset>
        <legend>{step === 'implement' ? 'When, and for which measures' : 'When'}</legend>
        <div class="grid">
          <RecordField state={state} name="effective_on" hint="2024-08-05; or 2024-08 or 2024, if no more is known." required />
          <RecordField state={state} name="announced_on" hint="The day of the act or of the news." />
        </div>
        {step === 'implement' &&
          measures.map(({ id, title, status }) => (
            <div class="standing">
              <RecordTick
                state={state}
                name="measures"
                value={id}
                id={`measures-${id}`}
                label={`${title}: ${resolution.outcomes
                  .filter((outcome) => outcome.measure_id === id)
                  .map(({ reaches }) => (reaches === 'rate' ? 'a lower rate' : words(reaches)))
                  .join(', ')}`}
              />
              {status !== null && <StatusBadge status={status} />}
            </div>
          ))}
      </fieldset>
      <ProvenanceFields state={state} />
    </TwoStepForm>
  </Layout>
);
