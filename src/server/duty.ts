import { mayName, parseValuePart } from '../domain/duty/value-parts.ts';
import type { TrackerError } from '../domain/errors.ts';
import { CHAPTER_DIGITS } from '../domain/harmonized-system.ts';
import { type DutyQuestion, type DutyQuote, quoteDuty, toldOf } from '../lookups/duty.ts';
import { dutyChangesOn, type Sayable } from '../lookups/duty-history.ts';
import { wholeOf } from '../lookups/paging.ts';
import { clocksIn } from '../lookups/tracker.ts';
import { understood } from '../lookups/understood.ts';
import { DutyPage } from '../pages/duty/duty.tsx';
import type { View } from '../pages/view.ts';
import { fixedClocks } from '../things/clocks.ts';
import { DUTY_COLUMNS, dutyRows, withFirstCodes } from '../things/duty.ts';
import { dutyHistoryParameters, dutyParameters, readDutyQuestion } from '../things/duty-question.ts';
import { clockParameters, readParameters } from '../things/questions.ts';
import { addressOf, type Given, only, without } from './address.ts';
import type { App, Request, Services } from './context.ts';
import { askedBack, viewOf } from './list-view.ts';
import { isAskedBack, mountRenderings, respond } from './negotiation.ts';
import type { Rendering } from './renderings.ts';

/** What a good pays: the page with its form, JSON, and the lines as rows. */
export const mountDuty = (app: App, services: Services): void =>
  mountRenderings(app, '/duty', (c, given, rendering) => answerDuty(c, services, given, rendering));

async function answerDuty(c: Request, services: Services, asked: Given, rendering: Rendering): Promise<Response> {
  let given = asked;
  // The clocks alone are no question yet: they came along from another page.
  if (rendering === 'html' && Object.keys(without(given, clockParameters)).length === 0) {
    readParameters(clockParameters, given);
    c.header('Cache-Control', 'private, no-cache');
    return c.html(DutyPage({ given, view: await viewOf(c, services, given) }));
  }
  let question: DutyQuestion;
  let quote: DutyQuote;
  try {
    ({ given } = await understood(services.tracker, dutyParameters, given));
    question = readDutyQuestion(readParameters(dutyParameters, given));
    quote = await quoteDuty(services.tracker, question);
  } catch (error) {
    if (isAskedBack(c, rendering, error)) return refuse(c, services, given, error);
    throw error;
  }
  const { ledgerHead, base, lines, suppressed, bans, export_duties, coming } = quote;
  return respond(c, services, rendering, {
    ledgerHead,
    on: quote.on,
    known_at: quote.known_at,
    body: withFirstCodes(toldOf(quote)),
    page: async () => {
      const asked = asAnswered(given, quote);
      const cited = [
        ...(base ? [base] : []),
        ...lines,
        ...suppressed,
        ...suppressed.map((line) => line.rule),
        ...bans,
        ...export_duties,
        ...coming,
      ];
      const view = await viewOf(
        c,
        services,
        asked,
        cited.flatMap((one) => one.sources),
      );
      // The goods of a whole chapter change one by one, on day after day: that would take long, and tell little.
      const change = quote.question.product.length > CHAPTER_DIGITS ? await dutyChangesOn(services.tracker, question, quote) : null;
      return DutyPage({ given: asked, view, answer: shownAs(withFirstCodes(quote), change, asked, view) });
    },
    table: () => ({
      ...wholeOf({ ...clocksIn(quote), ledgerHead, data: dutyRows(quote) }),
      asked: asAnswered(given, quote),
      name: 'duty',
      columns: DUTY_COLUMNS,
    }),
  });
}

/** A form that is refused keeps what it was filled with. */
async function refuse(c: Request, services: Services, given: Given, error: TrackerError): Promise<Response> {
  c.header('Cache-Control', 'no-store');
  const view = await viewOf(c, services, given);
  const back = askedBack('/duty', only(given, dutyParameters), view, error);
  return c.html(DutyPage({ given, view, ...back }), back.problems.length === 0 ? 200 : 400);
}

/** The parameters as the answer reads them: names and aliases as codes. */
function asAnswered(given: Given, { question: { importer, origin, currency } }: DutyQuote): Given {
  return { ...given, importer: [importer], origin: [origin], ...(currency !== null && { currency: [currency] }) };
}

/** The address of the same question on another day, without what is said of conditions and parts of the value on which nothing hangs then: it would be refused. */
export function askedOn(given: Given, on: string, sayable: Sayable | undefined): string {
  const { condition = [], value_part = [] } = given;
  return addressOf('/duty', {
    ...only(given, dutyParameters),
    condition: condition.filter((text) => sayable?.conditions.has(idIn(text)) ?? true),
    value_part: value_part.filter((text) => sayable === undefined || mayName(parseValuePart(text), sayable.parts)),
    on: [on],
  });
}

/** Of which condition something is said. */
const idIn = (text: string): string => text.split('=')[0]?.trim() ?? '';

function shownAs(quote: DutyQuote, change: Awaited<ReturnType<typeof dutyChangesOn>>, given: Given, view: View) {
  const { exporter } = given;
  return {
    quote,
    change: change && { on: change.on, href: askedOn(given, change.on, change.sayable) },
    view,
    json: addressOf('/duty.json', given),
    csv: addressOf('/duty.csv', given),
    permalink: addressOf('/duty', { ...given, ...fixedClocks(quote) }),
    overTime: addressOf('/duty/history', only(given, dutyHistoryParameters)),
    answering: (id: string, met: boolean | null) => {
      const others = (given.condition ?? []).filter((text) => idIn(text) !== id);
      return `${addressOf('/duty', { ...given, condition: met === null ? others : [...others, `${id}=${met}`] })}#answer`;
    },
    measure: (id: string) => addressOf(`/measures/${id}`, { ...view.clocks, ...(exporter && { exporter }) }),
  };
}
