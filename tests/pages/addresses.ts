import { ROUTES } from '../../src/server/app.ts';
import type { Reading } from '../server/asking.ts';

/** Addresses of every kind of page that anybody can see. */
export const PAGES: readonly string[] = [
  '/',
  '/?on=2023-08-23&known_at=2026-11-24',
  ...ROUTES.lists.map((list) => list.path),
  '/restrictions',
  '/restrictions?on=2024-10-24&known_at=2026-11-24',
  '/bans?imposed_by=CN&affected=JP&product=030722&on=2024-10-24',
  '/tariffs?status=all&on=2021-03-28&limit=2',
  '/measures?q=no+such+words',
  '/disputes?state=easing&on=2025-07-01',
  '/disputes?checked_before=2026-11-01',
  '/status-changes?from=2024-01-01&to=2024-12-31&imposed_by=CN',
  '/wto-cases?respondent=CN&stage=consultations_requested&on=2021-12-31',
  '/rates?imposed_by=EU&from=2018-01-01&status=all',
  '/rates?affected=CA&on=2025-07-01&limit=20',
  '/export',
  '/wto-cases/DS602',
  '/wto-cases/DS598?on=2022-06-01&known_at=2026-11-24',
  '/jurisdictions?q=japan',
  '/measures/cn-jp-aquatic-2023',
  '/measures/cn-jp-aquatic-2023?on=2023-08-25&known_at=2026-11-24',
  '/measures/eu-cn-bev-cvd?exporter=Tesla&on=2024-10-01',
  '/disputes/jp-cn-seafood',
  '/disputes/us-cn-2025?on=2025-04-20',
  '/duty',
  '/duty?importer=EU&origin=CN&product=8703801010&exporter=BYD&customs_value=20000&currency=EUR&on=2024-10-30',
  '/duty?importer=US&origin=CN&product=870380&on=2025-06-01',
  '/duty/history',
  '/duty/history?importer=EU&origin=CN&product=8703801010&exporter=BYD&from=2023-01-01&to=2026-12-31',
  '/duty/history?importer=US&origin=CN&product=870380&from=2018-01-01&to=2026-12-31',
  '/duty/history?importer=CN&origin=AU&product=220421&from=2019-01-01&to=2025-12-31&known_at=2026-11-24',
  '/duty/history?importer=GB&origin=FR&product=220421&from=2019-01-01&to=2025-12-31',
  '/about',
  '/about?announced_by=2024-10-24',
  '/docs',
  '/sign-in',
  '/embed/disputes/jp-cn-seafood?on=2024-10-24',
  '/embed/measures/eu-cn-bev-cvd',
  '/search?q=wine',
  '/search?q=no+such+words',
  '/search?q=trump+tariffs+canada+steel',
  '/disputes/us-ca?whole=ledger',
];

/** Addresses of the forms that record, for those who are signed in; `numbered` says what of a database they are about. */
export const FORMS: readonly string[] = [
  '/measures/cn-jp-aquatic-2025/record',
  '/measures/eu-cn-bev-cvd/record?on=2026-12-01',
  '/ledger/ENTRY/correct',
  '/disputes/jp-cn-seafood/record',
  '/disputes/jp-cn-seafood/resolve',
  '/measures/cn-jp-aquatic-2025/check',
  '/disputes/jp-cn-seafood/check',
  '/resolutions/PENDING/collapse',
  '/resolutions/PENDING/implement',
  '/import',
  '/add/dispute',
  '/add/company',
  '/add/source',
  '/add/wto-case',
  '/disputes/eu-cn-ev/add/measure',
  '/disputes/eu-cn-ev/edit',
  '/measures/eu-cn-bev-cvd/edit',
  '/measures/eu-cn-bev-cvd/add/rates',
  '/measures/cn-jp-aquatic-2025/add/coverage',
  '/measures/eu-cn-bev-cvd/add/duty-rule',
  '/ledger/COVERAGE/correct',
  '/jurisdictions/EU/edit',
  '/jurisdictions/JP/add/area',
];

/** An address with the numbers of a database: ENTRY is a status change that stands, COVERAGE a coverage, PENDING a resolution that is yet to be carried out. */
export async function numbered(path: string, json: (path: string) => Promise<unknown>): Promise<string> {
  if (path.includes('PENDING')) {
    const { data } = (await json('/resolutions.json?state=pending')) as { data: { seq: number }[] };
    return path.replace('PENDING', String(data[0]?.seq));
  }
  const kind = path.includes('ENTRY') ? 'status_change' : path.includes('COVERAGE') ? 'coverage' : null;
  if (kind === null) return path;
  const { ledger } = (await json('/measures/cn-jp-aquatic-2023.json')) as {
    ledger: { seq: number; kind: string; corrected_by: number | null }[];
  };
  const seq = ledger.find((one) => one.kind === kind && one.corrected_by === null)?.seq;
  return path.replace(/ENTRY|COVERAGE/, String(seq));
}

/** Addresses whose answer is a problem, and its status. */
export const PROBLEMS: readonly (readonly [path: string, status: number])[] = [
  ['/bans?on=2024-02-30&affected=Nihonia&nonsense=1&limit=0', 400],
  ['/disputes?state=angry', 400],
  ['/measures/cn-jp-aquatic-2023?on=yesterday', 400],
  ['/duty?importer=XX&origin=CN&product=870', 400],
  ['/duty/history?importer=XX&origin=CN&product=870&on=2024-01-01&from=soon', 400],
  ['/measures/no-such-measure', 404],
  ['/disputes/no-such-dispute', 404],
  ['/wto-cases/DS9999', 404],
  ['/embed/disputes/no-such-dispute', 404],
  ['/no-such-page', 404],
];

/** Each list, asked what it does not understand. */
export const REFUSED_LISTS: readonly string[] = ROUTES.lists.map((list) => `${list.path}?nonsense=1&limit=0`);

/** The page of each measure and of each dispute. */
export const recordPages = async (ask: Reading): Promise<string[]> => {
  const [measures, disputes] = [await ask.ids('/measures.json?limit=500'), await ask.ids('/disputes.json?limit=500')];
  return [...measures.map((id) => `/measures/${id}`), ...disputes.map((id) => `/disputes/${id}`)];
};
