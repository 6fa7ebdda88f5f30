// Forms of pages, as a browser reads them.

const ENTITIES: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };
export const decoded = (text: string): string => text.replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity);

const attribute = (tag: string, name: string): string | undefined => {
  const found = new RegExp(` ${name}(?:="([^"]*)")?(?=[ />])`).exec(tag);
  return found ? decoded(found[1] ?? '') : undefined;
};

/** A form of a page: where it is sent, and what it would send as it stands. */
export interface Form {
  action: string;
  fields: Record<string, string[]>;
  /** The values that a select offers. */
  options: Record<string, string[]>;
}

/** The forms of a page that are sent by POST, as a browser reads them; buttons are not pressed. */
export function formsOf(html: string): Form[] {
  return [...html.matchAll(/<form [^>]*method="post"[^>]*>[\s\S]*?<\/form>/g)].map(([text]) => {
    const form: Form = { action: attribute(text, 'action') ?? '', fields: {}, options: {} };
    const add = (name: string | undefined, value: string): void => {
      if (name !== undefined) form.fields[name] = [...(form.fields[name] ?? []), value];
    };
    for (const [tag, kind] of text.matchAll(/<(input|textarea|select)[^>]*>/g)) {
      const name = attribute(tag, 'name');
      const rest = text.slice(text.indexOf(tag) + tag.length);
      if (kind === 'textarea') add(name, decoded(rest.slice(0, rest.indexOf('</textarea>'))).replace(/^\n/, ''));
      else if (kind === 'select') {
        const options = [...rest.slice(0, rest.indexOf('</select>')).matchAll(/<option[^>]*>/g)].map(([option]) => option);
        const chosen = options.find((option) => attribute(option, 'selected') !== undefined) ?? options[0];
        add(name, chosen === undefined ? '' : (attribute(chosen, 'value') ?? ''));
        if (name !== undefined) form.options[name] = options.map((option) => attribute(option, 'value') ?? '');
      } else if (['checkbox', 'radio'].includes(attribute(tag, 'type') ?? '')) {
        if (attribute(tag, 'checked') !== undefined) add(name, attribute(tag, 'value') ?? 'on');
      } else add(name, attribute(tag, 'value') ?? '');
    }
    return form;
  });
}
