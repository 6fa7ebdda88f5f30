const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A text as it stands in XML or HTML, in an attribute too. What XML can't hold at all is left to the caller. */
export const escapedXml = (text: string): string => text.replace(/[&<>"]/g, (sign) => SIGNS[sign] as string);
