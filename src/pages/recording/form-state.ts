import type { PartialDate } from '../../domain/dates.ts';
import type { Status } from '../../domain/vocabulary.ts';
import type { Recorded } from '../../things/answers.ts';
import type { ChangedRowsSaid } from '../../things/changed-rows.ts';
import type { Entry } from '../../things/ledger.ts';
import { heading } from '../parts/words.ts';
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
export interface Preview extends Pick<Recorded, 'on' | 'overtaken' | 'later' | 'again' | 'brings' | 'left' | 'dispute'> {
  /** `later`: since when a change that was recorded before decides, so that the new one, of an earlier day, does not show on that day. */
  measures: readonly { id: string; title: string; before: Status | null; after: Status; later: PartialDate | null }[];
  entries: readonly Entry[];
  /** What entries changed that were stated as a change, by their seq. */
  changes: ReadonlyMap<number, ChangedRowsSaid>;
  /** What was said before of the thing that is registered anew; null for a new one. */
  before: Readonly<Record<string, unknown>> | null;
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

/** What fields may offer to choose from. */
export type KnownLists = 'sources' | 'places' | 'exporters' | 'measures' | 'disputes' | 'cases';

/** A form that records, as it stands: what it was filled with, what it must send beside that, and what came of it so far. */
export interface RecordingState extends FormState {
  action: string;
  /** Do only admins record it? Others propose. */
  forAdmins: boolean;
  /** Fields that are sent along unseen. */
  hidden: Given;
  refusal: Refusal | null;
  /** Said when the input was sent to be recorded without having been previewed as it is. */
  unseen: boolean;
  preview: Preview | null;
  /** What there is to choose from, as people call it: where there is not too much of it. */
  known: Readonly<Record<KnownLists, readonly string[]>>;
}

const LABELS: Readonly<Record<string, string>> = {
  effective_on: 'First day',
  until_on: 'First day without it, if it ends by itself',
  happened_on: 'It happened on',
  starts_on: 'First day',
  ends_on: 'Last day',
  first_on: 'First day',
  last_on: 'Last day',
  confidence: 'How sure is it?',
  sources: 'Source',
  places: 'Where in it',
  instruments: 'Legal instruments of the entry',
  legal_instruments: 'Legal instruments',
  unsourced: 'No source',
  source_publisher: 'Publisher',
  source_title: 'Title of the source',
  source_url: 'Address',
  source_published_on: 'Published on',
  source_kind: 'Kind of source',
  source_id: 'Id',
  goods: 'HS codes',
  words: 'Goods in words',
  partners: 'Countries or areas',
  excluded: 'Except these',
  exporters: 'Companies',
  areas: 'Areas, one a line',
  members: 'Members, one a line',
  left_on: 'First day outside',
  customs_value: 'What its law takes the customs value to be',
  exists_from: 'First day, if it was not always there',
  exists_until: 'Last day, if it is no more',
  companies: 'Cooperating companies',
  companies_complete: 'Is that list complete?',
  condition_id: 'Name of the condition',
  list_unknown: 'Is anything not written here?',
  taking: 'What takes its place',
  replacement: 'What takes its place, as JSON',
  checked_on: 'Looked up to',
  wto_case: 'WTO case',
  stage: 'Stage, if it is one of a WTO case',
  to: 'What it is linked to',
  measure: 'Tariff',
  other_measure: 'The tariff that is levied instead, or on a part of the value',
  others: 'The other tariffs',
  quantity_of: 'Of what, where that is named',
  co_complainants: 'Others who complain with them',
  requested_on: 'Consultations requested on',
  url: 'Address',
  adds_to: 'The duty that it is added to, in words',
  aliases: 'Other names',
  home: 'At home in',
  group: 'Belongs to',
  parties: 'Who takes part',
  tier: 'How closely it is followed',
  form: 'What it is',
  read_as: 'How far it was read',
  rates: 'Rates, one a line',
  remove: 'Rates that are no more, one a line',
  mode: 'What is written here',
  id: 'Short name in addresses',
};

/** What a field is called: fields of one name differ by a number, those of a measure by its id, those of a scope by what it is for. */
export function fieldLabel(field: string): string {
  const base = field.replace(/-.*$/, '');
  const own = base.replace(/^(?:exempt|part|covers|scopes?)_/, '');
  return LABELS[base] ?? LABELS[own] ?? (base === 'reaches' ? 'Is to reach' : heading(own));
}
