import type { LinkType } from '../../domain/vocabulary.ts';
import type { MeasureDetail } from '../../tracker/show-measure.ts';
import type { View } from '../view.ts';
import { SourceLinks } from './source-links.tsx';
import { words } from './words.ts';

type Link = MeasureDetail['links'][number];

const VERBS: Readonly<Partial<Record<LinkType, string>>> = {
  companion_of: 'is a companion of',
  challenged_in: 'is challenged in',
  traded_for: 'was traded for',
  related_to: 'is related to',
};
const verb = (type: LinkType): string => VERBS[type] ?? words(type);

/** A measure by its title, with its address. */
export const MeasureName = ({ id, view }: { id: string; view: View }) => (
  <a href={view.href(`/measures/${id}`)}>
    <bdi>{view.names.measures.get(id) ?? id}</bdi>
  </a>
);

const Target = ({ link, view }: { link: Link; view: View }) => {
  if (link.to_measure_id !== null) return <MeasureName id={link.to_measure_id} view={view} />;
  if (link.to_dispute_id !== null) {
    const title = view.names.disputes.get(link.to_dispute_id) ?? link.to_dispute_id;
    return <a href={view.href(`/disputes/${link.to_dispute_id}`)}>{title}</a>;
  }
  return <>{link.to_wto_case_id}</>;
};

/** What one has to do with another: the verb, and the other by name. */
export const LinkWords = ({ link, view }: { link: Link; view: View }) => (
  <>
    {verb(link.type)} <Target link={link} view={view} />
  </>
);

/** What a measure has to do with others: in which direction, on whose word. */
export const MeasureLinks = ({ measure, view }: { measure: Pick<MeasureDetail, 'id' | 'links'>; view: View }) => (
  <ul class="links">
    {measure.links.map((link) => (
      <li>
        {link.to_measure_id === measure.id && link.measure_id !== null ? (
          <>
            <MeasureName id={link.measure_id} view={view} /> {verb(link.type)} this
          </>
        ) : (
          <>
            This <LinkWords link={link} view={view} />
          </>
        )}
        {link.note !== null && <span class="note" dir="auto">{` ${link.note}`}</span>}{' '}
        <span class="note">
          <SourceLinks ids={link.sources} view={view} />
        </span>
      </li>
    ))}
  </ul>
);
