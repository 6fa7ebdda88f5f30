import type { View } from '../view.ts';

/** One box for everything: a product, an economy, a dispute, a measure, a company. */
export const SearchForm = ({ view, value }: { view: View; value: string }) => (
  <search>
    <form class="search" action="/search" method="get">
      {Object.entries(view.clocks).flatMap(([name, values]) => values.map((one) => <input type="hidden" name={name} value={one} />))}
      <label for="search" class="hidden">
        A product, an economy, a dispute or a company
      </label>
      <input type="search" id="search" name="q" value={value} placeholder="Wine, Japan, seafood, 8703, BYD …" required />
      <button type="submit">Search</button>
    </form>
  </search>
);
