interface Said {
  conditions?: { id: string; met: boolean }[];
  value_part?: string[];
}

/** What is said of a shipment: `a b -c steel:40%` is that a and b are met, c is not, and 40% of the value is that of the steel. */
export function said(words: string): Said {
  const all = words.split(' ').filter(Boolean);
  const [parts, named] = [all.filter((word) => word.includes(':')), all.filter((word) => !word.includes(':'))];
  const conditions = named.map((word) => (word.startsWith('-') ? { id: word.slice(1), met: false } : { id: word, met: true }));
  return { ...(conditions.length > 0 && { conditions }), ...(parts.length > 0 && { value_part: parts }) };
}
