import { invalid } from '../domain/errors.ts';
import { showDispute } from '../lookups/disputes.ts';
import { showMeasure } from '../lookups/measure.ts';
import type { AnswerClocks, Answered, Clocks, Tracker } from '../lookups/tracker.ts';
import { chartFile, chartHeight, MOST_CHARTED, WIDTH } from '../pages/charts/chart-file.tsx';
import type { Life } from '../pages/charts/status-bars.tsx';
import { lifeOfDispute } from '../pages/dispute.tsx';
import { EmbedPage } from '../pages/embed.tsx';
import { lifeOf } from '../pages/measure/measure.tsx';
import { type Backed, clockWords } from '../pages/parts/badges.tsx';
import type { View } from '../pages/view.ts';
import { fixedClocks } from '../things/clocks.ts';
import { clockParameters, readParameters } from '../things/questions.ts';
import { addressOf, honoPath, originOf, readQuery, recordId } from './address.ts';
import type { App, Request, Services } from './context.ts';
import { viewOf } from './list-view.ts';
import { validateAnswer } from './negotiation.ts';
import { pngOf } from './png.ts';

// The chart of a record for those who show it elsewhere: as a file, and as a page that anybody may frame.

/** What a chart is drawn from. */
interface Charted extends Answered<AnswerClocks> {
  id: string;
  title: string;
  ledger: readonly (Backed & { sources: readonly string[] })[];
}

interface ChartedRecord<Detail extends Charted> {
  path: string;
  show(tracker: Tracker, id: string, clocks: Clocks): Promise<Detail>;
  life(detail: Detail): Life;
}

const DISPUTES: ChartedRecord<Awaited<ReturnType<typeof showDispute>>> = { path: '/disputes', show: showDispute, life: lifeOfDispute };
const MEASURES: ChartedRecord<Awaited<ReturnType<typeof showMeasure>>> = { path: '/measures', show: showMeasure, life: lifeOf };

/** Mounts them. Before the records: an id would take the suffix too. */
export function mountCharts(app: App, services: Services): void {
  mountChart(app, services, DISPUTES);
  mountChart(app, services, MEASURES);
}

function mountChart<Detail extends Charted>(app: App, services: Services, { path, show, life }: ChartedRecord<Detail>): void {
  /** The record that is asked for, its clocks and its page. */
  const read = async (c: Request, suffix: string) => {
    const given = readQuery(c);
    const detail = await show(services.tracker, recordId(c, suffix), readParameters(clockParameters, given));
    const page = `${originOf(c.req.raw)}${addressOf(`${path}/${encodeURIComponent(detail.id)}`, fixedClocks(detail))}`;
    return { given, detail, page };
  };
  type Read = Awaited<ReturnType<typeof read>>;

  /** A picture that lies about knows no today, and leads to this site from wherever it lies. */
  const propsOf = async (c: Request, { given, detail }: Read, cited: readonly string[]) => {
    const view = await viewOf(c, services, given, cited);
    const away: View = { ...view, past: true, href: (target, more) => `${view.origin}${view.href(target, more)}` };
    return { title: detail.title, view: away, ...life(detail) };
  };

  const picture = async (
    c: Request,
    suffix: string,
  ): Promise<{ known: Response } | { svg: string; size: { width: number; height: number } }> => {
    const one = await read(c, suffix);
    const { length } = life(one.detail).rows;
    if (suffix === '.png' && length > MOST_CHARTED)
      throw invalid('', `the chart has ${length} rows, and a PNG at most ${MOST_CHARTED}: take the same as .svg`);
    c.set('elsewhere', 'picture');
    const known = validateAnswer(c, services, 'json', one.detail);
    if (known) return { known };
    const props = { ...(await propsOf(c, one, [])), asOf: clockWords(one.detail), source: one.page };
    c.header('Content-Disposition', `inline; filename="${one.detail.id}-${one.detail.on}${suffix}"`);
    return { svg: chartFile(props), size: { width: WIDTH, height: chartHeight(props) } };
  };

  app.get(honoPath(`${path}/{id}.svg`), async (c) => {
    const found = await picture(c, '.svg');
    return 'known' in found ? found.known : c.body(found.svg, 200, { 'Content-Type': 'image/svg+xml; charset=utf-8' });
  });

  app.get(honoPath(`${path}/{id}.png`), async (c) => {
    const found = await picture(c, '.png');
    return 'known' in found ? found.known : c.body(await pngOf(found.svg, found.size), 200, { 'Content-Type': 'image/png' });
  });

  app.get(honoPath(`/embed${path}/{id}`), async (c) => {
    const one = await read(c, '');
    c.set('elsewhere', 'frame');
    const known = validateAnswer(c, services, 'json', one.detail);
    if (known) return known;
    const { detail, page } = one;
    const props = await propsOf(
      c,
      one,
      detail.ledger.flatMap((entry) => entry.sources),
    );
    return c.html(EmbedPage({ ...props, ledger: detail.ledger, page, clocks: detail }));
  });
}
