import type { DisputeState, Status } from '../../domain/vocabulary.ts';
import type { Given } from '../view.ts';

/** What is wrong, and at which field: its id, or empty where it is about the whole. */
export interface FormProblem {
  field: string;
  message: string;
}

/** What a form was filled with, and what is wrong with it. */
export interface FormState {
  fields: Given;
  problems: readonly FormProblem[];
}

/** What a field holds; `index` tells fields of one name apart. */
export const heldIn = ({ fields }: FormState, name: string, index = 0): string => fields[name]?.[index] ?? '';

/** How many fields of these names there are to be: one more than are filled. */
export const countOf = ({ fields }: FormState, ...names: string[]): number =>
  1 + Math.max(0, ...names.map((name) => (fields[name] ?? []).findLastIndex((value) => value.trim() !== '') + 1));

/** What would be recorded, and what it would change. */
export interface Preview {
  /** The day that the measures are compared on. */
  on: string;
  measures: readonly { id: string; title: string; before: Status | null; after: Status }[];
  dispute: { id: string; on: string; before: DisputeState; after: DisputeState } | null;
  entries: readonly { kind: string; measure: string | null; says: string; effective_on: string | null; until_on: string | null }[];
}

/** Why an input is refused as a whole. */
export interface Refusal {
  message: string;
  /** What would be lawful instead. */
  lawful: readonly Status[];
  /** Where to see what changed meanwhile, if that is the reason. */
  changed: string | null;
  /** Where to sign in, if nobody is signed in. */
  signIn: string | null;
}

/** A form that records, as it stands: what it was filled with, what it must send beside that, and what came of it so far. */
export interface RecordingState extends FormState {
  action: string;
  /** Fields that are sent along unseen. */
  hidden: Given;
  refusal: Refusal | null;
  /** Said when the input was sent to be recorded without having been previewed as it is. */
  unseen: boolean;
  preview: Preview | null;
  /** Ids and titles of sources to choose from. */
  sources: readonly { id: string; label: string }[];
}

const LABELS: Readonly<Record<string, string>> = {
  status: 'Status',
  effective_on: 'First day',
  until_on: 'First day without it, if it ends by itself',
  announced_on: 'Announced on',
  confidence: 'How sure is it?',
  doubt: 'Doubt',
  note: 'Note',
  sources: 'Source',
  unsourced: 'No source',
  source_publisher: 'Publisher',
  source_title: 'Title',
  source_url: 'Address',
  source_published_on: 'Published on',
  source_kind: 'Kind',
  source_id: 'Id',
  exempt_goods: 'HS codes',
  exempt_words: 'Goods in words',
  exempt_partners: 'Countries or areas',
  exempt_excluded: 'Except these',
  exempt_exporters: 'Exporters',
  exempt_condition: 'Condition',
  measures: 'Measures',
  reason: 'Reason',
  taking: 'What takes its place',
  replacement: 'What takes its place, as JSON',
  method: 'Method',
  agreed_on: 'Agreed on',
  checked_on: 'Looked up to',
  terms: 'Terms',
};

/** What a field is called: fields of one name differ by a number, those of a measure by its id. */
export function fieldLabel(field: string): string {
  const base = field.replace(/-.*$/, '');
  return LABELS[base] ?? LABELS[base.replace(/^part_/, 'exempt_')] ?? (base === 'reaches' ? 'Is to reach' : base);
}
