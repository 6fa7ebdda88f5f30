import type { Child } from 'hono/jsx';
import type { MeasureDetail } from '../../tracker/show-measure.ts';
import { longDate } from '../parts/dates.tsx';
import { listed } from '../parts/scope-words.ts';
import { words } from '../parts/words.ts';
import { placeName, type View } from '../view.ts';

interface Props {
  measure: MeasureDetail;
  view: View;
}

const Fact = ({ name, children }: { name: string; children: Child }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);

/** Who is hit, by name, less those left out. */
function affectedWords({ affected, excluded }: { affected: readonly string[]; excluded: readonly string[] }, view: View): string {
  const names = (codes: readonly string[]): string => listed(codes.map((code) => placeName(code, view)));
  return excluded.length === 0 ? names(affected) : `${names(affected)}, except ${names(excluded)}`;
}

/** What a measure is, whatever its status. */
export const MeasureFacts = ({ measure, view }: Props) => {
  const { state, legal_instruments, adds_to, adds_to_confidence } = measure;
  return (
    <dl class="facts">
      {state?.in_force_from && (
        <Fact name="In force">
          {longDate(state.in_force_from)} {state.in_force_until === null ? '– no end is known' : `to ${longDate(state.in_force_until)}`}
        </Fact>
      )}
      <Fact name="Affects">{state === null ? 'nobody yet' : <bdi>{affectedWords(state, view)}</bdi>}</Fact>
      <Fact name="Direction">{words(measure.direction)}</Fact>
      <Fact name="Formality">
        {measure.formality === 'formal' ? 'formal: published or officially notified' : 'informal: never published'}
      </Fact>
      {adds_to !== null && (
        <Fact name="Comes on top of">
          <bdi>{adds_to}</bdi>
          {adds_to_confidence === 'recalled' && <span class="note"> from memory</span>}
        </Fact>
      )}
      {legal_instruments.length > 0 && (
        <Fact name="Legal instruments">
          <ul class="plain">
            {legal_instruments.map(({ identifier, url, confidence }) => (
              <li>
                <bdi>{url === null ? identifier : <a href={url}>{identifier}</a>}</bdi>
                {confidence === 'recalled' && <span class="note"> from memory</span>}
              </li>
            ))}
          </ul>
        </Fact>
      )}
    </dl>
  );
};
