// Bodies for the description of the API. Each works on the bundled disputes; the tests record them all.

const announcement = {
  id: 'example-customs-notice',
  publisher: 'Customs administration',
  title: 'Notice on the import of aquatic products',
  url: 'https://customs.example/notices/12',
  published_on: '2026-11-20',
  kind: 'official',
} as const;

/** Records that the examples name in their addresses. */
export const EXAMPLE_IDS = {
  measures: 'cn-jp-aquatic-2025',
  disputes: 'jp-cn-seafood',
  tariff: 'cn-eu-pork-ad',
  exporters: 'tesla',
  sources: 'seed',
  'wto-cases': 'DS602',
  jurisdictions: 'JP',
  areas: 'JP-01',
  // The bundled disputes bring none of these: the names of goods that come with the program are no entries.
  nomenclatures: 'nz-tariff-2025',
  products: 'hs2022-030772',
} as const;

/** By the name of the body. */
export const EXAMPLES = {
  NewStatusChanges: {
    changes: [
      {
        status: 'partially_lifted',
        effective_on: '2026-12-10',
        exemptions: [{ goods: ['030722'], partners: ['JP-01'], condition: 'with a certificate of origin' }],
        announced_on: '2026-11-20',
        sources: [announcement],
      },
      { status: 'lifted', effective_on: '2027-02', announced_on: '2026-11-20', doubt: 'The month is a press report.', sources: ['seed'] },
    ],
  },
  NewDisputeStatusChanges: {
    status: 'suspended',
    effective_on: '2026-12-10',
    until_on: '2027-12-10',
    measures: ['cn-jp-aquatic-2025'],
    unsourced: true,
    note: 'Said at a press conference.',
  },
  NewCoverage: { effective_on: '2026-12-10', scopes: [{ goods: ['03'], partners: ['JP-07', 'JP-04'] }], sources: [announcement] },
  NewRateTable: {
    effective_on: '2026-12-17',
    rates: [
      { scope: { exporters: ['all_others'] }, expression: '19.8%' },
      { scope: { exporters: ['other_cooperating'] }, expression: '9.8%', collection: 'guarantee' },
    ],
    unsourced: true,
  },
  NewMilestone: { type: 'talks', happened_on: '2026-12-03', title: 'Experts of both sides met', unsourced: true },
  NewCheck: { checked_on: '2026-11-09', note: 'Read the notices of the General Administration of Customs.' },
  NewLink: { type: 'related_to', to: 'ru-jp-seafood', note: 'Another ban on the same goods.', unsourced: true },
  NewQuota: { period: '2027', starts_on: '2027-01-01', ends_on: '2027-12-31', quantity: '40000', unit: 't', unsourced: true },
  NewDutyRule: { type: 'tops_up_base_to', measure: 'us-ca-s338', percent: '50', first_on: '2026-12-01', unsourced: true },
  NewResolution: {
    method: 'negotiated_settlement',
    agreed_on: '2026-11-20',
    terms: 'Sampling under international supervision; the ban ends when the results are in.',
    outcomes: [{ measure: 'cn-jp-aquatic-2025', reaches: 'lifted' }],
    sources: [announcement],
  },
  NewImplementation: { effective_on: '2027-01-15', unsourced: true, note: 'All outcomes on one day.' },
  NewCollapse: { effective_on: '2027-01-15', unsourced: true, note: 'The talks were broken off.' },
  NewCorrection: { reason: 'The notice gives another day.' },
  NewDispute: { id: 'example-dispute', title: 'Example: apples', parties: ['AU', 'CN'] },
  DisputePatch: { title: 'Japan and China: seafood' },
  NewMeasure: {
    id: 'example-apple-ban',
    kind: 'ban',
    type: 'import_ban',
    title: 'Import ban on apples',
    imposed_by: 'CN',
    legal_instruments: [{ identifier: 'Notice 12 of 2026', url: 'https://customs.example/notices/12' }],
    coverage: { effective_on: '2026-12-01', scopes: [{ goods: ['080810'], partners: ['AU'] }], unsourced: true },
    status_changes: [{ status: 'in_force', effective_on: '2026-12-01', unsourced: true }],
  },
  MeasurePatch: { summary: 'A ban on all aquatic products.' },
  NewExporter: { id: 'example-motors', name: 'Example Motors', home: 'CN', aliases: ['Example Motors (Shanghai)'] },
  ExporterPatch: { aliases: ['Example Motors (Shanghai)', 'EM'] },
  NewSource: announcement,
  SourcePatch: { note: 'Read again in 2026.' },
  NewNomenclature: {
    id: 'example-nz-tariff',
    jurisdiction: 'NZ',
    title: 'Tariff of New Zealand, apples and pears',
    revision: 'HS 2022',
    first_on: '2026-01-01',
    complete: false,
    lines: [{ code: '0808.10.00', name: 'Apples, fresh' }, { code: '0808.30.00' }],
  },
  NomenclaturePatch: { last_on: '2026-12-31' },
  NewProduct: { code: '0307.71', revision: 'HS 2022', name: 'Clams, cockles and ark shells, live', words: ['geoduck', 'Panopea'] },
  ProductPatch: { words: ['geoduck', 'Panopea', '象拔蚌'] },
  NewJurisdiction: {
    code: 'SU',
    name: 'Soviet Union',
    kind: 'state',
    aliases: ['USSR'],
    exists_from: '1922-12-30',
    exists_until: '1991-12-26',
  },
  JurisdictionPatch: { aliases: ['Nippon'] },
  NewArea: { code: 'NZ-AUK', name: 'Auckland' },
  AreaPatch: { name: 'Hokkaidō' },
  NewWtoCase: { id: 'DS999', complainant: 'AU', respondent: 'CN', title: 'China — Apples' },
  WtoCasePatch: { url: 'https://www.wto.org/' },
  NewProposal: {
    calls: [
      { method: 'POST', path: '/disputes', body: { id: 'example-pears', title: 'Example: pears', parties: ['AU', 'CN'] } },
      { method: 'PATCH', path: '/measures/cn-jp-aquatic-2025', body: { dispute: 'example-pears' } },
    ],
    note: 'Please look at the title.',
  },
  NewRejection: { reason: 'The source says another day.' },
} as const;
