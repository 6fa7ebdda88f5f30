/** The least width of a wide chart in CSS pixels (charts.css says the same): narrower screens scroll. What fits there fits everywhere. */
export const LEAST_WIDTH = 640;

/** How many letters a character takes in a line: those of East Asian scripts are twice as wide. */
const widthOf = (character: string): number =>
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/.test(character) ? 2 : 1;

/** About how many letters wide a text is. */
export const letters = (text: string): number => [...text].reduce((sum, character) => sum + widthOf(character), 0);

/** The text, or its beginning with an ellipsis, in at most so many letters. */
export function clip(text: string, most: number): string {
  if (letters(text) <= most) return text;
  let kept = '';
  let used = 1;
  for (const character of text) {
    used += widthOf(character);
    if (used > most) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** A text in lines of at most so many letters, broken between words; what the last line can't hold is cut. */
export function wrap(text: string, most: number, lines: number): string[] {
  const result: string[] = [];
  let rest = text.trim();
  while (rest !== '' && result.length < lines - 1 && letters(rest) > most) {
    const words = rest.split(' ');
    let line = words.shift() ?? '';
    while (words[0] !== undefined && letters(`${line} ${words[0]}`) <= most) line += ` ${words.shift()}`;
    result.push(clip(line, most));
    rest = words.join(' ');
  }
  if (rest !== '') result.push(clip(rest, most));
  return result;
}
