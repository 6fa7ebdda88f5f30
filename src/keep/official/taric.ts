import { type Day, dayProblem } from '../../domain/dates.ts';
import { companiesOf, partnerOf, TAKEN_TYPES, whyNotTaken } from './measure-types.ts';
import { type DocumentReading, dayAfter, goodsCode, type ReadingContext } from './reading.ts';
import { readTaricMessage, type TaricRecord, type UpdateType } from './taric-records.ts';
import { measuresOf, NO_RATES, ratesUnder, type TariffCondition, type TariffLine, unlessOf } from './tariff-lines.ts';

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
export async function readTaric(bytes: Uint8Array, { sha256, day, address }: ReadingContext, imposedBy = 'EU'): Promise<DocumentReading> {
  const { records, unread } = await readTaricMessage(bytes);
  const things = new Things(records);
  const notTaken = [...unread, ...things.others];
  const lines = [...things.measures].flatMap(([sid, measure]) => lineOf(sid, measure, { things, notTaken }));
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
    measures: measuresOf(lines, imposedBy, notTaken, ({ taken, act }) => ({
      title: `${taken.title}: ${act.identifier}`.slice(0, 300),
      summary: `As TARIC tells it: "${taken.title}" by ${act.identifier}.`,
    })),
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
  notTaken: string[];
}

/** Why a measure of a type that is taken can't be, if it can't. */
function whyLeftOut(fields: Fields): string | null {
  const [start, end, item] = [
    fields['validity.start.date'] ?? '',
    fields['validity.end.date'] ?? null,
    fields['goods.nomenclature.item.id'] ?? '',
  ];
  const wrong = [start, end ?? start].find((day) => dayProblem(day) !== null);
  if (wrong !== undefined) return `"${wrong}" is no day, YYYY-MM-DD`;
  if (end !== null && end < start) return `it ends on ${end}, before it begins on ${start}`;
  if (!/^\d{10}$/.test(item)) return item === '' ? 'it names no goods by code' : `"${item}" is no code of ten digits`;
  if (fields['stopped.flag'] === '1') return 'it is flagged as stopped';
  if (fields.ordernumber !== undefined) return `it holds within the quota ${fields.ordernumber}: record the quota by hand`;
  if (!fields['measure.generating.regulation.id']) return 'it names no regulation, by which it would be told from others';
  return null;
}

function lineOf(sid: string, { fields, done }: TaricMeasure, { things, notTaken }: Context): TariffLine[] {
  const [type, area, item] = [fields['measure.type'] ?? '', fields['geographical.area'] ?? '', fields['goods.nomenclature.item.id'] ?? ''];
  const [start, end] = [fields['validity.start.date'] ?? '', fields['validity.end.date'] ?? null];
  const taken = TAKEN_TYPES[type];
  const told = `measure ${sid}, ${taken ? `${taken.title} (${type})` : `type ${type}`} for ${area === '1011' ? 'all origins' : area}, ${item}`;
  const leave = (why: string): TariffLine[] => {
    notTaken.push(`${told}: ${why}`);
    return [];
  };
  if (!taken) return leave(whyNotTaken(type));
  const destroyed = done.at(-1) === 'delete';
  if (destroyed && done[0] === 'create') return leave('the message creates it and deletes it again, so nothing is left of it');
  const why = whyLeftOut(fields);
  if (why !== null) return leave(why);
  const regulation = fields['measure.generating.regulation.id'] ?? '';
  const partner = partnerOf(area);
  const leftOut = (things.excluded.get(sid) ?? []).map((one) => one['excluded.geographical.area'] ?? '');
  const groups = [area, ...leftOut].filter((one) => partnerOf(one) === null);
  const conditions = (things.conditions.get(sid) ?? []).map((one) => conditionOf(one, things));
  const code = [fields['additional.code.type'], fields['additional.code']].filter(Boolean).join('');
  const { rates, unread } = taken.kind === 'tariff' ? ratesUnder(dutyOf(things.components.get(sid) ?? []), conditions) : NO_RATES;
  for (const text of unread) notTaken.push(`${told}: what is paid is not read: ${text}`);
  if (taken.kind === 'tariff' && rates === null && unread.length === 0 && !destroyed)
    notTaken.push(`${told}: what is paid is not in this message (it has no component of the measure)`);
  for (const group of groups) notTaken.push(`${told}: ${group} is a group, whose members are not in a message: whom it meets is unclear`);
  return [
    {
      taken,
      actId: regulation,
      ...actOf(regulation, things, start),
      destroyed,
      restated: done.includes('update'),
      unread: rates === null && unread.length > 0,
      line: {
        goods: [goodsCode(item)],
        partners: [partner ?? '*'],
        excluded: leftOut.flatMap((one) => partnerOf(one) ?? []),
        partnersUnknown: groups.length > 0,
        companies: code === '' ? null : companiesOf(code, things.codeNames.get(code) ?? null, 'TARIC'),
        condition: taken.kind === 'ban' ? unlessOf(conditions) : null,
        from: start,
        until: end === null ? null : dayAfter(end),
        rates,
      },
    },
  ];
}

const KINDS: Readonly<Record<string, string>> = { R: 'Regulation', D: 'Decision', C: 'Act' };

/** The act behind a regulation's id: R2427540 is Regulation 2024/2754. */
function actOf(id: string, { regulations }: Things, start: Day): Pick<TariffLine, 'act' | 'announced_on'> {
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

/** How components follow each other in a duty, by the number of their expression; those of sugar, flour and milk have no amount. */
const BEFORE: Readonly<Record<string, string>> = {
  ...{ '01': '', '02': '-', '04': '+', '15': 'MIN', '17': 'MAX', '19': '+', '20': '+', '35': 'MAX', '36': '-' },
  ...{ '12': '+ EA', '14': '+ EAR', '21': '+ ADSZ', '25': '+ ADSZR', '27': '+ ADFM', '29': '+ ADFMR', '37': 'NIHIL' },
};

/** The duty that components are together, as TARIC writes it; empty for none. */
function dutyOf(components: readonly Fields[]): string {
  const inOrder = [...components].sort((a, b) => ((a['duty.expression.id'] ?? '') < (b['duty.expression.id'] ?? '') ? -1 : 1));
  const parts = inOrder.map((one) => {
    const expression = one['duty.expression.id'] ?? '';
    const unit = [one['measurement.unit.code'], one['measurement.unit.qualifier.code']].filter(Boolean).join('/');
    const [number, money] = [one['duty.amount'], one['monetary.unit.code']];
    const amount = number === undefined ? '' : `${number} ${money === undefined ? '%' : [money, unit].filter(Boolean).join('/')}`;
    return [BEFORE[expression] ?? `(duty expression ${expression})`, amount].filter(Boolean).join(' ');
  });
  return parts.join(' ');
}

/** A condition as both tariffs have it. */
function conditionOf(fields: Fields, { conditionComponents }: Things): TariffCondition {
  const action = fields['action.code'] ?? '';
  return {
    action,
    document: [fields['certificate.type.code'], fields['certificate.code']].filter(Boolean).join(''),
    says: '',
    amount: dutyOf(conditionComponents.get(fields['measure.condition.sid'] ?? '') ?? []),
    told: `condition ${fields['condition.code'] ?? ''}, action ${action}`,
  };
}
