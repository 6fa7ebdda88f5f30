import type { Dataset } from '../../src/dataset/read.ts';
import type { MeasureFile } from '../../src/dataset/schema.ts';
import { addDays } from '../../src/domain/dates.ts';
import { type Facts, type FactsClaim, type FactsMeasure, WTO_STAGES } from './facts.ts';
import { cited, type Ledger, type Told, told } from './ledger.ts';
import type { Fault, Tally } from './tally.ts';

const METHODS: Readonly<Record<string, string>> = {
  'negotiated settlement': 'negotiated_settlement',
  'WTO mutually agreed solution': 'mutually_agreed_solution',
  'unilateral withdrawal': 'unilateral_withdrawal',
  'WTO panel': 'panel_ruling',
  'court ruling': 'court_ruling',
  expiry: 'expiry',
  'price undertaking': 'price_undertaking',
};
/** By what facts say of the collection, or by the stage of the rate; the rest is collected in full. */
const COLLECTIONS: Readonly<Record<string, string>> = {
  provisional: 'guarantee',
  deposit: 'guarantee',
  guarantee: 'guarantee',
  'only if undertaking not respected': 'if_undertaking_broken',
  false: 'none',
};
const READ_AS: Readonly<Record<string, string>> = {
  page: 'excerpt of the page read',
  doc: 'repository file or excerpt read',
  listed: 'address seen in a stored file; page not read',
  file: 'file',
};
/** How a relation is said here: on the measure itself, or on the other one, which says the inverse. */
const RELATIONS: Readonly<Record<string, { here: string[]; there: string[] }>> = {
  'retaliates-for': { here: ['retaliates_against'], there: [] },
  'retaliated-by': { here: ['related_to'], there: ['retaliates_against'] },
  replaces: { here: ['replaces'], there: [] },
  'replaced-by': { here: ['related_to'], there: ['replaces'] },
  'followed-by': { here: ['related_to'], there: ['follows'] },
  extends: { here: ['extends'], there: [] },
  'extended-by': { here: ['related_to'], there: ['extends'] },
  're-imposes': { here: ['follows', 'replaces'], there: [] },
  're-imposed-by': { here: ['related_to'], there: ['follows', 'replaces'] },
  companion: { here: ['companion_of'], there: ['companion_of'] },
  amends: { here: ['amends'], there: [] },
  related: { here: ['related_to'], there: ['related_to'] },
};

const plain = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim();
const wordsOf = (text: string): Set<string> =>
  new Set(
    plain(text)
      .match(/[a-z]{4,}|\d+/g)
      ?.map((word) => word.slice(0, 5)),
  );
/** Does the text carry most words of what it should say? Wording is free, names and numbers are not. */
function carries(text: string, meaning: string): boolean {
  const wanted = [...wordsOf(meaning)];
  const has = wordsOf(text);
  return wanted.filter((word) => has.has(word)).length >= wanted.length * 0.6;
}
const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const inWords = (date: string): string => `${MONTHS[Number(date.slice(5, 7)) - 1] ?? ''} ${date.slice(0, 4)}`;
const differs = (field: string, here: unknown, facts: unknown): Fault[] =>
  (here ?? null) === (facts ?? null) ? [] : [[field, `is ${JSON.stringify(here ?? null)}, facts say ${JSON.stringify(facts ?? null)}`]];
const sourceFaults = (facts: readonly string[], here: ReadonlySet<string>): Fault[] => {
  const missing = facts.filter((source) => !here.has(source));
  return missing.length === 0 ? [] : [['sources', `does not cite ${missing.join(', ')}`]];
};
const claimFaults = (fact: FactsClaim, entry: Pick<Told, 'confidence' | 'doubts' | 'sources'>): Fault[] => [
  ...sourceFaults(fact.sources, entry.sources),
  ...differs('confidence', entry.confidence, fact.confidence),
  ...(fact.uncertain && !entry.doubts.some((doubt) => carries(doubt, fact.why ?? ''))
    ? ([['doubt', `not said: ${fact.why}`]] as Fault[])
    : []),
];
/** The candidate with the fewest faults; `none` if there is no candidate. */
function best(candidates: readonly { id: string; faults: Fault[] }[], none: Fault): Fault[] {
  const closest = [...candidates].sort((a, b) => a.faults.length - b.faults.length)[0];
  return closest ? closest.faults.map(([field, text]): Fault => [field, `${closest.id}: ${text}`]) : [none];
}

export function checkDisputes(facts: Facts, ledger: Ledger, tally: Tally): void {
  for (const fact of facts.disputes) {
    const file = ledger.disputes.get(fact.id);
    const here = file?.dispute;
    const faults: Fault[] = here
      ? [
          ...differs('title', here.title, fact.title),
          ...differs('tier', here.tier, fact.tier),
          ...differs('parties', [...here.parties].sort().join(' '), [...fact.parties].sort().join(' ')),
          ...(carries(here.summary, fact.summary) ? [] : ([['summary', 'says something else']] as Fault[])),
          ...fact.measures.filter((id) => ledger.fileOf.get(id) !== file).map((id): Fault => ['measures', `lacks ${id}`]),
        ]
      : [['file', 'no such dispute']];
    tally.check('dispute', fact.id, '', faults);
  }
}

export function checkMeasure(fact: FactsMeasure, ledger: Ledger, tally: Tally): void {
  const here = ledger.measures.get(fact.id);
  const about = here ? ledger.about(here) : [];
  const scopes = here ? ledger.scopesOf(here) : [];
  const goods = scopes.flatMap((scope) => scope.goods);
  const partners = scopes.flatMap((scope) => scope.partners);
  // What facts say in notes may stand in any words of the measure; what they say of goods, in any words of its coverage.
  const words = (text: string): boolean => carries(JSON.stringify(here ?? {}), text);
  const covered = JSON.stringify(here?.coverage ?? []);

  tally.check('measure', fact.id, '', [
    ...differs('id', here?.id, fact.id),
    ...differs('title', here?.title, fact.title),
    ...differs('kind', here?.kind, fact.kind),
    ...differs('imposed_by', here?.imposed_by, fact.imposed_by),
    ...differs('direction', here?.direction, fact.direction),
    ...(fact.sub_type.includes('informal') ? differs('formality', here?.formality, 'informal') : []),
    ...[fact.note, fact.affected_note]
      .filter((note) => note !== undefined && !words(note))
      .map((note): Fault => ['note', `not said: ${note}`]),
  ]);
  for (const code of fact.affected)
    tally.check(
      'affected',
      fact.id,
      code,
      partners.some((one) => one === code || one.startsWith(`${code}-`)) ? [] : [['partners', 'not covered']],
    );
  for (const product of fact.products) {
    const named = goods.some((one) => plain(one.name ?? '') === plain(product.name)) || carries(covered, product.name);
    const noted = product.note === undefined || words(product.note);
    tally.check('product', fact.id, product.name, [
      ...(named ? [] : ([['name', 'not among the goods covered']] as Fault[])),
      ...(noted ? [] : ([['note', `not said: ${product.note}`]] as Fault[])),
    ]);
    for (const code of product.hs) {
      const digits = code.replaceAll('.', '');
      const items = goods.filter((one) => one.codes.some((other) => other.replace('ex ', '') === digits));
      const trusted = items.some((one) => one.confidence === product.hs_confidence);
      tally.check(
        'hs',
        fact.id,
        code,
        items.length === 0 ? [['code', 'not covered']] : trusted ? [] : [['confidence', `is not ${product.hs_confidence}`]],
      );
    }
  }
  for (const instrument of fact.legal_instruments) {
    const match = here?.legal_instruments.find((one) => one.identifier === instrument.identifier);
    const faults: Fault[] = match
      ? [...differs('url', match.url, instrument.url), ...differs('confidence', match.confidence, instrument.confidence)]
      : [['identifier', 'not found']];
    tally.check('instrument', fact.id, instrument.identifier, faults);
  }
  if (fact.adds_to) {
    const base = here?.kind === 'tariff' ? here.adds_to : undefined;
    tally.check('base', fact.id, '', [
      ...(carries(base?.description ?? '', fact.adds_to.description)
        ? []
        : ([['description', `not said: ${fact.adds_to.description}`]] as Fault[])),
      ...differs('confidence', base?.confidence, fact.adds_to.confidence),
    ]);
  }
  checkEvents(fact, about, tally);
  checkRates(fact, here, tally);
  checkResolutions(fact, ledger, tally);
  checkLinks(fact, here, ledger, tally);
  checkWto(fact, here, ledger, tally);
  checkQuotas(fact, here, tally);
  checkEnds(fact, here, tally);
}

function checkEvents(fact: FactsMeasure, about: readonly Told[], tally: Tally): void {
  for (const event of fact.status_history) {
    const fits = (entry: Told): boolean =>
      (!event.announced_on || entry.announced.includes(event.announced_on)) &&
      (!event.effective_on || entry.effective.includes(event.effective_on));
    const candidates = about.filter(fits).map((entry) => ({ id: entry.id, faults: claimFaults(event, entry) }));
    const none: Fault = [
      'entry',
      `none announced ${event.announced_on ?? '(any)'}, effective ${event.effective_on ?? '(any)'}: ${event.what}`,
    ];
    tally.check('event', fact.id, `${event.announced_on ?? event.effective_on} ${event.status}`, best(candidates, none));
  }
}

/** A last day in the facts is an `until_on` here, or the first day of what followed. */
function checkEnds(fact: FactsMeasure, here: MeasureFile | undefined, tally: Tally): void {
  const entries = here ? [...here.status_changes, ...here.coverage, ...(here.kind === 'tariff' ? here.rate_tables : [])] : [];
  for (const event of fact.status_history) {
    if (event.effective_until === undefined) continue;
    const days = [event.effective_until, addDays(event.effective_until, 1)];
    const found = entries.some((entry) => days.includes(entry.until_on ?? '') || days.includes(entry.effective_on));
    tally.check(
      'end',
      fact.id,
      `${event.effective_until} ${event.status}`,
      found ? [] : [['until_on', `nothing ends on ${days.join(' or ')}`]],
    );
  }
}

function checkRates(fact: FactsMeasure, here: MeasureFile | undefined, tally: Tally): void {
  const tables = here?.kind === 'tariff' ? here.rate_tables : [];
  for (const rate of fact.rates) {
    const says = ({ expression, range }: (typeof tables)[number]['rates'][number]): boolean =>
      rate.rate_pct === undefined
        ? Number(range?.min_pct) === rate.rate_min_pct && Number(range?.max_pct) === rate.rate_max_pct
        : [...(expression ?? '').matchAll(/([\d.]+)\s*%/g)].some((match) => Number(match[1]) === rate.rate_pct) ||
          (rate.rate_pct === 0 && expression === 'free');
    const floor = rate.minimum?.replaceAll(',', '').match(/\d+/)?.[0];
    const candidates = tables
      .filter((table) => !rate.effective_from || table.effective_on === rate.effective_from)
      .flatMap((table) =>
        table.rates.filter(says).map((one) => ({
          id: table.id,
          faults: [
            ...claimFaults(rate, {
              confidence: one.confidence ?? table.confidence,
              doubts: [one.doubt ?? '', table.doubt ?? ''].filter((doubt) => doubt !== ''),
              sources: new Set(cited(table)),
            }),
            ...differs('collection', one.collection, COLLECTIONS[String(rate.collected ?? rate.stage)] ?? 'full'),
            ...(floor === undefined || (one.expression?.includes(`MIN ${floor}`) ?? false)
              ? []
              : ([['minimum', `lacks MIN ${floor}`]] as Fault[])),
          ],
        })),
      );
    const number = rate.rate_pct === undefined ? `${rate.rate_min_pct}-${rate.rate_max_pct}` : String(rate.rate_pct);
    tally.check(
      'rate',
      fact.id,
      `${rate.effective_from ?? 'undated'} ${number} ${rate.applies_to}`,
      best(candidates, ['table', 'no such rate in a table of that first day']),
    );
  }
}

function checkResolutions(fact: FactsMeasure, ledger: Ledger, tally: Tally): void {
  for (const resolution of fact.resolution) {
    const candidates = ledger
      .resolutionsOf(fact.id)
      .filter((one) => one.method === METHODS[resolution.type] && (one.agreed_on ?? null) === (resolution.agreed_on ?? null))
      .map((one) => {
        const steps = ledger.stepsOf(one, fact.id);
        const outcomes = one.outcomes.filter((outcome) => outcome.measure === fact.id);
        const whole = told(one);
        const dated = !resolution.effective_on || steps.some((step) => step.effective_on === resolution.effective_on);
        const partial = outcomes.some((outcome) => ['partially_lifted', 'suspended', 'rate'].includes(outcome.reaches));
        return {
          id: one.id,
          faults: [
            ...claimFaults(resolution, { ...whole, doubts: [...whole.doubts, ...steps.flatMap((step) => told(step).doubts)] }),
            ...(dated ? [] : ([['effective_on', `no implementation on ${resolution.effective_on}`]] as Fault[])),
            ...(resolution.partial && !partial ? ([['partial', 'reaches the whole measure']] as Fault[]) : []),
          ],
        };
      });
    tally.check(
      'resolution',
      fact.id,
      `${resolution.agreed_on ?? 'undated'} ${resolution.type}`,
      best(candidates, ['entry', 'no resolution of that method and day names the measure']),
    );
  }
}

function checkLinks(fact: FactsMeasure, here: MeasureFile | undefined, ledger: Ledger, tally: Tally): void {
  for (const link of fact.links) {
    const note = link.note ?? '';
    let found: boolean;
    if (link.measure === null) {
      const said = [
        ...(here?.links.filter((one) => one.to === undefined) ?? []),
        ...(here?.milestones ?? []),
        ...(ledger.fileOf.get(fact.id)?.milestones ?? []),
      ];
      found = said.some((one) => carries(told(one).words, note));
    } else {
      const { here: types, there: inverse } = RELATIONS[link.relation] ?? { here: [], there: [] };
      const own = here?.links.filter((one) => one.to === link.measure && types.includes(one.type)) ?? [];
      const mirror = ledger.measures.get(link.measure)?.links.filter((one) => one.to === fact.id && inverse.includes(one.type)) ?? [];
      found = [...own, ...mirror].some((one) => carries(one.note ?? '', note));
    }
    tally.check(
      'link',
      fact.id,
      `${link.relation} ${link.measure ?? note}`,
      found ? [] : [['entry', `not found${note === '' ? '' : ` with the note "${note}"`}`]],
    );
  }
}

function checkWto(fact: FactsMeasure, here: MeasureFile | undefined, ledger: Ledger, tally: Tally): void {
  for (const wto of fact.wto) {
    const found = ledger.cases.get(wto.ds);
    const links = here?.links.filter((link) => link.type === 'challenged_in' && link.to === wto.ds).map(told) ?? [];
    const text = found?.milestones.map((one) => `${inWords(one.happened_on)} ${one.stage} ${told(one).words}`).join(' ') ?? '';
    tally.check('wto', fact.id, wto.ds, [
      ...differs('complainant', found?.complainant, wto.complainant),
      ...differs('respondent', found?.respondent, fact.imposed_by),
      ...differs('url', found?.url, wto.url),
      ...best(
        links.map((link) => ({ id: link.id, faults: claimFaults(wto, link) })),
        ['link', 'the measure is not linked to the case'],
      ),
      ...(carries(text, wto.outcome ?? '') ? [] : ([['outcome', `not said: ${wto.outcome}`]] as Fault[])),
    ]);
    for (const stage of WTO_STAGES) {
      const day = wto[stage];
      if (day === undefined) continue;
      const milestone = found?.milestones.find((one) => one.stage === stage && one.happened_on === day);
      const faults = milestone
        ? differs('confidence', milestone.confidence, wto.confidence)
        : ([['milestone', `none on ${day}`]] as Fault[]);
      tally.check('stage', fact.id, `${wto.ds} ${stage}`, faults);
    }
  }
}

function checkQuotas(fact: FactsMeasure, here: MeasureFile | undefined, tally: Tally): void {
  for (const quota of fact.quotas) {
    const period = String(quota.period);
    const partner = /^[A-Z]{2}$/.test(quota.applies_to) ? quota.applies_to : null;
    const candidates = (here?.quotas ?? [])
      .filter((one) => one.period === period || `${one.starts_on}/${one.ends_on}` === period)
      .filter((one) => (partner === null ? one.scope.partners.length !== 1 : one.scope.partners.includes(partner)))
      .map((one) => ({
        id: one.id,
        faults: [
          ...differs('quantity', one.quantity === undefined ? null : Number(one.quantity), quota.quantity),
          ...differs('unit', one.unit, quota.unit),
          ...claimFaults(quota, told(one)),
          ...(carries(one.note ?? '', quota.note ?? '') ? [] : ([['note', `not said: ${quota.note}`]] as Fault[])),
        ],
      }));
    tally.check('quota', fact.id, `${period} ${quota.applies_to}`, best(candidates, ['entry', 'not found']));
  }
}

export function checkSources(facts: Facts, sources: Dataset['sources'], tally: Tally): void {
  const known = new Map(sources.map((source) => [source.id, source]));
  for (const fact of facts.sources) {
    const here = known.get(fact.id);
    tally.check('source', fact.id, '', [
      ...differs('id', here?.id, fact.id),
      ...differs('publisher', here?.publisher, fact.publisher),
      ...differs('title', here?.title, fact.title),
      ...differs('url', here?.url, fact.url),
      ...differs('published_on', here?.published_on, fact.published_on),
      ...differs('read_as', here?.read_as, READ_AS[fact.how]),
      ...differs('note', here?.note, fact.note),
    ]);
  }
}
