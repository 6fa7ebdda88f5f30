import { expect, test } from 'vitest';
import { placeInSentence, type View } from '../../src/pages/view.ts';

test.each([
  ['China', 'China'],
  ['United States', 'the United States'],
  ['European Union', 'the European Union'],
  ['Philippines', 'the Philippines'],
  ['Republic of the Congo', 'the Republic of the Congo'],
  ['Korea, Republic of', 'the Republic of Korea'],
  ['Congo, Democratic Republic of the', 'the Democratic Republic of the Congo'],
  ['Virgin Islands, British', 'the British Virgin Islands'],
  ['Cayman Islands', 'the Cayman Islands'],
  ['Norfolk Island', 'Norfolk Island'],
  ['Heard Island and McDonald Islands', 'Heard Island and McDonald Islands'],
  ['Bonaire, Sint Eustatius and Saba', 'Bonaire, Sint Eustatius and Saba'],
])('%s stands in a sentence as %s', (name, words) => {
  const view = { names: { jurisdictions: new Map([['XX', name]]), areas: new Map() } } as unknown as View;
  expect(placeInSentence('XX', view)).toBe(words);
});
