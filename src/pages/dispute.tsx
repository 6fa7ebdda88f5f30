import { addDays, firstDay, lastDay } from '../domain/dates.ts';
import { CHANGE_SUBJECTS } from '../domain/vocabulary.ts';
import { fixedClocks } from '../things/clocks.ts';
import { type DisputeDetail, inForceWords } from '../things/dispute.ts';
import { MOST_CHARTED } from './charts/chart-file.tsx';
import { LinksFigure } from './charts/link-graph.tsx';
import type { MarkRow } from './charts/marks.tsx';
import { RatesFigure } from './charts/rate-lines.tsx';
import { type Life, LifeFigure } from './charts/status-bars.tsx';
import { AsOfLine, DataLinks, Layout } from './frame.tsx';
import { ChangeMark, checkedWords, DisputeStateBadge, HowKnown } from './parts/badges.tsx';
import { elsewhere, MoreOf, shownOf } from './parts/brief.tsx';
import { longDate } from './parts/days.tsx';
import { Fact, joined } from './parts/facts.tsx';
import { Ledger } from './parts/ledger-table.tsx';
import { aboutRecord, type PageAbout } from './parts/linked-data.ts';
import { Timeline, type TimelineItem, Titled, WtoCases } from './parts/links.tsx';
import { RecordLinks } from './parts/record-links.tsx';
import { Sections } from './parts/sections.tsx';
import { MeasuresTable, ResolutionsTable } from './parts/tables.tsx';
import { type Citation, Cite, Embed } from './parts/take-along.tsx';
import { betweenNames, heading, listed } from './parts/words.ts';
import { placeName, type View } from './view.ts';

interface Props {
  dispute: DisputeDetail;
  view: View;
}

/** For so many days back it is asked what changed lately. */
const LATELY = 31;

/** What changed lately, where anything did, else all that ever did: a link to nothing would say less than its words. */
const ChangesLink = ({ dispute, view }: Props) => {
  const { id, on, status_changes, terms_changes } = dispute;
  const from = addDays(on, -LATELY);
  const lately = [...status_changes, ...terms_changes].some((one) => from <= lastDay(one.effective_on) && firstDay(one.effective_on) <= on);
  const asked = { what: [CHANGE_SUBJECTS.join()], dispute: [id] };
  return (
    <a class="note" href={view.href('/status-changes', { ...asked, ...(lately && { from: [from] }), to: [on] })}>
      {lately ? `what changed in the last ${LATELY} days` : 'all that changed'}
    </a>
  );
};

const Facts = ({ dispute, view }: Props) => (
  <dl class="facts">
    <Fact name="State">
      <DisputeStateBadge state={dispute.state} />
      {dispute.last_change_on !== null && <span class="note"> last change of status {longDate(dispute.last_change_on)}</span>}{' '}
      <ChangesLink dispute={dispute} view={view} />
    </Fact>
    <Fact name="Parties">
      {joined(
        dispute.parties.map((party) =>
          party === '*' ? placeName(party, view) : <a href={view.href('/disputes', { party: [party] })}>{placeName(party, view)}</a>,
        ),
        betweenNames(dispute.parties.map((one) => placeName(one, view))),
      )}
    </Fact>
    <Fact name="Measures in force">{inForceWords(dispute, '')}</Fact>
    {dispute.lifting_agreed_on !== null && (
      <Fact name="Lifting or easing agreed">{longDate(dispute.lifting_agreed_on)}, and not carried out in full yet</Fact>
    )}
  </dl>
);

/** What happened beside the changes of status, in rows of their own. */
function marksOf({ milestones, wto_cases, resolutions }: DisputeDetail): MarkRow[] {
  const rows: MarkRow[] = [
    { name: 'Milestones', shape: 'diamond', marks: milestones.map(({ happened_on, title }) => ({ day: happened_on, title })) },
    ...wto_cases.map(
      ({ id, milestones }): MarkRow => ({
        name: `WTO case ${id}`,
        shape: 'triangle',
        marks: milestones.map(({ happened_on, title }) => ({ day: happened_on, title })),
      }),
    ),
    {
      name: 'Agreements to end it',
      shape: 'square',
      marks: resolutions.flatMap(({ agreed_on, terms }) => (agreed_on === null ? [] : [{ day: agreed_on, title: terms }])),
    },
  ];
  return rows.filter(({ marks }) => marks.length > 0);
}

/** What a picture of a dispute's life shows. */
export const lifeOfDispute = (dispute: DisputeDetail): Life => ({
  name: 'Statuses over time',
  rows: dispute.lives,
  marks: marksOf(dispute),
  on: dispute.on,
});

/** What the page is about, in a few words: as its clocks tell it. */
function aboutOf(dispute: DisputeDetail, cited: Citation, view: View): PageAbout {
  const { id, state, parties, lives, on, summary } = dispute;
  const stands = `${heading(state)} on ${longDate(on)}: ${inForceWords(dispute)}. Parties: ${listed(parties.map((party) => placeName(party, view)))}.`;
  const picture = lives.length > MOST_CHARTED ? undefined : `/disputes/${id}.png`;
  return aboutRecord(cited, [stands, summary].filter(Boolean).join(' '), view, { picture });
}

/** What happened to all its measures, to the dispute itself and at the WTO, with the sources of each. */
function timelineOf({ dispute, view }: Props): TimelineItem[] {
  const changes = [...dispute.status_changes, ...dispute.terms_changes].map((one) => ({
    day: one.effective_on,
    upcoming: one.scheduled,
    current: false,
    what: (
      <>
        <Titled title={one.title} href={view.href(`/measures/${one.measure}`)} /> <ChangeMark of={one} />
        {one.derived && <span class="note"> by its own terms</span>}{' '}
        <HowKnown of={one} view={view} all={elsewhere('history', view, 'timeline')} />
      </>
    ),
  }));
  const events = [
    ...dispute.milestones.map((one) => ({ day: one.happened_on, text: one.title, entry: one })),
    ...dispute.wto_cases.flatMap(({ id, milestones }) =>
      milestones.map((one) => ({ day: one.happened_on, text: `WTO case ${id}: ${one.title}`, entry: one })),
    ),
    ...dispute.resolutions.flatMap((one) =>
      one.agreed_on === null ? [] : [{ day: one.agreed_on, text: `Agreed: ${one.terms}`, entry: one }],
    ),
  ].map(({ day, text, entry }) => ({
    day,
    upcoming: firstDay(day) > dispute.on,
    current: false,
    what: (
      <>
        <bdi>{text}</bdi> <HowKnown of={entry} view={view} all={elsewhere('history', view, 'timeline')} />
      </>
    ),
  }));
  return [...changes, ...events];
}

/** So many of its measures, of the latest steps and of the newest agreements stand on the page of a dispute; the chart has all measures. */
const MOST_MEASURES = 10;
const MOST_STEPS = 8;
const MOST_RESOLUTIONS = 6;

const Steps = ({ items, view }: { items: readonly TimelineItem[]; view: View }) => (
  <>
    <MoreOf all={items} most={MOST_STEPS} part="history" place="timeline" what={['step', 'steps']} view={view} />
    <Timeline items={items} latest={shownOf(items, MOST_STEPS, 'history', view).length} />
  </>
);

/** One dispute: where it stands, its measures over time as pictures and as tables, how it ends, its cases, and its ledger. */
export const DisputePage = ({ dispute, view }: Props) => {
  const path = `/disputes/${dispute.id}`;
  const watched = { dispute: [dispute.id] };
  const tariffs = dispute.lives.filter((life) => life.rate_tables.length > 0);
  const life = lifeOfDispute(dispute);
  const cited: Citation = { id: dispute.id, title: dispute.title, path: view.here(fixedClocks(dispute)), clocks: dispute };
  return (
    <Layout title={dispute.title} view={view} kicker="Dispute" watched={watched} about={aboutOf(dispute, cited, view)}>
      {dispute.summary !== null && (
        <p class="lead">
          <bdi>{dispute.summary}</bdi>
        </p>
      )}
      <p class="note">{checkedWords(dispute.checked_on)}</p>
      <Facts dispute={dispute} view={view} />
      <AsOfLine of={dispute} />
      <DataLinks json={view.href(`${path}.json`)} csv={view.href(`${path}.csv`)} permalink={cited.path} watched={watched} />
      <Cite of={cited} view={view} />
      <Embed path={path} title={dispute.title} life={life} view={view} />
      <RecordLinks
        view={view}
        ways={[
          ['Record a change', `${path}/record`],
          ['Add a measure', `${path}/add/measure`],
          ['Record a resolution', `${path}/resolve`],
          ['Record a check', `${path}/check`],
        ]}
        also={[
          ['what happened', `${path}/add/milestone`],
          ['edit the dispute', `${path}/edit`],
        ]}
      />
      <Sections
        of={[
          { id: 'life', title: 'What applied, and when', body: <LifeFigure {...life} ledger={dispute.ledger} view={view} /> },
          {
            id: 'measures',
            title: 'Measures',
            body: (
              <>
                <MeasuresTable rows={shownOf(dispute.measure_rows, MOST_MEASURES, 'measures', view)} view={view} />
                <MoreOf all={dispute.measure_rows} most={MOST_MEASURES} part="measures" what={['measure', 'measures']} view={view} />
              </>
            ),
          },
          tariffs.length > 0 && {
            id: 'rates',
            title: 'Rates',
            body: <RatesFigure name="Rates over time" rows={tariffs} ledger={dispute.ledger} on={dispute.on} view={view} />,
          },
          dispute.resolutions.length > 0 && {
            id: 'resolutions',
            title: 'Resolutions',
            body: (
              <>
                <ResolutionsTable rows={shownOf(dispute.resolutions, MOST_RESOLUTIONS, 'resolutions', view)} view={view} ofOneDispute />
                <MoreOf
                  all={dispute.resolutions}
                  most={MOST_RESOLUTIONS}
                  part="resolutions"
                  what={['resolution', 'resolutions']}
                  view={view}
                />
              </>
            ),
          },
          dispute.links.length > 0 && {
            id: 'links',
            title: 'How the measures are linked',
            body: (
              <LinksFigure
                name="Links between measures"
                lives={dispute.lives}
                links={dispute.links}
                linked={dispute.linked_measures}
                cases={dispute.wto_cases}
                view={view}
              />
            ),
          },
          dispute.wto_cases.length > 0 && { id: 'wto-cases', title: 'WTO cases', body: <WtoCases cases={dispute.wto_cases} view={view} /> },
          { id: 'timeline', title: 'Timeline', body: <Steps items={timelineOf({ dispute, view })} view={view} /> },
          { id: 'ledger', title: 'Ledger', body: <Ledger entries={dispute.ledger} view={view} /> },
        ]}
      />
    </Layout>
  );
};
