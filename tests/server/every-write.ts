import { write } from '../../src/changes/write.ts';
import type { Asking } from './asking.ts';

// Every write that there is: each call of the table of routes, and what only the command or the dataset records.

/** What a write is about is chosen by a number; `n` rises with each, so that nothing is written twice. */
interface Write {
  route: string;
  run(ask: Asking, n: number, choice: number): Promise<number>;
}

const unsourced = { unsourced: true };
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const pick = <One>(list: readonly One[], choice: number): One => list[choice % list.length] as One;

/** A call with a body that is made when it is its turn. */
const call = (route: string, make: (n: number, choice: number) => { path?: string; body: object }): Write => ({
  route,
  run: async (ask, n, choice) => {
    const [method = '', path = ''] = route.split(' ');
    const made = make(n, choice);
    const headers = /^\/(?:jurisdictions|areas)/.test(path) ? { authorization: `Bearer ${await ask.adminToken()}` } : {};
    return (await ask.post(made.path ?? path, made.body, headers, method)).status;
  },
});

const sent = async (ask: Asking, path: string, body: object): Promise<{ recorded: { seq: number }[] }> =>
  (await (await ask.post(path, body)).json()) as { recorded: { seq: number }[] };

/** A resolution of the ban on salt, that something can come of. */
async function resolve(ask: Asking, n: number): Promise<number> {
  const outcomes = [{ measure: 'cn-jp-salt', reaches: 'partially_lifted', scope: { goods: [`250100${10 + (n % 80)}`] } }];
  const { recorded } = await sent(ask, '/disputes/au-cn-wine/resolutions', {
    ...{ method: 'negotiated_settlement', agreed_on: '2025-01', terms: `as agreed ${n}`, outcomes },
    ...unsourced,
  });
  return recorded[0]?.seq ?? 0;
}

/** All fields but one, each with some value that it has not had, or with none. */
const patched = (fields: object, choice: number): object => {
  const left = pick([...Object.keys(fields), ''], choice);
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== left));
};

/** Every field of every patch, so that each can be compared with the schema. */
export const PATCHES = {
  disputes: (n: number) => ({
    title: `Later title ${n}`,
    summary: `Later summary ${n}`,
    tier: 'extended',
    parties: ['CN', 'DE', 'JP', '*'],
  }),
  measures: (n: number) => ({
    title: `Later seafood ${n}`,
    dispute: 'au-cn-other',
    type: 'import_restriction',
    imposed_by: 'KR',
    direction: 'export',
    formality: 'informal',
    summary: `Later ${n}`,
    legal_instruments: [{ identifier: `Later act ${n}` }],
    adds_to: { description: `later ${n}` },
  }),
  exporters: (n: number) => ({ name: `Later Tesla ${n}`, home: 'JP', group: 'byd', aliases: ['Later Motors', `EM ${n}`] }),
  sources: (n: number) => ({
    publisher: `Later ${n}`,
    title: `Later notice ${n}`,
    url: `https://example.org/${n}`,
    published_on: '2026-11-01',
    kind: 'press',
    form: 'official_copy',
    looked_at_on: '2026-11-02',
    read_as: `later ${n}`,
    note: `later ${n}`,
  }),
  nomenclatures: (n: number) => ({
    title: `Later ${n}`,
    revision: `HS ${n}`,
    first_on: `20${10 + (n % 10)}-01-01`,
    last_on: '2039-12-31',
    complete: true,
    lines: [{ code: '2204' }, { code: '99', name: `later ${n}` }],
  }),
  products: (n: number) => ({ name: `Later goods ${n}`, words: [`later word ${n}`, 'wine'] }),
  jurisdictions: (n: number) => ({
    name: `Later realm ${n}`,
    kind: 'union',
    customs_value: 'FOB',
    aliases: [`Later names ${n}`],
    areas: [{ code: 'ZX-01', name: `Later area ${n}` }],
    members: [{ member: 'JP', joined_on: '2001-01-01' }],
    exists_from: `19${10 + (n % 80)}`,
    exists_until: '2020-12-31',
  }),
  areas: (n: number) => ({ name: `Later area ${n}` }),
  'wto-cases': (n: number) => ({ title: `Later ${n}`, url: `https://example.org/${n}`, co_complainants: ['JP'], requested_on: '2021-07' }),
};

const CALLS: readonly Write[] = [
  call('POST /disputes', (n) => ({ body: { id: n % 2 ? 'later-1' : `later-${n}`, title: `Later ${n}`, parties: ['CN', 'JP'] } })),
  ...['au-cn-wine', 'au-cn-other'].map((id) =>
    call('PATCH /disputes/{id}', (n, choice) => ({ path: `/disputes/${id}`, body: patched(PATCHES.disputes(n), choice) })),
  ),
  call('POST /measures', (n, choice) => ({
    body: {
      ...{ id: `later-ban-${n}`, kind: 'ban', type: 'import_ban', title: `Later wine ${n}`, imposed_by: 'CN', dispute: 'au-cn-wine' },
      coverage: {
        effective_on: '2020',
        scopes: [{ goods: ['2204', '03'], partners: [pick(['AU', 'JP', 'EU', '*'], choice)] }],
        ...unsourced,
      },
      status_changes: [{ status: 'in_force', effective_on: '2020-12-01', sources: ['mofcom'] }],
    },
  })),
  call('PATCH /measures/{id}', (n, choice) => {
    const { adds_to: _none, ...ban } = PATCHES.measures(n);
    return { path: '/measures/cn-jp-seafood', body: patched(ban, choice) };
  }),
  call('PATCH /measures/{id}', (n, choice) => ({
    path: '/measures/cn-au-wine-ad',
    body: { ...patched(PATCHES.measures(n), choice), type: 'additional' },
  })),
  call('POST /exporters', (n) => ({ body: { id: `later-${n}`, name: `Later Motors ${n}`, home: 'CN', aliases: [`LM ${n}`] } })),
  call('PATCH /exporters/{id}', (n, choice) => ({ path: '/exporters/tesla', body: patched(PATCHES.exporters(n), choice) })),
  call('PATCH /exporters/{id}', (n) => ({ path: '/exporters/byd', body: { name: `Later BYD ${n}`, home: null } })),
  call('POST /sources', (n) => ({ body: { id: `later-${n}`, publisher: 'Later', title: `Later ${n}`, kind: 'press' } })),
  call('PATCH /sources/{id}', (n, choice) => ({ path: '/sources/mofcom', body: patched(PATCHES.sources(n), choice) })),
  call('PATCH /sources/{id}', (n, choice) => ({
    path: '/sources/news',
    body: { note: `later ${n}`, ...patched(PATCHES.sources(n), choice) },
  })),
  call('POST /nomenclatures', (n) => ({
    body: { id: `later-${n}`, jurisdiction: 'CN', title: 'Later', revision: 'HS 2028', first_on: '2020-01-01', lines: [{ code: '99' }] },
  })),
  call('PATCH /nomenclatures/{id}', (n, choice) => ({
    path: '/nomenclatures/cn-2022',
    body: patched(PATCHES.nomenclatures(n), choice),
  })),
  call('POST /products', (n) => ({
    body: {
      code: pick(['2204', '220421', '0303', '030389'], n),
      revision: pick(['HS 2012', 'HS 2017', 'HS 2022'], n >> 2),
      name: `Later ${n}`,
    },
  })),
  call('PATCH /products/{id}', (n, choice) => ({ path: '/products/hs2022-220429', body: patched(PATCHES.products(n), choice) })),
  // What the later ones are about is made by the first that comes to it.
  call('POST /jurisdictions', (n) => ({
    body: { code: `Z${LETTERS[n % 26]}`, name: `Later land ${n}`, kind: 'state', aliases: [`later land ${n} too`], exists_until: '1990' },
  })),
  call('PATCH /jurisdictions/{id}', (n, choice) => {
    const { members: _members, ...land } = PATCHES.jurisdictions(n);
    return {
      path: '/jurisdictions/KR',
      body: { ...patched({ ...land, areas: [{ code: 'KR-49', name: `Later ${n}` }] }, choice), kind: 'state' },
    };
  }),
  call('POST /areas', (n) => ({ body: { code: `CN-${100 + (n % 900)}`, name: `Later ${n}` } })),
  call('PATCH /areas/{id}', (n) => ({ path: '/areas/JP-07', body: PATCHES.areas(n) })),
  call('POST /wto-cases', (n) => ({ body: { id: `DS${700 + n}`, complainant: 'JP', respondent: 'CN' } })),
  call('PATCH /wto-cases/{id}', (n, choice) => ({ path: '/wto-cases/DS602', body: patched(PATCHES['wto-cases'](n), choice) })),
  call('POST /measures/{id}/status-changes', (n, choice) => ({
    path: '/measures/cn-jp-seafood/status-changes',
    // Inside its history, or after all of it.
    body:
      choice % 2
        ? { status: 'in_force', effective_on: '2024-05-01', until_on: `20${30 + (n % 60)}-01-01`, sources: ['mofcom'] }
        : {
            changes: [
              {
                status: 'suspended',
                effective_on: `2026-0${1 + (n % 9)}-0${1 + (n % 7)}`,
                until_on: `20${30 + (n % 60)}`,
                sources: ['news'],
              },
            ],
          },
  })),
  call('POST /disputes/{id}/status-changes', (n) => ({
    path: '/disputes/au-cn-wine/status-changes',
    body: { status: 'in_force', effective_on: '2012-03', until_on: `20${30 + (n % 60)}-02-01`, measures: ['cn-jp-salt'], ...unsourced },
  })),
  call('POST /measures/{id}/coverage', (n, choice) => ({
    path: `/measures/${pick(['cn-jp-seafood', 'cn-au-wine-ad', 'cn-mfn'], choice >> 2)}/coverage`,
    body: {
      effective_on: `${2021 + (n % 5)}-0${1 + (n % 9)}-15`,
      scopes: [{ goods: [pick(['03', '2204', '87'], n)], partners: [pick(['JP', 'AU', 'DE'], n)] }],
      ...pick([unsourced, { sources: ['mofcom'] }, { sources: ['news'], announced_on: '2021-03' }], choice),
    },
  })),
  call('POST /measures/{id}/coverage', (n, choice) => ({
    path: '/measures/cn-au-wine-ad/coverage',
    body: {
      effective_on: '2027-01-15',
      set: [{ goods: [`290110${10 + (n % 90)}`], partners: [pick(['JP', 'AU'], choice)] }],
      ...unsourced,
    },
  })),
  call('POST /measures/{id}/rate-tables', (n, choice) => ({
    path: '/measures/cn-au-wine-ad/rate-tables',
    body: {
      effective_on: '2027-01-15',
      set: [{ scope: { partners: ['AU'], quota: pick(['in', 'over'] as const, choice) }, expression: `${n}.5%` }],
      ...unsourced,
    },
  })),
  call('POST /measures/{id}/rate-tables', (n, choice) => ({
    path: `/measures/${pick(['cn-au-wine-ad', 'cn-mfn'], choice)}/rate-tables`,
    body: {
      effective_on: `${2021 + (n % 5)}-0${1 + (n % 9)}`,
      rates: [{ expression: `${n}%` }],
      ...pick([unsourced, { sources: ['news'] }], choice),
    },
  })),
  call('POST /measures/{id}/milestones', (n, choice) => ({
    path: `/measures/${pick(['cn-au-wine-ad', 'cn-jp-seafood'], choice)}/milestones`,
    body: { type: 'wto_stage', happened_on: '2021', title: `Later ${n}`, stage: 'panel', wto_case: 'DS602', sources: ['mofcom'] },
  })),
  call('POST /wto-cases/{id}/milestones', (n) => ({
    path: '/wto-cases/DS602/milestones',
    body: { type: 'wto_stage', happened_on: `20${22 + (n % 5)}`, title: `Later ${n}`, stage: `later_${n}`, sources: ['news'] },
  })),
  call('POST /measures/{id}/links', (n, choice) => ({
    path: `/measures/${pick(['cn-jp-seafood', 'cn-mfn', 'cn-jp-salt'], choice)}/links`,
    body: { type: 'related_to', to: pick(['cn-au-wine-ad', 'au-cn-other', 'DS602', 'au-cn-wine'], n), note: `later ${n}`, ...unsourced },
  })),
  call('POST /measures/{id}/quotas', (n) => ({
    path: '/measures/cn-au-wine-ad/quotas',
    body: { period: `${n}`, starts_on: '2021', quantity: `${n}`, unit: 't', ...unsourced },
  })),
  call('POST /duty-rules', (n, choice) => ({
    body: pick(
      [
        { type: 'not_levied_with', measure: 'cn-au-wine-ad', other_measure: 'cn-mfn', first_on: '2022', note: `later ${n}`, ...unsourced },
        // Two levels for the same days would contradict each other.
        { type: 'tops_up_base_to', measure: 'cn-au-wine-ad', percent: '15', first_on: '2021', last_on: '2021-12', sources: ['news'] },
        { type: 'not_paid_within_quota', measure: 'cn-au-wine-ad', first_on: '2020', ...unsourced },
      ],
      choice,
    ),
  })),
  call('POST /measures/{id}/checks', (n, choice) => ({
    path: `/measures/${pick(['cn-au-wine-ad', 'cn-jp-salt'], choice)}/checks`,
    body: { checked_on: pick(['2021-05-01', '2026-11-26'], n), note: `later ${n}` },
  })),
  call('POST /disputes/{id}/checks', (n, choice) => ({
    path: `/disputes/${pick(['au-cn-wine', 'au-cn-other'], choice)}/checks`,
    body: { checked_on: pick(['2021-05-01', '2026-11-26'], n), note: `later ${n}` },
  })),
  call('POST /disputes/{id}/milestones', (n, choice) => ({
    path: `/disputes/${pick(['au-cn-wine', 'au-cn-other'], choice)}/milestones`,
    body: { type: 'talks', happened_on: '2021-02', title: `Later ${n}`, ...pick([unsourced, { sources: ['mofcom'] }], n) },
  })),
  call('POST /disputes/{id}/resolutions', (n, choice) => ({
    path: '/disputes/au-cn-wine/resolutions',
    body: {
      method: 'negotiated_settlement',
      ...pick([{}, { agreed_on: '2021-01' }], choice),
      terms: `later ${n}`,
      outcomes: [{ measure: 'cn-jp-salt', reaches: 'lifted' }],
      ...unsourced,
    },
  })),
  {
    route: 'POST /resolutions/{seq}/implementation',
    run: async (ask, n, choice) => {
      const { data } = await ask.json<{ data: { seq: number; terms: string }[] }>('/resolutions.json');
      const undated = data.find(({ terms }) => terms === 'undated');
      const implement = async (seq: number, year: number) =>
        (await ask.post(`/resolutions/${seq}/implementation`, { effective_on: `${year}-02-${10 + (n % 18)}`, ...unsourced })).status;
      // What was recorded before may not let the first of them be carried out.
      const first = choice % 3 && undated ? await implement(undated.seq, 2021) : 409;
      return first === 201 ? first : implement(await resolve(ask, n), 2025);
    },
  },
  {
    route: 'POST /resolutions/{seq}/collapse',
    run: async (ask, n) =>
      (await ask.post(`/resolutions/${await resolve(ask, n)}/collapse`, { effective_on: '2025-02', ...unsourced })).status,
  },
  {
    // Of entries that were there from the beginning too: with a replacement where there is one of the kind, else without.
    route: 'POST /ledger/{seq}/corrections',
    run: async (ask, n, choice) => {
      const id = pick(['cn-au-wine-ad', 'cn-jp-seafood', 'cn-mfn'], choice);
      const { ledger } = await ask.json<{ ledger: Entry[] }>(`/measures/${id}.json`);
      const standing = ledger.filter(({ kind, corrected_by }) => corrected_by === null && CORRECTED.includes(kind));
      let status = 0;
      for (const entry of [...standing.slice(choice % standing.length), ...standing]) {
        const replacement = n % 3 === 0 ? undefined : replacementFor(entry, n);
        status = (await ask.post(`/ledger/${entry.seq}/corrections`, { reason: `later ${n}`, ...(replacement && { replacement }) })).status;
        if (status === 201) break;
      }
      return status;
    },
  },
];

interface Entry {
  seq: number;
  kind: string;
  corrected_by: number | null;
  status?: string;
  effective_on?: string;
}
const CORRECTED = ['coverage', 'rate_table', 'status_change', 'milestone', 'link', 'quota', 'duty_rule'];

function replacementFor({ kind, status, effective_on }: Entry, n: number): object | undefined {
  if (kind === 'coverage') return { effective_on, scopes: [{ goods: ['2204', '03'], partners: ['*'] }], note: `later ${n}`, ...unsourced };
  if (kind === 'rate_table') return { effective_on, rates: [{ expression: `${n}%` }], ...unsourced };
  if (kind === 'milestone') return { type: 'talks', happened_on: '2021', title: `Later ${n}`, ...unsourced };
  if (kind === 'status_change' && status !== 'partially_lifted') return { status, effective_on, note: `later ${n}`, sources: ['news'] };
  return undefined;
}

/** Who there is, with other names, areas and members. */
const JURISDICTIONS: readonly ((n: number) => { id: string; name: string; kind: string } & object)[] = [
  (n) => ({
    ...{ id: 'JP', name: `Later Japan ${n}`, kind: 'state', aliases: ['later'] },
    areas: [
      { code: 'JP-01', name: 'Hokkaido' },
      { code: 'JP-07', name: 'Fukushima' },
    ],
  }),
  () => ({ id: 'EU', name: 'Union', kind: 'union', customs_value: 'CIF', members: [{ member: 'JP', joined_on: '2000-01-01' }] }),
  (n) => ({ id: 'CN', name: 'PRC', kind: 'state', aliases: [`later ${n}`] }),
  (n) => ({ id: 'DE', name: `Later Germany ${n}`, kind: 'customs_territory' }),
];

/** What no call records: who there is. */
const OTHERS: readonly Write[] = [
  ...JURISDICTIONS.map(
    (content): Write => ({
      route: 'jurisdiction',
      run: async ({ tracker }, n) => {
        const { id, ...rest } = content(n);
        await write(tracker, { actor: 'dataset' }, async (recorder) => {
          await recorder.registerAll([{ thing: 'jurisdiction', id, content: rest }]);
          return async () => undefined;
        });
        return 201;
      },
    }),
  ),
];

export const EVERY_WRITE: readonly Write[] = [...CALLS, ...OTHERS];
export type { Write };
