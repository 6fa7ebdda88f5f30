import { placeName, productWords, type View } from '../view.ts';
import { heading, words } from './words.ts';

const LABELS: Readonly<Record<string, string>> = {
  q: 'Words',
  affected: 'Affects',
  party: 'Party',
  from: 'From',
  to: 'To',
  by: 'By the day it',
  lifting_agreed: 'Lifting agreed',
};
/** Statuses that a list asks for together. */
const STATUS_WORDS: Readonly<Record<string, string>> = { active: 'all in force', all: 'any status' };
/** Parameters that name a jurisdiction. */
export const PLACES: ReadonlySet<string> = new Set(['imposed_by', 'affected', 'party', 'importer', 'origin']);

/** A parameter as a form calls it. */
export const labelOf = (name: string): string => LABELS[name] ?? heading(name);

/** The value of a parameter as people read it. */
export function valueWords(name: string, value: string, view: View): string {
  if (PLACES.has(name) || name === 'area') return placeName(value, view);
  if (name === 'dispute') return view.names.disputes.get(value) ?? value;
  if (name === 'exporter') return view.names.exporters.get(value) ?? words(value);
  if (name === 'product') return productWords(value, view);
  if (name === 'status' && Object.hasOwn(STATUS_WORDS, value)) return STATUS_WORDS[value] as string;
  if (name === 'lifting_agreed') return value === 'true' ? 'yes' : 'no';
  return name === 'q' || name === 'measure' ? value : words(value).replaceAll(',', ', ');
}
