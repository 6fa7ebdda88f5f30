/** Gives names to HS codes out of names by code: that of the code itself, or of the longest part of it that has one. */
export function productNamer(names: Readonly<Record<string, string>>): (code: string) => string | undefined {
  return (code) => {
    const digits = code.replace(/^ex /, '');
    for (let length = digits.length; length >= 2; length -= 2) {
      const part = digits.slice(0, length);
      if (Object.hasOwn(names, part)) return names[part];
    }
    return undefined;
  };
}
