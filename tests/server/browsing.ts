import { expect } from 'vitest';
import type { App } from '../../src/server/context.ts';
import type { Asking } from './asking.ts';

export type Fields = Record<string, string | readonly string[]>;

/** A browser as far as forms need one: it keeps cookies, says from where it comes, and sends what a form holds. */
export class Browser {
  readonly app: App;
  readonly cookies = new Map<string, string>();

  constructor({ app }: Pick<Asking, 'app'>) {
    this.app = app;
  }

  async send(path: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = new Headers({ accept: 'text/html,*/*;q=0.8', ...(cookie && { cookie }) });
    new Headers(init.headers).forEach((value, name) => {
      headers.set(name, value);
    });
    const answer = await this.app.request(path, { ...init, headers });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }

  /** The text of a page that must have this status. */
  async page(path: string, status = 200): Promise<string> {
    return textOf(await this.send(path), status);
  }

  /** Sends a form; a browser says of itself that it comes from the same site. */
  post(path: string, fields: Fields, headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' }): Promise<Response> {
    const pairs = Object.entries(fields).flatMap(([name, values]) => [values].flat().map((value): [string, string] => [name, value]));
    return this.send(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(pairs).toString(),
    });
  }

  /** Fills in a form that records, and presses the button that shows what would change. */
  async preview(path: string, fields: Fields): Promise<Response> {
    const form = formTo(await this.page(path), path.split('?')[0] ?? '');
    return this.post(form.action, { ...form.fields, ...fields, do: 'preview' });
  }

  /** Previews and records; gives the answer to the second. */
  async record(path: string, fields: Fields): Promise<Response> {
    const form = previewed(await textOf(await this.preview(path, fields)), path.split('?')[0] ?? '');
    return this.post(form.action, { ...form.fields, do: 'record' });
  }

  async signIn(token: string): Promise<this> {
    expect((await this.post('/sign-in', { token })).status).toBe(303);
    return this;
  }
}

export async function textOf(answer: Response, status = 200): Promise<string> {
  const text = await answer.text();
  expect(answer.status, text).toBe(status);
  return text;
}

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

/** The form of a page that is sent to this address. */
export function formTo(html: string, action: string): Form {
  const form = formsOf(html).find((one) => one.action.split('?')[0] === action);
  expect(form, `a form to ${action} in ${html}`).toBeDefined();
  return form as Form;
}

/** The form of a preview, which records exactly what was previewed. */
export function previewed(html: string, action: string): Form {
  const start = html.indexOf('<section class="preview"');
  expect(start, html).toBeGreaterThan(0);
  return formTo(html.slice(start, html.indexOf('</section>', start)), action);
}

/** What a page says is wrong at a field, which must be tied to it. */
export function wrongAt(html: string, id: string): string {
  const tag = new RegExp(`<(?:input|select|textarea)[^>]* id="${id}"[^>]*>`).exec(html)?.[0] ?? '';
  expect(tag).toContain('aria-invalid="true"');
  expect(tag).toMatch(new RegExp(`aria-describedby="[^"]*${id}-wrong`));
  return decoded(new RegExp(`id="${id}-wrong">([^<]*)<`).exec(html)?.[1] ?? '');
}
