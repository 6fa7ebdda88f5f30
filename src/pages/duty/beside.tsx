import { isInForce } from '../../domain/status.ts';
import type { DutyQuote } from '../../lookups/duty.ts';
import { type BesideDutyField, besideWords, comingWhat, comingWords } from '../../things/beside-duty.ts';
import { LastChecked } from '../parts/badges.tsx';
import { withLongDates } from '../parts/days.tsx';
import { Titled } from '../parts/links.tsx';
import { SourceLinks } from '../parts/sources.tsx';
import { words } from '../parts/words.ts';
import { placeInSentence, type View } from '../view.ts';

// What stands beside a duty: bans, what the origin charges on export, and what may come.

interface Props {
  quote: DutyQuote;
  view: View;
  /** The address of a measure. */
  measure(id: string): string;
}

interface BesideProps extends Pick<Props, 'view' | 'measure'> {
  one: DutyQuote[BesideDutyField][number];
  /** What it is, before by whom. */
  what: string;
  /** How it stands. */
  how: string;
}

/** What stands beside a duty: what it is, how it stands, and by what it is known. */
const Beside = ({ one, what, how, view, measure }: BesideProps) => (
  <>
    <Titled title={one.title} href={measure(one.measure)} />: {what} by {placeInSentence(one.imposed_by, view)}, {withLongDates(how)}
    <div class="note">
      <SourceLinks ids={one.sources} view={view} />
      <LastChecked on={one.checked_on} />
    </div>
  </>
);

interface BesideListProps extends Pick<Props, 'view' | 'measure'> {
  id: string;
  title: string;
  all: readonly Pick<BesideProps, 'one' | 'what' | 'how'>[];
}

const BesideList = ({ id, title, all, view, measure }: BesideListProps) => (
  <>
    <h3 id={id}>{title}</h3>
    <ul>
      {all.map((one) => (
        <li>
          <Beside {...one} view={view} measure={measure} />
        </li>
      ))}
    </ul>
  </>
);

/** What keeps the goods from being traded at all, which comes before what they pay. */
export const Bans = ({ quote, view, measure }: Props) => {
  const all = quote.bans.map((one) => ({ one, what: words(one.ban_type), how: besideWords(one) }));
  return <BesideList id="bans" title="Bans and restrictions on these goods" all={all} view={view} measure={measure} />;
};

/** What the origin charges as the goods leave it, which is in no total. */
export const ExportDuties = ({ quote, view, measure }: Props) => {
  const all = quote.export_duties.map((one) => ({
    one,
    what: `${one.rate ?? 'a rate that is not recorded'}, charged`,
    how: besideWords(one),
  }));
  return <BesideList id="export-duties" title="Charged on export" all={all} view={view} measure={measure} />;
};

/** What is not in force on the day and may come, which is in no total. */
export const Coming = ({ quote, view, measure }: Props) => {
  const all = quote.coming.map((one) => ({
    one,
    what: `${comingWhat(one)}${one.rate === null ? '' : ` of ${one.rate}`}`,
    how: comingWords(one),
  }));
  return <BesideList id="coming" title="What may come" all={all} view={view} measure={measure} />;
};

/** How many bans are on the goods for certain, and how many may be. */
export const BansInShort = ({ bans }: { bans: DutyQuote['bans'] }) => {
  const sure = bans.filter(({ match, status, certainty }) => match === 'full' && isInForce(status) && certainty === 'certain').length;
  const perhaps = bans.length - sure;
  if (sure === 0)
    return (
      <>
        <a href="#bans">{perhaps === 1 ? 'A ban or restriction' : `${perhaps} bans or restrictions`}</a> may keep these goods out
      </>
    );
  return (
    <>
      <a href="#bans">{sure === 1 ? 'A ban or restriction' : `${sure} bans or restrictions`}</a> {sure === 1 ? 'is' : 'are'} on these goods
      {perhaps > 0 && `, and ${perhaps} more may be`}
    </>
  );
};
