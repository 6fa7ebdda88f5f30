/** A word of the vocabulary as people read it: in_force → in force. */
export const words = (term: string): string => term.replaceAll('_', ' ');

/** A heading out of a parameter's or a field's name: imposed_by → Imposed by. */
export const heading = (name: string): string => {
  const text = words(name);
  return text.charAt(0).toUpperCase() + text.slice(1);
};

/** A number with its noun: 1 ban, 13 bans. */
export const plural = (count: number, [one, several]: readonly [one: string, several: string]): string =>
  `${count} ${count === 1 ? one : several}`;
