import { type Day, dayProblem } from '../../domain/dates.ts';
import { normaliseDuty } from '../../domain/duty/expression.ts';
import { invalid, TrackerError } from '../../domain/errors.ts';
import { groupBy } from '../../domain/group.ts';
import { companiesOf, partnerOf, TAKEN_TYPES, type TakenType, whyNotTaken } from './measure-types.ts';
import {
  dayAfter,
  goodsCode,
  historyOf,
  joinGoods,
  type Reading,
  type ReadingContext,
  slugOf,
  type ToldLine,
  type ToldMeasure,
  type ToldRate,
} from './reading.ts';
import { readTaricMessage, type TaricRecord, type UpdateType } from './taric-records.ts';

// A TARIC3 message: what changed in a tariff. Only what it says itself is taken; it refers to much that earlier messages said.

/** What of a message is read, by the name of the thing. */
type Fields = Readonly<Record<string, string>>;

/** A measure of a message, as its last record says, with what hangs on it. */
interface TaricMeasure {
  fields: Fields;
  /** What the records of this message did to it, in their order. */
  done: UpdateType[];
}

/** Reads a message of the tariff of the EU, or of the jurisdiction named. Throws `invalid` for what is no TARIC3 message. */
export async function readTaric(bytes: Uint8Array, { sha256, day, address }: ReadingContext, imposedBy = 'EU'): Promise<Reading> {
  const { records, unread } = await readTaricMessage(bytes);
  const things = new Things(records);
  const notTaken = [...unread, ...things.others];
  const lines = [...things.measures].flatMap(([sid, measure]) => lineOf(sid, measure, { things, imposedBy, notTaken }));
  const [first] = records;
  return {
    about: `TARIC message ${sha256.slice(0, 10)}`,
    document: {
      id: `taric-${sha256.slice(0, 10)}`,
      publisher: imposedBy === 'EU' ? 'European Commission' : `Customs tariff of ${imposedBy}`,
      title: `TARIC3 message, ${records.length} ${records.length === 1 ? 'record' : 'records'}${first ? ` from transaction ${first.transaction}` : ''}`,
      kind: 'official',
      form: 'official_copy',
      looked_at_on: day,
      read_as: `${address === null ? 'the message, as a file' : `the message from ${address}`}, SHA-256 ${sha256}`,
    },
    sources: [],
    measures: [...groupBy(lines, ({ id }) => id)].map(([id, own]) => measureOf(id, own, imposedBy)),
    notTaken,
    concerns: [],
  };
}

/** The things that are read, as the last record of the message says each. */
class Things {
  readonly measures = new Map<string, TaricMeasure>();
  readonly components = new Map<string, Fields[]>();
  readonly conditions = new Map<string, Fields[]>();
  readonly conditionComponents = new Map<string, Fields[]>();
  readonly excluded = new Map<string, Fields[]>();
  readonly codeNames = new Map<string, string>();
  readonly regulations = new Map<string, Fields>();
  /** What was not read, in words. */
  readonly others: string[] = [];

  constructor(records: readonly TaricRecord[]) {
    const counts = new Map<string, number>();
    for (const record of records)
      if (!this.#take(record)) {
        const what = `${record.thing.replaceAll('.', ' ')} (${record.code}), ${record.does}`;
        counts.set(what, (counts.get(what) ?? 0) + 1);
      }
    for (const [what, count] of counts)
      this.others.push(`${count} × ${what}: not read, as it says neither what is covered nor what is paid`);
    const parts = [
      ['measure component', this.components],
      ['measure condition', this.conditions],
      ['excluded area', this.excluded],
    ] as const;
    for (const [what, held] of parts)
      for (const sid of held.keys())
        if (!this.measures.has(sid))
          this.others.push(`${what} of measure ${sid}: the measure itself is not in this message, so nobody can say here what it is about`);
  }

  /** Keeps what a record says; false for a thing that is not read. */
  #take({ thing, does, fields }: TaricRecord): boolean {
    const sid = fields['measure.sid'] ?? '';
    switch (thing) {
      case 'measure': {
        const before = this.measures.get(sid);
        this.measures.set(sid, { fields, done: [...(before?.done ?? []), does] });
        return true;
      }
      case 'measure.component':
        return hold(this.components, sid, 'duty.expression.id', does, fields);
      case 'measure.condition':
        return hold(this.conditions, sid, 'measure.condition.sid', does, fields);
      case 'measure.condition.component':
        return hold(this.conditionComponents, fields['measure.condition.sid'] ?? '', 'duty.expression.id', does, fields);
      case 'measure.excluded.geographical.area':
        return hold(this.excluded, sid, 'excluded.geographical.area', does, fields);
      case 'additional.code.description':
        if (does !== 'delete' && (fields['language.id'] ?? 'EN') === 'EN')
          this.codeNames.set(`${fields['additional.code.type.id'] ?? ''}${fields['additional.code'] ?? ''}`, fields.description ?? '');
        return true;
      case 'base.regulation':
      case 'modification.regulation':
        if (does !== 'delete') this.regulations.set(fields[`${thing}.id`] ?? '', fields);
        return true;
      default:
        return false;
    }
  }
}

/** Keeps one of several parts of a thing, which a key tells apart. */
function hold(held: Map<string, Fields[]>, of: string, key: string, does: UpdateType, fields: Fields): true {
  const others = (held.get(of) ?? []).filter((one) => one[key] !== fields[key]);
  held.set(of, does === 'delete' ? others : [...others, fields]);
  return true;
}

interface Context {
  things: Things;
  imposedBy: string;
  notTaken: string[];
}

interface ReadLine {
  id: string;
  taken: TakenType;
  act: NonNullable<ToldMeasure['act']>;
  announced_on: Day | null;
  destroyed: boolean;
  restated: boolean;
  line: ToldLine;
}

function lineOf(sid: string, { fields, done }: TaricMeasure, { things, imposedBy, notTaken }: Context): ReadLine[] {
  const [type, area, item] = [fields['measure.type'] ?? '', fields['geographical.area'] ?? '', fields['goods.nomenclature.item.id'] ?? ''];
  const [start, end] = [fields['validity.start.date'] ?? '', fields['validity.end.date'] ?? null];
  const taken = TAKEN_TYPES[type];
  const told = `measure ${sid}, ${taken ? `${taken.title} (${type})` : `type ${type}`} for ${area === '1011' ? 'all origins' : area}, ${item}`;
  const leave = (why: string): ReadLine[] => {
    notTaken.push(`${told}: ${why}`);
    return [];
  };
  if (!taken) return leave(whyNotTaken(type));
  const destroyed = done.at(-1) === 'delete';
  if (destroyed && done[0] === 'create') return leave('the message creates it and deletes it again, so nothing is left of it');
  const wrong = [start, end ?? start].find((day) => dayProblem(day) !== null);
  if (wrong !== undefined) return leave(`"${wrong}" is no day, YYYY-MM-DD`);
  if (end !== null && end < start) return leave(`it ends on ${end}, before it begins on ${start}`);
  if (!/^\d{10}$/.test(item)) return leave(item === '' ? 'it names no goods by code' : `"${item}" is no code of ten digits`);
  if (fields.ordernumber !== undefined) return leave(`it holds within the quota ${fields.ordernumber}: record the quota by hand`);
  const regulation = fields['measure.generating.regulation.id'] ?? '';
  if (regulation === '') return leave('it names no regulation, by which it would be told from others');
  const partner = partnerOf(area);
  const excluded = (things.excluded.get(sid) ?? []).flatMap((one) => partnerOf(one['excluded.geographical.area'] ?? '') ?? []);
  const code = [fields['additional.code.type'], fields['additional.code']].filter(Boolean).join('');
  const { rates, unread } = taken.kind === 'tariff' ? ratesOf(sid, things) : { rates: null, unread: [] };
  for (const text of unread) notTaken.push(`${told}: what is paid is not read: ${text}`);
  if (taken.kind === 'tariff' && rates === null && unread.length === 0 && !destroyed)
    notTaken.push(`${told}: what is paid is not in this message (it has no component of the measure)`);
  if (partner === null) notTaken.push(`${told}: ${area} is a group, whose members are not in a message: whom it meets is unclear`);
  return [
    {
      id: `${imposedBy.toLowerCase()}-${slugOf(taken.type)}-${taken.status === 'provisional' ? 'provisional-' : ''}${slugOf(regulation)}`,
      taken,
      ...actOf(regulation, things, start),
      destroyed,
      restated: done.includes('update'),
      line: {
        goods: [goodsCode(item)],
        partners: [partner ?? '*'],
        excluded,
        partnersUnknown: partner === null,
        companies: code === '' ? null : companiesOf(code, things.codeNames.get(code) ?? null, 'TARIC'),
        condition: taken.kind === 'ban' ? unlessOf(things.conditions.get(sid) ?? []) : null,
        from: start,
        until: end === null ? null : dayAfter(end),
        rates,
      },
    },
  ];
}

const KINDS: Readonly<Record<string, string>> = { R: 'Regulation', D: 'Decision', C: 'Act' };

/** The act behind a regulation's id: R2427540 is Regulation 2024/2754. */
function actOf(id: string, { regulations }: Things, start: Day): Pick<ReadLine, 'act' | 'announced_on'> {
  const [, letter = '', yy = '', serial = ''] = /^([A-Z])(\d{2})(\d{4})\d$/.exec(id) ?? [];
  const year = Number(yy) >= 50 ? `19${yy}` : `20${yy}`;
  // Since 2015 the year stands first; before, regulations had the number first.
  const number = serial === '' ? null : Number(year) >= 2015 || letter === 'D' ? `${year}/${Number(serial)}` : `${Number(serial)}/${year}`;
  const {
    'published.date': published = '',
    'officialjournal.number': journal,
    'officialjournal.page': page,
    'information.text': text,
  } = regulations.get(id) ?? {};
  const words = [
    number === null ? id : `${KINDS[letter] ?? 'Act'} ${number} (${id})`,
    text,
    journal && `OJ ${journal}${page ? `, page ${page}` : ''}`,
  ];
  return {
    act: { identifier: words.filter(Boolean).join(', '), number, url: null },
    announced_on: dayProblem(published) === null && published <= start ? published : null,
  };
}

/** How components follow each other in a duty, by the number of their expression. */
const BEFORE: Readonly<Record<string, string>> = {
  '01': '',
  '02': '-',
  '04': '+',
  '15': 'MIN',
  '17': 'MAX',
  '19': '+',
  '20': '+',
  '35': 'MAX',
  '36': '-',
};
const NOTHING = '37';

/** The duty that components are together. Throws `invalid` for one that is none of this ledger. */
function dutyOf(components: readonly Fields[]): string {
  const inOrder = [...components].sort((a, b) => ((a['duty.expression.id'] ?? '') < (b['duty.expression.id'] ?? '') ? -1 : 1));
  const parts = inOrder.map((one) => {
    const expression = one['duty.expression.id'] ?? '';
    if (expression === NOTHING) return 'NIHIL';
    const before = BEFORE[expression];
    if (before === undefined) throw invalid('', `duty expression ${expression} is worked out from the goods, and not read`);
    const unit = [one['measurement.unit.code'], one['measurement.unit.qualifier.code']].filter(Boolean).join('/');
    const money = one['monetary.unit.code'];
    const amount = `${one['duty.amount'] ?? ''} ${money === undefined ? '%' : unit === '' ? money : `${money}/${unit}`}`;
    return [before, amount].filter(Boolean).join(' ');
  });
  return normaliseDuty(parts.join(' '));
}

/** What is paid for a measure, by itself and under conditions; null if the message does not say. */
function ratesOf(sid: string, { components, conditions, conditionComponents }: Things): { rates: ToldRate[] | null; unread: string[] } {
  const rates: ToldRate[] = [];
  const unread: string[] = [];
  const add = (parts: readonly Fields[], under: Pick<ToldRate, 'condition' | 'condition_id'>): void => {
    try {
      rates.push({ expression: parts.length === 0 ? 'free' : dutyOf(parts), ...under });
    } catch (error) {
      if (!(error instanceof TrackerError)) throw error;
      unread.push(error.message);
    }
  };
  const own = components.get(sid) ?? [];
  for (const condition of conditions.get(sid) ?? []) {
    const certificate = [condition['certificate.type.code'], condition['certificate.code']].filter(Boolean).join('');
    const under =
      certificate === ''
        ? {}
        : { condition: `document ${certificate} is presented`, condition_id: `document_${certificate.toLowerCase()}` };
    const [action, amount] = [condition['action.code'] ?? '', conditionComponents.get(condition['measure.condition.sid'] ?? '') ?? []];
    if (action === '01' && amount.length > 0) add(amount, under);
    else if (action === '27' && own.length > 0 && certificate !== '') add(own, under);
    else if (action === '07' && certificate !== '') add([], under);
    else unread.push(`condition ${condition['condition.code'] ?? ''}, action ${action}`);
  }
  if (own.length > 0 && !rates.some(({ condition }) => condition === undefined)) add(own, {});
  return { rates: rates.length > 0 ? rates : null, unread };
}

/** Of a ban: by which documents goods pass all the same. */
function unlessOf(conditions: readonly Fields[]): string | null {
  const passing = conditions.map((one) => [one['certificate.type.code'], one['certificate.code']].filter(Boolean).join('')).filter(Boolean);
  return passing.length === 0 ? null : `unless one of the documents ${[...new Set(passing)].sort().join(', ')} is presented`;
}

function measureOf(id: string, own: readonly ReadLine[], imposedBy: string): ToldMeasure {
  const { taken, act, announced_on } = own[0] as ReadLine;
  const lines = joinGoods(own.filter(({ destroyed }) => !destroyed).map(({ line }) => line));
  return {
    id,
    ...{ kind: taken.kind, type: taken.type, direction: taken.direction, imposed_by: imposedBy },
    title: `${taken.title}: ${act.identifier}`.slice(0, 300),
    summary: `As TARIC tells it: "${taken.title}" by ${act.identifier}.`,
    act,
    announced_on,
    lines,
    history: lines.length === 0 ? [] : historyOf(lines, taken.status, announced_on),
    restated: own.every(({ restated }) => restated),
    destroyed: joinGoods(own.filter(({ destroyed }) => destroyed).map(({ line }) => line)),
    toldByGoods: true,
  };
}
