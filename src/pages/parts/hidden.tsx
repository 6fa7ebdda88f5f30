import type { Given } from '../view.ts';

/** Fields of a form that are sent along unseen. */
export const Hidden = ({ fields }: { fields: Given }) => (
  <>{Object.entries(fields).flatMap(([name, values]) => values.map((value) => <input type="hidden" name={name} value={value} />))}</>
);
