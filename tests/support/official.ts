import type { DocumentQuestion } from '../../src/keep/official/formats.ts';
import { type DocumentProposed, proposeDocument } from '../../src/keep/official/propose-document.ts';
import { acceptProposal, operator } from '../../src/keep/proposals/proposals.ts';
import type { Tracker } from '../../src/lookups/tracker.ts';
import type { OfficialFormatName } from '../../src/things/imported.ts';

// Documents as official services write them, after their public documentation; goods, companies and acts are made up.

export const author = operator('ann');
export const reviewer = operator('eve');

/** Proposes what a document says. */
export const proposed = (
  tracker: Tracker,
  format: OfficialFormatName,
  content: string | Uint8Array,
  asked: DocumentQuestion = {},
): Promise<DocumentProposed> =>
  proposeDocument(tracker, author, { format, bytes: typeof content === 'string' ? Buffer.from(content) : content, address: null, asked });

/** Proposes it, and has it accepted. */
export async function taken(
  tracker: Tracker,
  format: OfficialFormatName,
  content: string | Uint8Array,
  asked: DocumentQuestion = {},
): Promise<DocumentProposed> {
  const result = await proposed(tracker, format, content, asked);
  if (result.proposal === null) throw new Error(`nothing was proposed: ${result.not_taken.join('; ')}`);
  await acceptProposal(tracker, reviewer, result.proposal.id);
  return result;
}

/** The calls of a proposal: their path, and of their body what is looked at. */
export const pathsOf = ({ calls }: Pick<DocumentProposed, 'calls'>): string[] => calls.map(({ method, path }) => `${method} ${path}`);
export const bodyOf = ({ calls }: Pick<DocumentProposed, 'calls'>, path: string): Record<string, unknown> => {
  const call = calls.find((one) => one.path === path);
  if (!call) throw new Error(`there is no call ${path} among ${calls.map((one) => one.path).join(', ')}`);
  return call.body;
};

interface UkCondition {
  action: string;
  document?: string;
  duty?: string;
}

/** A measure of the UK tariff, in short. */
export interface UkMeasure {
  type: string;
  series?: string;
  area?: string;
  members?: readonly string[];
  excluded?: readonly string[];
  duty?: string;
  from?: string;
  until?: string;
  code?: readonly [code: string, description: string];
  act?: string | null;
  quota?: string;
  conditions?: readonly UkCondition[];
  export?: boolean;
}

const UK_ACT = {
  id: 'C0007220',
  regulation_code: 'Taxation Notice 2022/07',
  description: 'Kettles from China',
  published_date: '2022-02-20',
};

/** The answer of the UK Trade Tariff API for a commodity with these measures. */
export function ukAnswer(code: string, measures: readonly UkMeasure[]): string {
  const included: object[] = [
    { id: '1', type: 'heading', attributes: { goods_nomenclature_item_id: `${code.slice(0, 4)}000000`, description_plain: 'Kettles' } },
  ];
  const seen = new Set<string>();
  const include = (type: string, id: string, attributes: object, relationships: object = {}) => {
    if (!seen.has(`${type} ${id}`)) included.push({ id, type, attributes, relationships });
    seen.add(`${type} ${id}`);
    return { id, type };
  };
  const refs = measures.map((measure, at) => {
    const { type, series = 'D', area = 'CN', members = [], excluded = [], duty = '', from = '2022-03-01', until, quota } = measure;
    const id = String(20000000 + at);
    const children = members.map((member) => include('geographical_area', member, { id: member, description: member }));
    const conditions = (measure.conditions ?? []).map(({ action, document = '', duty: amount = '' }, n) =>
      include('measure_condition', `${id}${n}`, {
        ...{ action_code: action, action: `action ${action}`, condition_code: 'A', condition: 'A: Presentation of a document' },
        ...{ document_code: document, requirement: document === '' ? null : `Invoice ${document}`, duty_expression: amount },
      }),
    );
    const act = measure.act === undefined ? UK_ACT.id : measure.act;
    return include(
      'measure',
      id,
      {
        ...{ id: Number(id), origin: 'uk', import: !measure.export, export: measure.export ?? false },
        effective_start_date: `${from}T00:00:00.000Z`,
        effective_end_date: until === undefined ? null : `${until}T00:00:00.000Z`,
      },
      {
        measure_type: { data: include('measure_type', type, { description: `Type ${type}`, measure_type_series_id: series }) },
        duty_expression: { data: include('duty_expression', `${id}-duty_expression`, { base: duty }) },
        geographical_area: {
          data: include('geographical_area', area, { id: area, description: area }, { children_geographical_areas: { data: children } }),
        },
        excluded_countries: { data: excluded.map((one) => include('geographical_area', one, { id: one, description: one })) },
        legal_acts: {
          data:
            act === null ? [] : [include('legal_act', act, act === UK_ACT.id ? UK_ACT : { regulation_code: act, published_date: null })],
        },
        measure_conditions: { data: conditions },
        order_number: { data: quota === undefined ? null : { id: quota, type: 'order_number' } },
        ...(measure.code && {
          additional_code: { data: include('additional_code', measure.code[0], { code: measure.code[0], description: measure.code[1] }) },
        }),
      },
    );
  });
  const isExport = (at: number): boolean => measures[at]?.export ?? false;
  return JSON.stringify({
    data: {
      id: '97221',
      type: 'commodity',
      attributes: { goods_nomenclature_item_id: code, description_plain: 'Other', declarable: true },
      relationships: {
        heading: { data: { id: '1', type: 'heading' } },
        ancestors: { data: [] },
        import_measures: { data: refs.filter((_, at) => !isExport(at)) },
        export_measures: { data: refs.filter((_, at) => isExport(at)) },
      },
    },
    included,
  });
}

/** A record of a TARIC3 message. */
export interface TaricRecordIn {
  code: string;
  /** 1 update, 2 delete, 3 create; left out where it is missing. */
  type?: string;
  thing: string;
  fields: Readonly<Record<string, string>>;
}

export const taricMeasure = (type: string, fields: Readonly<Record<string, string>>): TaricRecordIn => ({
  code: '430 00',
  type,
  thing: 'measure',
  fields: {
    ...{ 'measure.sid': '4000001', 'measure.type': '552', 'geographical.area': 'CN', 'goods.nomenclature.item.id': '8516797010' },
    ...{ 'validity.start.date': '2026-01-01', 'measure.generating.regulation.role': '1', 'measure.generating.regulation.id': 'R2600120' },
    'stopped.flag': '0',
    ...fields,
  },
});
export const taricComponent = (type: string, sid: string, amount: string, more: Readonly<Record<string, string>> = {}): TaricRecordIn => ({
  code: '430 05',
  type,
  thing: 'measure.component',
  fields: { 'measure.sid': sid, 'duty.expression.id': '01', 'duty.amount': amount, ...more },
});

const xml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** A TARIC3 message with these records. */
export function taricMessage(records: readonly TaricRecordIn[]): string {
  const body = records.map(({ code, type, thing, fields }, at) => {
    const [record, subrecord] = code.split(' ');
    const own = Object.entries(fields).map(([name, value]) => `<oub:${name}>${xml(value)}</oub:${name}>`);
    return `<env:transaction id="${at + 1}"><env:app.message id="1"><oub:transmission xmlns:oub="urn:publicid:-:DGTAXUD:TARIC:MESSAGE:1.0"><oub:record>
      <oub:transaction.id>${at + 1}</oub:transaction.id><oub:record.code>${record}</oub:record.code><oub:subrecord.code>${subrecord}</oub:subrecord.code>
      <oub:record.sequence.number>${at + 1}</oub:record.sequence.number>${type === undefined ? '' : `<oub:update.type>${type}</oub:update.type>`}
      <oub:${thing}>${own.join('\n')}</oub:${thing}></oub:record></oub:transmission></env:app.message></env:transaction>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<env:envelope xmlns="urn:publicid:-:DGTAXUD:TARIC:MESSAGE:1.0" xmlns:env="urn:publicid:-:DGTAXUD:GENERAL:ENVELOPE:1.0" id="1">${body.join('\n')}</env:envelope>`;
}

/** A document of the Federal Register, as its API gives it. */
export const frDocument = (number: string, more: object = {}): Record<string, unknown> => ({
  ...{ document_number: number, title: 'Notice of Something', publication_date: '2026-11-20', type: 'Notice', subtype: null },
  html_url: `https://www.federalregister.gov/documents/2026/11/20/${number}/notice-of-something`,
  pdf_url: `https://www.govinfo.gov/content/pkg/FR-2026-11-20/pdf/${number}.pdf`,
  ...{ abstract: null, action: 'Notice.', citation: '91 FR 70000', effective_on: null, docket_ids: ['USTR-2026-0001'] },
  agencies: [
    { raw_name: 'OFFICE OF THE UNITED STATES TRADE REPRESENTATIVE', name: 'Trade Representative, Office of United States', id: 491 },
  ],
  ...more,
});
