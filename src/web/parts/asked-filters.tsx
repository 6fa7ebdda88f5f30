import type { Given, View } from '../view.ts';
import { labelOf, valueWords } from './filter-words.ts';

/** The filters in place, each with a way to take it off. */
export const AskedFilters = ({ given, view }: { given: Given; view: View }) => {
  const asked = Object.entries(given).filter(([name]) => !Object.hasOwn(view.clocks, name));
  if (asked.length === 0) return null;
  const without = (name: string): Given => Object.fromEntries(Object.entries(given).filter(([other]) => other !== name));
  return (
    <ul class="asked" aria-label="Filters in place">
      {asked.map(([name, values]) => (
        <li>
          <a href={view.here(without(name))}>
            <span class="hidden">Take off: </span>
            {labelOf(name)}: <bdi>{valueWords(name, values.join(', '), view)}</bdi> <span aria-hidden="true">×</span>
          </a>
        </li>
      ))}
    </ul>
  );
};
