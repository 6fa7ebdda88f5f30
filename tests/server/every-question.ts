import { templateName } from '../../src/keep/sheets/template.ts';
import { LISTS } from '../../src/lookups/lists.ts';
import { honoPath } from '../../src/server/address.ts';
import { FORMS } from '../../src/server/app.ts';
import type { App } from '../../src/server/context.ts';
import { ALL_RENDERINGS, RENDERINGS } from '../../src/server/renderings.ts';
import { dutyHistoryParameters } from '../../src/things/duty-question.ts';
import { clocksOf, measureRecordParameters } from '../../src/things/questions.ts';
import { SHEET_KINDS } from '../../src/things/sheets.ts';

// Every question that the app answers about the ledger, made from its table of routes, so that a new route or filter is asked too.

/** Routes that say nothing of the ledger, or that are about the present alone: what is to be recorded next, and who is signed in. */
const NO_QUESTION = new Set([
  ...['/healthz', '/readyz', '/style.css', '/icon.svg', '/openapi.json', '/docs', '/sign-in'],
  '/import',
  // Each row of a sheet is a question of /duty.
  ...['/shipments', '/shipments/template.csv'],
  // Of a state that its address names: no clock is asked.
  ...['/export', '/export.json', '/export/', '/export/:file', '/export/:seq/:file'],
  ...SHEET_KINDS.map((kind) => `/imports/templates/${templateName(kind)}`),
  ...['/robots.txt', '/sitemap.xml', '/llms.txt'],
  // The same picture as the SVG, drawn.
  ...['/disputes/{id}.png', '/measures/{id}.png'].map(honoPath),
  ...FORMS.map(({ path }) => honoPath(path)),
  // What waits for review is no part of the ledger, and no answer to the public.
  ...ALL_RENDERINGS.map((name) => `/proposals${RENDERINGS[name].suffix}`),
  ...[honoPath('/proposals/{id}'), honoPath('/proposals/{id}.json')],
  // Nor is who is told of changes.
  ...['/watches', '/watches/:id', '/watches/:id/deliveries'],
]);

export interface Question {
  /** As the table of routes has it. */
  route: string;
  path: string;
  /** What is asked beside the clocks. */
  filters: Readonly<Record<string, string>>;
  /** The clocks that this question has. */
  clocks: readonly string[];
}

/** The values of a parameter that are asked about: also what is registered only later, or called so only later. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  status: ['all', 'in_force,partially_lifted', 'lifted'],
  imposed_by: ['CN', 'DE'],
  affected: ['AU', 'EU', 'DE'],
  product: ['220421', '03'],
  area: ['JP-07', 'JP-01'],
  exporter: ['tesla', 'Tesla (Shanghai)', 'Later Motors'],
  match: ['full,part', 'unclear'],
  direction: ['import'],
  type: ['anti_dumping,import_ban', 'mfn,additional'],
  dispute: ['au-cn-wine', 'au-cn-other', 'later-1'],
  formality: ['formal', 'informal'],
  lifting_agreed: ['true', 'false'],
  q: ['seafood', 'later', 'tesla', 'wine', '中国'],
  party: ['CN', 'DE', 'JP'],
  complainant: ['AU', 'JP'],
  respondent: ['CN', 'DE'],
  stage: ['consultations_requested', 'panel_report,panel_established'],
  method: ['negotiated_settlement'],
  state: ['active,easing,pending', 'resolved,none'],
  from: ['2021-01-01'],
  to: ['2025-12-31'],
  by: ['recorded', 'announced'],
  order: ['earliest'],
  measure: ['cn-jp-seafood', 'later-ban-1'],
  checked_before: ['2021-06-01', '2026-11-27'],
  kind: ['ban', 'tariff'],
  nomenclature: ['cn-2022'],
  what: ['status,rates,coverage,rules', 'rates', 'rules'],
};

const LIST_VALUES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  resolutions: { state: ['pending', 'implemented', 'collapsed'] },
  rates: { type: ['anti_dumping', 'mfn,additional'], measure: ['cn-au-wine-ad', 'cn-jp-seafood'] },
  'status-changes': { status: ['in_force', 'lifted,partially_lifted'] },
};

/** Does this rendering have all rows? */
const isWhole = (suffix: string): boolean => ALL_RENDERINGS.some((name) => RENDERINGS[name].whole && RENDERINGS[name].suffix === suffix);

const CLOCKS = ['on', 'announced_by', 'known_at'];

function questionsOfList(name: keyof typeof LISTS, suffix: string): Pick<Question, 'filters' | 'clocks'>[] {
  const { parameters } = LISTS[name];
  const clocks = clocksOf(parameters);
  const filters = Object.keys(parameters).filter((parameter) => !CLOCKS.includes(parameter));
  return [
    { filters: {}, clocks },
    // What has all rows is never cut at a page.
    ...(isWhole(suffix) ? [] : [{ filters: { limit: '2', count: 'true' }, clocks }]),
    ...filters.flatMap((parameter) => {
      const values = LIST_VALUES[name]?.[parameter] ?? VALUES[parameter];
      if (values === undefined) throw new Error(`nobody asks ${parameter} of /${name}: say which values are asked`);
      return values.map((value) => ({ filters: { [parameter]: value }, clocks }));
    }),
  ];
}

const ofAll = (...filters: Record<string, string>[]): Pick<Question, 'filters' | 'clocks'>[] =>
  filters.map((one) => ({ filters: one, clocks: CLOCKS }));

const IDS: Readonly<Record<string, readonly string[]>> = {
  '/measures/:id': ['cn-au-wine-ad', 'cn-mfn', 'cn-jp-seafood', 'cn-jp-salt', 'later-ban-1'],
  '/disputes/:id': ['au-cn-wine', 'au-cn-other', 'later-1'],
  '/wto-cases/:id': ['DS602', 'DS701'],
  '/embed/measures/:id': ['cn-au-wine-ad', 'later-ban-1'],
  '/embed/disputes/:id': ['au-cn-wine', 'later-1'],
};

const DUTY = { importer: 'CN', origin: 'AU', product: '220421' };

/** The questions of a route without its suffix; undefined for one that nobody has thought of. */
function questionsOf(base: string, suffix: string): { path: string; asked: Pick<Question, 'filters' | 'clocks'>[] }[] | undefined {
  const name = base.slice(1);
  if (Object.hasOwn(LISTS, name)) return [{ path: base, asked: questionsOfList(name as keyof typeof LISTS, suffix) }];
  const ids = IDS[base];
  if (ids) {
    const exporters =
      base === '/measures/:id' && !isWhole(suffix) && suffix !== '.svg' && 'exporter' in measureRecordParameters
        ? ['tesla', 'Later Motors']
        : [];
    return ids.map((id) => ({ path: base.replace(':id', id), asked: ofAll({}, ...exporters.map((exporter) => ({ exporter }))) }));
  }
  if (['/', '/about', '/restrictions'].includes(base)) return [{ path: base, asked: ofAll({}, {}) }];
  if (base === '/search')
    return [{ path: base, asked: ofAll(...(VALUES.q ?? []).map((q) => ({ q })), { q: 'japan' }, { q: 'DE' }, { q: '2204' }) }];
  if (base === '/duty')
    return [
      {
        path: base,
        asked: ofAll(
          DUTY,
          { ...DUTY, exporter: 'tesla' },
          { ...DUTY, exporter: 'Later Motors' },
          { ...DUTY, preference: 'true', quota: 'in', customs_value: '1000', currency: 'EUR', quantity: '10 hl', fx: 'EUR:USD=1.08' },
          { ...DUTY, importer: 'DE', origin: 'CN' },
        ),
      },
    ];
  if (base === '/duty/history') {
    const span = { ...DUTY, from: '2019-01-01', to: '2027-12-31' };
    const spans = [
      span,
      { ...span, exporter: 'Later Motors' },
      { ...span, importer: 'DE', origin: 'CN', customs_value: '1', currency: 'EUR' },
    ];
    return [{ path: base, asked: spans.map((filters) => ({ filters, clocks: clocksOf(dutyHistoryParameters) })) }];
  }
  return undefined;
}

/** All questions of the routes that the app has; throws for a route that is neither asked nor said to be no question. */
export function everyQuestion(app: App): Question[] {
  const routes = new Set(app.routes.filter(({ method, path }) => method === 'GET' && !path.includes('*')).map(({ path }) => path));
  return [...routes].flatMap((route) => {
    if (NO_QUESTION.has(route)) return [];
    // `/measures/:id{[^/]+\.csv}` is `/measures/:id` as CSV.
    const [, base = route, ofId = '', ofList = ''] = /^(.*?)(?:\{\[\^\/\]\+\\(\.\w+)\}|(\.\w+))?$/.exec(route) ?? [];
    const suffix = ofId || ofList;
    const found = questionsOf(base, suffix);
    if (found === undefined) throw new Error(`nobody asks GET ${route}: say what is asked of it, or that it is no question`);
    return found.flatMap(({ path, asked }) => asked.map((one) => ({ route, path: `${path}${suffix}`, ...one })));
  });
}

/** What stays of an answer for ever: its bytes, and what its headers say of them. Only the number of the request differs. */
export async function kept(app: App, address: string): Promise<string> {
  const answer = await app.request(address, { headers: { accept: address.split('?')[0]?.includes('.') ? '*/*' : 'text/html' } });
  const names = [
    'content-type',
    'content-disposition',
    'etag',
    'x-on',
    'x-known-at',
    'x-in-doubt',
    'x-announced-by',
    'x-ledger-begins',
    'x-row-count',
    'link',
  ];
  const headers = [...names, 'location'].map((name) => `${name}: ${answer.headers.get(name)}`);
  const id = answer.headers.get('x-request-id') ?? '';
  const body = await answer.text();
  return [answer.status, ...headers, id === '' ? body : body.replaceAll(id, '')].join('\n');
}
