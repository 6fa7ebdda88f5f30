import { expect } from 'vitest';
import type { App } from '../../src/server/context.ts';
import { decoded, type Form, formsOf } from '../support/html-forms.ts';
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
