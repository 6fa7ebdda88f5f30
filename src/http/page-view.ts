import { clockParameters } from '../contract/questions.ts';
import { dayOf, parseKnownAt } from '../domain/dates.ts';
import { sourcesById } from '../tracker/list-register.ts';
import { type Names, NO_NAMES, readNames } from '../tracker/names.ts';
import type { View } from '../web/view.ts';
import { addressOf, type Given } from './address.ts';
import type { Request, Services } from './context.ts';

/** What the frame and the components of a page need: links from it keep the clocks that it was asked with. `sources`: the ids of those that it cites. */
export async function viewOf(c: Request, services: Services, given: Given, sources: readonly string[] = []): Promise<View> {
  const cited = await sourcesById(services.tracker, sources);
  return build(c, services, given, c.req.path, await readNames(services.tracker), cited);
}

/** The view of a page whose form is about the present: it has no clocks of its own to set, and links keep those that it was asked with. */
export const formView = async (c: Request, services: Services, given: Given, sources: readonly string[] = []): Promise<View> => ({
  ...(await viewOf(c, services, given, sources)),
  path: '',
});

/** The view of a page that must not ask the database anything: a problem. `given`: what was asked, where asking otherwise may help. */
export const bareView = (c: Request, services: Services, given?: Given): View =>
  build(c, services, given ?? {}, given === undefined ? '' : c.req.path, NO_NAMES, new Map());

/** What was asked of the second clock, as the answer reads it; null if nothing was, or if it is no time. */
function instantOf(text: string | undefined): string | null {
  try {
    return text === undefined ? null : parseKnownAt(text);
  } catch {
    return null;
  }
}

function build(
  c: Request,
  { tracker, productName, productNames }: Services,
  given: Given,
  path: string,
  names: Names,
  sources: View['sources'],
): View {
  const clocks = Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(clockParameters, name)));
  return {
    path,
    given,
    today: dayOf(tracker.clock()),
    clocks,
    knownAt: instantOf(clocks.known_at?.[0]),
    names,
    productName,
    productNames,
    sources,
    visitor: c.get('visitor') ?? null,
    here: (others) => addressOf(path, others),
    href: (target, more) => addressOf(target, { ...clocks, ...more }),
  };
}
