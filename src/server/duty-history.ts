import type { TrackerError } from '../domain/errors.ts';
import { dutyDays } from '../lookups/duty-history.ts';
import { wholeOf } from '../lookups/paging.ts';
import { understood } from '../lookups/understood.ts';
import { DutyHistoryPage } from '../pages/duty/history.tsx';
import type { View } from '../pages/view.ts';
import { fixedClocks } from '../things/clocks.ts';
import { DUTY_HISTORY_COLUMNS, dutyStretchRow } from '../things/duty-history.ts';
import { dutyHistoryParameters, readDutyQuestion } from '../things/duty-question.ts';
import { clockParameters, readParameters } from '../things/questions.ts';
import { addressOf, type Given, only, without } from './address.ts';
import type { App, Request, Services } from './context.ts';
import { askedOn } from './duty.ts';
import { askedBack, formView } from './list-view.ts';
import { isAskedBack, mountRenderings, respond } from './negotiation.ts';
import type { Rendering } from './renderings.ts';

/** What a good paid from one day to another: the page with its form, JSON, and a row for each stretch of days. */
export const mountDutyHistory = (app: App, services: Services): void =>
  mountRenderings(app, '/duty/history', (c, given, rendering) => answerHistory(c, services, given, rendering));

type Answer = Awaited<ReturnType<typeof dutyDays>>;

async function answerHistory(c: Request, services: Services, asked: Given, rendering: Rendering): Promise<Response> {
  let given = asked;
  // The clocks alone are no question yet: they came along from another page.
  if (rendering === 'html' && Object.keys(without(given, clockParameters)).length === 0) {
    readParameters(clockParameters, given);
    const kept = only(given, dutyHistoryParameters);
    c.header('Cache-Control', 'private, no-cache');
    return c.html(DutyHistoryPage({ given: kept, view: await formView(c, services, kept) }));
  }
  let answer: Answer;
  try {
    ({ given } = await understood(services.tracker, dutyHistoryParameters, given));
    answer = await dutyDays(services.tracker, readDutyQuestion(readParameters(dutyHistoryParameters, given)));
  } catch (error) {
    if (isAskedBack(c, rendering, error)) return refuse(c, services, given, error);
    throw error;
  }
  const { ledgerHead, ...body } = answer.history;
  const { from, to, announced_by, known_at, ledger_begins } = body;
  return respond(c, services, rendering, {
    ledgerHead,
    // The days that it is about, which hang on today where they are not given.
    on: `${from}_${to}`,
    known_at,
    body,
    page: async () => {
      const asked = asAnswered(given, body);
      const view = await formView(c, services, asked);
      return DutyHistoryPage({ given: asked, view, answer: shownAs(body, answer.sayable, asked, view) });
    },
    table: () => ({
      ...wholeOf({ announced_by, known_at, ...(ledger_begins !== undefined && { ledger_begins }), ledgerHead, data: body.data }),
      cells: dutyStretchRow,
      asked: asAnswered(given, body),
      name: 'duty-history',
      columns: DUTY_HISTORY_COLUMNS,
    }),
  });
}

/** A form that is refused keeps what it was filled with. */
async function refuse(c: Request, services: Services, given: Given, error: TrackerError): Promise<Response> {
  c.header('Cache-Control', 'no-store');
  const view = await formView(c, services, only(given, dutyHistoryParameters));
  const back = askedBack('/duty/history', only(given, dutyHistoryParameters), view, error);
  return c.html(DutyHistoryPage({ given, view, ...back }), back.problems.length === 0 ? 200 : 400);
}

type Body = Omit<Answer['history'], 'ledgerHead'>;

/** The parameters as the answer reads them: names and aliases as codes, and the days made definite. */
const asAnswered = (given: Given, { from, to, question: { importer, origin, currency } }: Body): Given => ({
  ...given,
  ...{ importer: [importer], origin: [origin], from: [from], to: [to] },
  ...(currency !== null && { currency: [currency] }),
});

function shownAs(history: Body, sayable: Answer['sayable'], given: Given, view: View) {
  const { exporter } = given;
  return {
    history,
    view,
    json: addressOf('/duty/history.json', given),
    csv: addressOf('/duty/history.csv', given),
    permalink: addressOf('/duty/history', { ...given, ...fixedClocks(history) }),
    parts: [...new Set([...sayable].flatMap(([day, { parts }]) => (day <= history.to ? parts : [])))],
    onDay: (day: string) => {
      const since = [...sayable.keys()].filter((one) => one <= day).at(-1);
      return askedOn(given, day, since === undefined ? undefined : sayable.get(since));
    },
    measure: (id: string) => addressOf(`/measures/${id}`, { ...view.clocks, ...(exporter && { exporter }) }),
  };
}
