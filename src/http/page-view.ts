import { clockParameters } from '../contract/questions.ts';
import { dayOf } from '../domain/dates.ts';
import { type Names, readNames } from '../tracker/names.ts';
import type { View } from '../web/view.ts';
import { addressOf, type Given } from './address.ts';
import type { Request, Services } from './context.ts';

const NO_NAMES: Names = { jurisdictions: new Map(), areas: new Map(), exporters: new Map(), disputes: new Map() };

/** What the frame and the components of a page need: links from it keep the clocks that it was asked with. */
export async function viewOf(c: Request, services: Services, given: Given): Promise<View> {
  return build(c, services, given, c.req.path, await readNames(services.tracker));
}

/** The view of a page that must not ask the database anything: a problem, the description. */
export const bareView = (c: Request, services: Services): View => build(c, services, {}, '', NO_NAMES);

function build(c: Request, { tracker, productName }: Services, given: Given, path: string, names: Names): View {
  const clocks = Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(clockParameters, name)));
  return {
    path,
    given,
    today: dayOf(tracker.clock()),
    clocks,
    names,
    productName,
    visitor: c.get('visitor') ?? null,
    here: (others) => addressOf(path, others),
    href: (target, more) => addressOf(target, { ...clocks, ...more }),
  };
}
