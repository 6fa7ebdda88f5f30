import * as z from 'zod';
import { invalid } from '../../domain/errors.ts';
import { examine, invalidFor } from '../../things/read.ts';
import { companiesOf, partnerOf, TAKEN_TYPES, whyNotTaken } from './measure-types.ts';
import {
  type DocumentReading,
  dayAfter,
  goodsCode,
  maybeDay,
  maybeText,
  parseJson,
  type ReadingContext,
  Timestamp,
  type ToldLine,
} from './reading.ts';
import { measuresOf, NO_RATES, ratesUnder, type TariffCondition, type TariffLine, unlessOf } from './tariff-lines.ts';

// A commodity as the UK Trade Tariff API answers it (version 2, JSON:API): what applies to one code, by the day of the answer.

const WHAT = 'the answer of the UK Trade Tariff API to /api/v2/commodities/CODE';

const reference = z.looseObject({ id: z.string(), type: z.string() });
const relation = z.looseObject({ data: z.union([reference, z.array(reference), z.null()]).optional() });
const resource = z.looseObject({
  id: z.string(),
  type: z.string(),
  attributes: z.looseObject({}).optional(),
  relationships: z.record(z.string(), relation).optional(),
});
const Answer = z.looseObject({ data: resource, included: z.array(resource) });
type Resource = z.output<typeof resource>;

const CommodityAttributes = z.looseObject({
  goods_nomenclature_item_id: z.string().regex(/^\d{10}$/, 'must be the ten digits of a commodity'),
  description_plain: maybeText,
  description: maybeText,
});
const MeasureAttributes = z.looseObject({
  effective_start_date: Timestamp,
  effective_end_date: maybeDay,
});
const TypeAttributes = z.looseObject({ description: z.string(), measure_type_series_id: maybeText });
const ActAttributes = z.looseObject({
  regulation_code: maybeText,
  regulation_url: maybeText,
  description: maybeText,
  published_date: maybeDay,
});
const CodeAttributes = z.looseObject({ code: z.string(), description: maybeText });
const DutyAttributes = z.looseObject({ base: maybeText });
const ConditionAttributes = z.looseObject({
  action: maybeText,
  action_code: maybeText,
  condition: maybeText,
  document_code: maybeText,
  requirement: maybeText,
  certificate_description: maybeText,
  duty_expression: maybeText,
});
type Condition = z.output<typeof ConditionAttributes>;

/** From here on the United Kingdom has a tariff of its own. What its tariff told of the time before was the EU's. */
const OWN_TARIFF = '2021-01-01';

/** The resources of an answer, as they name each other. */
class Resources {
  readonly #byKey: ReadonlyMap<string, Resource>;

  constructor(included: readonly Resource[]) {
    this.#byKey = new Map(included.map((one) => [`${one.type} ${one.id}`, one]));
  }

  /** What a resource names under this name. Throws `invalid` for what the answer names and does not hold. */
  of({ relationships }: Resource, name: string): Resource[] {
    const data = relationships?.[name]?.data ?? [];
    return [data].flat().map(({ type, id }) => {
      const one = this.#byKey.get(`${type} ${id}`);
      if (one === undefined) throw invalid('', `the answer is not whole: it refers to ${type} ${id}, which is not in it`);
      return one;
    });
  }

  /** The same of what names one at most: also the bare id, where the answer holds no more of it. */
  idOf({ relationships }: Resource, name: string): string | null {
    const data = relationships?.[name]?.data;
    return data && !Array.isArray(data) ? data.id : null;
  }
}

function attributesOf<Schema extends z.ZodType>(schema: Schema, { type, id, attributes }: Resource): z.output<Schema> {
  const checked = examine(schema, attributes ?? {});
  if (checked.ok) return checked.data;
  throw invalidFor(checked.problems.map(({ path, message }) => ({ path: `${type} ${id}: ${path}`, message })));
}

/** Reads an answer. Throws `invalid` for what is none, naming what in it is not as the API has it. */
export function readUkTariff(bytes: Uint8Array, { sha256, day, address }: ReadingContext): DocumentReading {
  const checked = examine(Answer, parseJson(bytes, WHAT));
  if (!checked.ok)
    throw invalid(
      '',
      `this is not the answer for a commodity (${checked.problems[0]?.path}: ${checked.problems[0]?.message}): give ${WHAT}`,
    );
  const { data: commodity, included } = checked.data;
  if (commodity.type !== 'commodity')
    throw invalid('', `this is the answer for a ${commodity.type}, not for a commodity: give ${WHAT}, with its ten digits`);
  const about = attributesOf(CommodityAttributes, commodity);
  const code = about.goods_nomenclature_item_id;
  const resources = new Resources(included);
  const notTaken: string[] = [];
  // What is for imports and exports stands in both lists.
  const measures = new Set(['import_measures', 'export_measures'].flatMap((list) => resources.of(commodity, list)));
  const lines = [...measures].flatMap((measure) => readMeasure(measure, { resources, code, notTaken }));
  const name = descriptionOf(commodity, resources);
  return {
    about: `UK commodity ${code}`,
    document: {
      id: `uk-tariff-${code}-${sha256.slice(0, 10)}`,
      publisher: 'HM Revenue and Customs',
      title: `UK Integrated Online Tariff, commodity ${code}: ${name}`.slice(0, 500),
      url: `https://www.trade-tariff.service.gov.uk/commodities/${code}`,
      kind: 'official',
      form: 'official_copy',
      looked_at_on: day,
      read_as: `the answer of ${address === null ? 'the API, as a file' : address}, SHA-256 ${sha256}`,
    },
    sources: [],
    measures: measuresOf(lines, 'GB', notTaken, ({ taken, act }) => ({
      title: `${taken.title} of the United Kingdom: ${taken.type === 'mfn' ? '' : `${name}, `}${act.identifier}`.slice(0, 300),
      summary: `As the UK tariff tells it, code by code: "${taken.title}" by ${act.identifier}. Further codes come with the answers for them.`,
    })),
    notTaken,
    concerns: [],
  };
}

/** The goods in words: those of the heading, and what the code itself says where that is more than "Other". */
function descriptionOf(commodity: Resource, resources: Resources): string {
  const text = (one: Resource): string => String(one.attributes?.description_plain ?? one.attributes?.description ?? '').trim();
  const [heading, own] = [resources.of(commodity, 'heading')[0], text(commodity)];
  const words = [heading ? text(heading) : '', ...resources.of(commodity, 'ancestors').map(text), own];
  return [...new Set(words.filter((one) => one !== '' && one !== 'Other'))].join(': ') || own;
}

interface Context {
  resources: Resources;
  code: string;
  notTaken: string[];
}

function readMeasure(measure: Resource, { resources, code, notTaken }: Context): TariffLine[] {
  const typeId = resources.idOf(measure, 'measure_type') ?? '';
  const [type] = resources.of(measure, 'measure_type').map((one) => attributesOf(TypeAttributes, one));
  const areaId = resources.idOf(measure, 'geographical_area') ?? '';
  const days = attributesOf(MeasureAttributes, measure);
  const until = days.effective_end_date ? dayAfter(days.effective_end_date) : null;
  const told = `measure ${measure.id}, ${type?.description ?? 'of an unknown type'} (${typeId}) for ${areaId === '1011' ? 'all origins' : areaId}`;
  const leave = (why: string): TariffLine[] => {
    notTaken.push(`${told}: ${why}`);
    return [];
  };
  const taken = TAKEN_TYPES[typeId];
  if (!taken) return leave(whyNotTaken(typeId, type?.measure_type_series_id ?? undefined));
  if (until !== null && until <= OWN_TARIFF)
    return leave(`it ended by ${days.effective_end_date}, when the tariff was the EU's: it is no measure of the United Kingdom`);
  if (resources.idOf(measure, 'order_number') !== null) return leave('it holds within a quota: record the quota by hand');
  const [actResource] = resources.of(measure, 'legal_acts');
  if (!actResource) return leave('it names no legal act, by which it would be told from others');
  const act = attributesOf(ActAttributes, actResource);
  const where = areaOf(measure, areaId, resources);
  if (where === null) return leave(`its area ${areaId} is a group whose members the answer does not name`);
  const conditions = resources.of(measure, 'measure_conditions').map((one) => conditionOf(attributesOf(ConditionAttributes, one)));
  const { rates, unread } = taken.kind === 'tariff' ? ratesUnder(baseOf(measure, resources), conditions) : NO_RATES;
  for (const text of unread) notTaken.push(`${told}: what is paid is not read: ${text}`);
  if (taken.kind === 'tariff' && rates === null && unread.length === 0) notTaken.push(`${told}: what is paid: the answer names no duty`);
  const [additional] = resources.of(measure, 'additional_code').map((one) => attributesOf(CodeAttributes, one));
  const from = days.effective_start_date < OWN_TARIFF ? OWN_TARIFF : days.effective_start_date;
  const published = act.published_date ?? null;
  return [
    {
      taken,
      actId: actResource.id,
      act: {
        identifier: [act.regulation_code || actResource.id, act.description].filter(Boolean).join(', '),
        number: act.regulation_code || actResource.id,
        url: /^https?:\/\/\S+$/.test(act.regulation_url ?? '') ? (act.regulation_url as string) : null,
      },
      announced_on: published !== null && published <= from ? published : null,
      unread: rates === null && unread.length > 0,
      line: {
        goods: [goodsCode(code)],
        ...where,
        companies: additional ? companiesOf(additional.code, additional.description ?? null, 'UK tariff') : null,
        condition: taken.kind === 'ban' ? unlessOf(conditions) : null,
        from,
        until,
        rates,
      },
    },
  ];
}

/** The partners of a measure; null for a group without members. */
function areaOf(
  measure: Resource,
  areaId: string,
  resources: Resources,
): Pick<ToldLine, 'partners' | 'excluded' | 'partnersUnknown'> | null {
  const left = resources.of(measure, 'excluded_countries').map(({ id }) => partnerOf(id));
  const excluded = left.filter((code) => code !== null);
  const one = partnerOf(areaId);
  if (one !== null) return { partners: [one], excluded, partnersUnknown: left.includes(null) };
  const [group] = resources.of(measure, 'geographical_area');
  const members = (group ? resources.of(group, 'children_geographical_areas') : [])
    .flatMap(({ id }) => partnerOf(id) ?? [])
    .filter((partner) => partner !== '*' && !excluded.includes(partner));
  return members.length === 0 ? null : { partners: [...new Set(members)].sort(), excluded: [], partnersUnknown: false };
}

function baseOf(measure: Resource, resources: Resources): string {
  const [duty] = resources.of(measure, 'duty_expression').map((one) => attributesOf(DutyAttributes, one));
  return duty?.base?.trim() ?? '';
}

/** A condition as both tariffs have it. */
const conditionOf = ({
  action,
  action_code,
  condition,
  document_code,
  requirement,
  certificate_description,
  duty_expression,
}: Condition): TariffCondition => ({
  action: action_code ?? '',
  document: document_code ?? '',
  says: withoutTags(certificate_description || requirement || condition || ''),
  amount: withoutTags(duty_expression ?? ''),
  told: `condition "${condition ?? ''}", action "${action ?? action_code ?? ''}"`,
});

const withoutTags = (text: string): string =>
  text
    .replace(/<[^>]+>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
