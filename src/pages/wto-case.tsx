import { firstDay } from '../domain/dates.ts';
import { fixedClocks } from '../things/clocks.ts';
import type { WtoCaseDetail } from '../things/wto-case.ts';
import { AsOfLine, DataLinks, Layout } from './frame.tsx';
import { HowKnown } from './parts/badges.tsx';
import { longDate } from './parts/days.tsx';
import { Fact, joined } from './parts/facts.tsx';
import { LedgerTable } from './parts/ledger-table.tsx';
import { aboutRecord, type PageAbout } from './parts/linked-data.ts';
import { DisputeName, LinkList, Timeline } from './parts/links.tsx';
import { RecordLinks } from './parts/record-links.tsx';
import { bestSourcesFirst, SourceList } from './parts/sources.tsx';
import { MeasuresTable } from './parts/tables.tsx';
import { type Citation, Cite } from './parts/take-along.tsx';
import { listed, words } from './parts/words.ts';
import { placeInSentence, placeName, type View } from './view.ts';

interface Props {
  one: WtoCaseDetail;
  view: View;
}

const Facts = ({ one, view }: Props) => (
  <dl class="facts">
    <Fact name="Complainant">{listed(one.complainants.map((code) => placeName(code, view)))}</Fact>
    <Fact name="Respondent">
      <a href={view.href('/wto-cases', { respondent: [one.respondent] })}>{placeName(one.respondent, view)}</a>
    </Fact>
    <Fact name="Consultations requested">{one.requested_on === null ? 'day unknown' : longDate(one.requested_on)}</Fact>
    <Fact name="Stage">
      {one.stage === null ? 'none recorded' : words(one.stage)}
      {one.stage_on !== null && <span class="note"> since {longDate(one.stage_on)}</span>}
    </Fact>
    {one.disputes.length > 0 && (
      <Fact name="Dispute">
        {joined(
          one.disputes.map((id) => <DisputeName id={id} view={view} />),
          ', ',
        )}
      </Fact>
    )}
    {one.url !== null && (
      <Fact name="At the WTO">
        <a href={one.url}>{one.url}</a>
      </Fact>
    )}
  </dl>
);

/** What the page is about, in a few words: as its clocks tell it. */
function aboutOf(one: WtoCaseDetail, cited: Citation, view: View): PageAbout {
  const stage = one.stage === null ? '' : ` Stage on ${longDate(one.on)}: ${words(one.stage)}.`;
  const who = `${listed(one.complainants.map((code) => placeInSentence(code, view)))} against ${placeInSentence(one.respondent, view)} at the WTO.`;
  return aboutRecord(cited, `${who}${stage}`, view, { type: 'CreativeWork' });
}

/** One WTO case: who against whom, how far it has come, and the measures that it is about. */
export const WtoCasePage = ({ one, view }: Props) => {
  const path = `/wto-cases/${one.id}`;
  const title = one.title === null ? one.id : `${one.id}: ${one.title}`;
  const cited: Citation = { id: one.id, title, path: view.here(fixedClocks(one)), clocks: one };
  return (
    <Layout title={title} view={view} kicker="WTO case" about={aboutOf(one, cited, view)}>
      <Facts one={one} view={view} />
      <AsOfLine of={one} />
      <DataLinks json={view.href(`${path}.json`)} csv={view.href(`${path}.csv`)} permalink={cited.path} />
      <Cite of={cited} view={view} />
      <RecordLinks
        view={view}
        ways={[
          ['Record a stage', `${path}/add/milestone`],
          ['Edit', `${path}/edit`],
        ]}
      />
      {one.milestones.length > 0 && (
        <>
          <h2>Stages</h2>
          <Timeline
            items={one.milestones.map((stage) => ({
              day: stage.happened_on,
              upcoming: firstDay(stage.happened_on) > one.on,
              current: false,
              what: (
                <>
                  <bdi>{stage.title}</bdi> <HowKnown of={stage} view={view} />
                </>
              ),
            }))}
          />
        </>
      )}
      {one.measure_rows.length > 0 && (
        <>
          <h2>Measures</h2>
          <MeasuresTable rows={one.measure_rows} view={view} />
        </>
      )}
      {one.links.length > 0 && (
        <>
          <h2>Links</h2>
          <LinkList links={one.links} leadsHere={() => true} view={view} />
        </>
      )}
      {one.sources.length > 0 && (
        <>
          <h2>Sources</h2>
          <SourceList sources={bestSourcesFirst(one.sources)} />
        </>
      )}
      <h2>Ledger</h2>
      <LedgerTable entries={one.ledger} view={view} />
    </Layout>
  );
};
