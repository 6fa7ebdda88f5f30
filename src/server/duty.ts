import { TrackerError } from '../domain/errors.ts';
import { type DutyQuote, quoteDuty } from '../lookups/duty.ts';
import { wholeOf } from '../lookups/paging.ts';
import { DutyPage } from '../pages/duty/duty.tsx';
import type { View } from '../pages/view.ts';
import { DUTY_COLUMNS, dutyRows } from '../things/duty.ts';
import { clockParameters, dutyParameters, readDutyQuestion, readParameters } from '../things/questions.ts';
import { addressOf, type Given, readQuery } from './address.ts';
import type { App, Request, Services } from './context.ts';
import { viewOf } from './list-view.ts';
import { answerTag, renderingOf, SUFFIXES, type Suffix, validate, validatePage, wantsPage } from './negotiation.ts';
import { answerCsv } from './paging.ts';

/** What a good pays, at three addresses: the page with its form, JSON, and a line a row as CSV. */
export function mountDuty(app: App, services: Services): void {
  for (const suffix of SUFFIXES) app.get(`/duty${suffix}`, (c) => answerDuty(c, services, suffix));
}

async function answerDuty(c: Request, services: Services, suffix: Suffix): Promise<Response> {
  const rendering = renderingOf(c, suffix);
  const given = readQuery(c);
  // The clocks alone are no question yet: they came along from another page.
  if (rendering === 'html' && Object.keys(given).every((name) => Object.hasOwn(clockParameters, name))) {
    readParameters(clockParameters, given);
    c.header('Cache-Control', 'private, no-cache');
    return c.html(DutyPage({ given, view: await viewOf(c, services, given) }));
  }
  let quote: DutyQuote;
  try {
    quote = await quoteDuty(services.tracker, readDutyQuestion(readParameters(dutyParameters, given)));
  } catch (error) {
    if (rendering === 'html' && wantsPage(c) && error instanceof TrackerError && error.code === 'invalid')
      return refuse(c, services, given, error);
    throw error;
  }
  const { changeSeq, ...answer } = quote;
  const known =
    rendering === 'html' ? validatePage(c, services, changeSeq) : validate(c, answerTag(services.release, changeSeq, answer.on, rendering));
  if (known) return known;
  if (rendering === 'json') return c.json(answer);
  if (rendering === 'html') {
    const lines = [...(answer.base ? [answer.base] : []), ...answer.lines, ...answer.suppressed];
    const cited = [...lines.flatMap((line) => line.sources), ...answer.suppressed.flatMap((line) => line.rule.sources)];
    const view = await viewOf(c, services, given, cited);
    return c.html(DutyPage({ given, view, answer: shownAs(answer, given, view) }));
  }
  const { on, known_at } = answer;
  return answerCsv(c, { ...wholeOf({ on, known_at, changeSeq, data: dutyRows(quote) }), name: 'duty', columns: DUTY_COLUMNS }, services);
}

/** A form that is refused keeps what it was filled with. */
async function refuse(c: Request, services: Services, given: Given, { message, details }: TrackerError): Promise<Response> {
  c.header('Cache-Control', 'no-store');
  const view = await viewOf(c, services, given);
  return c.html(DutyPage({ given, view, problems: details.length > 0 ? details : [{ path: '', message }] }), 400);
}

function shownAs(quote: Omit<DutyQuote, 'changeSeq'>, given: Given, view: View) {
  const { exporter } = given;
  return {
    quote,
    view,
    json: addressOf('/duty.json', given),
    csv: addressOf('/duty.csv', given),
    permalink: addressOf('/duty', { ...given, on: [quote.on], known_at: [quote.known_at] }),
    measure: (id: string) => addressOf(`/measures/${id}`, { ...view.clocks, ...(exporter && { exporter }) }),
  };
}
