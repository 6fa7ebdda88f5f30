import type { EntryBase } from '../../domain/ledger.ts';
import type { Certainty } from '../../domain/vocabulary.ts';
import type { View } from '../view.ts';
import { SourceLinks } from './source-links.tsx';

/** What an entry says about how far to trust it. */
export type Backed = Pick<EntryBase, 'seq' | 'confidence' | 'doubt' | 'sources'>;

/** What speaks against a claim, as far as anything does. */
export const Doubts = ({
  of: { confidence, doubt },
  certainty = 'certain',
}: {
  of: Omit<Backed, 'seq' | 'sources'>;
  certainty?: Certainty;
}) => (
  <>
    {certainty === 'possible' && <span class="note"> days not known exactly</span>}
    {doubt !== null && (
      <span class="doubt">
        {' '}
        ⚠ in doubt: <bdi>{doubt}</bdi>
      </span>
    )}
    {confidence === 'recalled' && <span class="doubt"> ⚠ from memory, not verified</span>}
  </>
);

/** The sources of a claim, and what speaks against it. */
export const HowKnown = ({ of, certainty = 'certain', view }: { of: Backed | undefined; certainty?: Certainty; view: View }) => (
  <>
    <SourceLinks ids={of?.sources ?? []} view={view} />
    {of !== undefined && <Doubts of={of} certainty={certainty} />}
  </>
);
