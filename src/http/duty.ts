import { readDutyQuestion } from '../contract/duty-question.ts';
import { dutyParameters, readParameters } from '../contract/questions.ts';
import { TrackerError } from '../domain/errors.ts';
import { DUTY_COLUMNS, dutyRows } from '../formats/duty-rows.ts';
import { type DutyQuote, quoteDuty } from '../tracker/quote-duty.ts';
import { DutyPage } from '../web/duty-page.tsx';
import { addressOf, type Given, readQuery, withoutBlanks } from './address.ts';
import type { App, Request, Services } from './context.ts';
import { answerCsv } from './csv-answer.ts';
import { answerTag, validate } from './etag.ts';
import { viewOf } from './page-view.ts';
import { wholeOf } from './paging.ts';
import { renderingOf, SUFFIXES, type Suffix, wantsPage } from './rendering.ts';

/** What a good pays, at three addresses: the page with its form, JSON, and a line a row as CSV. */
export function mountDuty(app: App, services: Services): void {
  for (const suffix of SUFFIXES) app.get(`/duty${suffix}`, (c) => answerDuty(c, services, suffix));
}

async function answerDuty(c: Request, services: Services, suffix: Suffix): Promise<Response> {
  const rendering = renderingOf(c, suffix);
  const given = readQuery(c);
  // As in lists: a browser's form sends its empty fields too.
  const filled = wantsPage(c) ? withoutBlanks(given) : null;
  if (filled) return c.redirect(addressOf(c.req.path, filled), 303);
  if (rendering === 'html' && Object.keys(given).length === 0) {
    c.header('Cache-Control', 'no-cache');
    return c.html(DutyPage({ given }));
  }
  let quote: DutyQuote;
  try {
    quote = await quoteDuty(services.tracker, readDutyQuestion(readParameters(dutyParameters, given)));
  } catch (error) {
    if (rendering === 'html' && wantsPage(c) && error instanceof TrackerError && error.code === 'invalid') return refuse(c, given, error);
    throw error;
  }
  const { changeSeq, ...answer } = quote;
  const known = validate(c, answerTag(services.release, changeSeq, answer.on, rendering));
  if (known) return known;
  if (rendering === 'json') return c.json(answer);
  if (rendering === 'html') return c.html(DutyPage({ given, answer: shownAs(answer, given, services) }));
  const { on, known_at } = answer;
  return answerCsv(c, { ...wholeOf({ on, known_at, changeSeq, data: dutyRows(quote) }), name: 'duty', columns: DUTY_COLUMNS }, services);
}

/** A form that is refused keeps what it was filled with. */
function refuse(c: Request, given: Given, { message, details }: TrackerError): Response | Promise<Response> {
  c.header('Cache-Control', 'no-store');
  return c.html(DutyPage({ given, errors: details.length > 0 ? details : [{ path: '', message }] }), 400);
}

function shownAs(quote: Omit<DutyQuote, 'changeSeq'>, given: Given, services: Services) {
  const view = viewOf(given, services);
  const { exporter } = given;
  return {
    quote,
    view,
    json: addressOf('/duty.json', given),
    csv: addressOf('/duty.csv', given),
    measure: (id: string) => addressOf(`/measures/${id}`, { ...view.clocks, ...(exporter && { exporter }) }),
  };
}
