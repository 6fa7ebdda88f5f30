import { RESOLUTION_METHODS } from '../../domain/vocabulary.ts';
import type { Standing } from '../../lookups/standings.ts';
import type { EntryOf } from '../../things/ledger.ts';
import { StatusBadge } from '../parts/badges.tsx';
import { longDate, onDate } from '../parts/days.tsx';
import { targetWords, words } from '../parts/words.ts';
import type { View } from '../view.ts';
import { choiceWords, ProvenanceFields, RecordField, RecordTick, StatusChangeFields } from './fields.tsx';
import { FormPage, type FormPageProps } from './form.tsx';
import type { RecordingState } from './form-state.ts';
import { OutcomeFields } from './outcome-fields.tsx';

/** How a measure stands on the day that the change is to begin, in words. */
export const standingText = (
  on: string,
  { status, lawful, narrowed }: Pick<Standing, 'status' | 'lawful' | 'narrowed'>,
  lead?: string,
): string => {
  const stands = status === null ? 'nothing is recorded yet' : `it is ${words(status)}`;
  const when = lead === undefined ? onDate(on, ['On', 'In']) : `${lead} ${longDate(on)}`;
  return `${when} ${stands}${lawful.length === 0 ? ', and nothing may follow' : '; these may follow'}. With another first day, preview to see what may follow then.${narrowedText(narrowed)}`;
};

const narrowedText = (narrowed: Standing['narrowed']): string =>
  narrowed === null
    ? ''
    : ` Left out, as entry ${narrowed.by.seq} records ${words(narrowed.by.status)} from ${longDate(narrowed.by.effective_on)}: ${narrowed.without.map(words).join(', ')}. If that no longer holds, correct entry ${narrowed.by.seq} first.`;

interface MeasureProps {
  state: RecordingState;
  view: View;
  /** The measure on the first day that was filled in. */
  standing: Standing;
  on: string;
}

/** A form that records a status change of one measure. */
export const RecordMeasurePage = ({ state, view, standing, on }: MeasureProps) => (
  <FormPage {...{ state, view }} title="Record a change" kicker={{ href: `/measures/${standing.id}`, title: standing.title }}>
    <StatusChangeFields state={state} lawful={standing.lawful} because={standingText(on, standing)} />
  </FormPage>
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

const pageOf = ({ id, title }: DisputeProps['dispute']) => ({ href: `/disputes/${id}`, title });

const meantText = (on: string, meant: number, lawful: Standing['lawful']): string => {
  if (meant === 0)
    return `${onDate(on, ['On', 'In'])} no measure is in force: tick the measures that change, and preview to see what may follow.`;
  const which = meant === 1 ? 'the measure chosen' : `each of the ${meant} measures chosen`;
  return `${lawful.length === 0 ? 'Nothing may follow' : 'These may follow'} ${onDate(on)} for ${which}. With another first day or other measures, preview to see what may follow then.`;
};

/** A form that records the same change for several measures of a dispute, all or none. */
export const RecordDisputePage = ({ state, view, dispute, standings, lawful, meant, on }: DisputeProps) => (
  <FormPage {...{ state, view }} title="Record a change for the measures of a dispute" kicker={pageOf(dispute)}>
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
  </FormPage>
);

/** A form that records that somebody looked and found nothing new. */
export const RecordCheckPage = (props: Omit<FormPageProps, 'title'>) => {
  const { state } = props;
  const lead = <p>You looked, and found nothing beyond what stands here. Whatever you found is recorded by itself, before the check.</p>;
  return (
    <FormPage {...props} title="Record a check" lead={lead}>
      <fieldset>
        <legend>The check</legend>
        <RecordField state={state} name="checked_on" hint="Today or an earlier day: 2024-08-05." required />
        <RecordField state={state} name="note" lines={3} />
      </fieldset>
    </FormPage>
  );
};

interface ResolutionProps {
  state: RecordingState;
  view: View;
  dispute: { id: string; title: string };
  measures: readonly Standing[];
}

const WHAT_IT_IS =
  'How the dispute ends or is to end. This changes no status: the resolution is pending until it is carried out or comes to nothing.';

/** A form that records how a dispute ends or is to end. */
export const RecordResolutionPage = ({ state, view, dispute, measures }: ResolutionProps) => (
  <FormPage {...{ state, view }} title="Record a resolution" kicker={pageOf(dispute)} lead={<p>{WHAT_IT_IS}</p>}>
    <fieldset>
      <legend>The resolution</legend>
      <div class="grid">
        <RecordField state={state} name="method" choices={choiceWords(RESOLUTION_METHODS)} />
        <RecordField state={state} name="agreed_on" hint="2024-08-05, 2024-08 or 2024; empty if it is not known." />
        <RecordField state={state} name="announced_on" />
      </div>
      <RecordField state={state} name="terms" lines={3} required />
    </fieldset>
    {measures.map((measure) => (
      <OutcomeFields state={state} measure={measure} />
    ))}
    <ProvenanceFields state={state} />
  </FormPage>
);

interface StepProps extends ResolutionProps {
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
  <FormPage
    {...{ state, view }}
    title={STEPS[step].title}
    kicker={pageOf(dispute)}
    lead={
      <>
        <p>{`Resolution ${resolution.seq}, ${words(resolution.method)}: ${resolution.terms}`}</p>
        <p>{STEPS[step].lead}</p>
      </>
    }
  >
    <fieldset>
      <legend>{step === 'implement' ? 'When, and for which measures' : 'When'}</legend>
      <div class="grid">
        <RecordField state={state} name="effective_on" hint="2024-08-05; or 2024-08 or 2024, if no more is known." required />
        <RecordField state={state} name="announced_on" />
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
                .map(({ reaches }) => targetWords(reaches))
                .join(', ')}`}
            />
            {status !== null && <StatusBadge status={status} />}
          </div>
        ))}
    </fieldset>
    <ProvenanceFields state={state} />
  </FormPage>
);
