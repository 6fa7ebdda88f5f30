import { FORMS } from '../../src/server/app.ts';
import { type Form, formsOf } from '../support/html-forms.ts';
import type { Random } from '../support/random.ts';
import { type Asked, encoded, type Making } from './requests.ts';
import { type Answered, send } from './send.ts';
import { HOSTILE, rightText } from './values.ts';

const FORM = 'application/x-www-form-urlencoded';

/** The forms of the pages, as somebody sees them who is signed in. */
interface SignedIn {
  cookie: string;
  forms: readonly Form[];
}

/** Signs in, and reads the forms of some pages of each kind that has one. */
export async function readForms(url: string, random: Random, { token, register }: Making): Promise<SignedIn> {
  const headers = { 'content-type': FORM, 'sec-fetch-site': 'same-origin' };
  const signedIn = await send(url, { method: 'POST', path: '/sign-in', headers, body: Buffer.from(`token=${encoded(token)}`) });
  const cookie = [signedIn.headers['set-cookie'] ?? []]
    .flat()
    .map((line) => line.split(';')[0])
    .join('; ');
  if (signedIn.status !== 303 || cookie === '') throw new Error(`signing in was answered ${signedIn.status}`);
  const forms: Form[] = [];
  for (const { path } of FORMS)
    for (let page = 0; page < 4; page++) {
      const ids = register.ids[path.split('/')[1] ?? ''] ?? [];
      const named = path.replace(
        /\{\w+\}/,
        path.includes('{seq}') ? String(1 + random.below(register.lastSeq)) : random.pick([...ids, '-']),
      );
      const shown = await send(url, { method: 'GET', path: named, headers: { accept: 'text/html', cookie }, body: null });
      if (shown.status !== 200) continue;
      const found = formsOf(shown.body.toString());
      // The way out stands on each page: once is enough.
      forms.push(...found.filter(({ action }) => action !== '/sign-out' || forms.length === 0));
    }
  return { cookie, forms };
}

/** A form that is sent, with some fields filled in, rightly or not. */
export function formRequest(random: Random, { register }: Making, { cookie, forms }: SignedIn): Asked {
  const form = random.pick(forms);
  const names = Object.keys(form.fields);
  const fields: Record<string, readonly string[]> = { ...form.fields, do: [random.pick(['preview', 'record', 'preview', ...HOSTILE])] };
  for (let change = random.below(5); change > 0; change--) {
    const name = random.percent(4) ? random.pick(HOSTILE) : random.pick(names);
    // A session ends with the last form of it: that one is sent as somebody else.
    if (name === 'csrf' && random.percent(80)) continue;
    const offered = form.options[name];
    const right = (): string =>
      offered && random.percent(80) ? random.pick(offered) : rightText(name.replace(/[-.\d]+$/, ''), random, register);
    fields[name] = Array.from({ length: random.percent(5) ? random.pick([0, 2, 1001]) : 1 }, () =>
      random.percent(60) ? right() : random.pick(HOSTILE),
    );
  }
  if (random.percent(50)) fields.unsourced = ['true'];
  const body = Object.entries(fields).flatMap(([name, values]) => values.map((value) => `${encoded(name)}=${encoded(value)}`));
  const headers: Record<string, string> = { 'content-type': FORM, accept: 'text/html', 'sec-fetch-site': 'same-origin', cookie };
  if (random.percent(5) || form.action.startsWith('/sign-out')) headers.cookie = 'trade_disputes_session=td_nobody';
  if (random.percent(4)) headers['sec-fetch-site'] = 'cross-site';
  if (random.percent(3)) headers['content-type'] = random.pick(['text/plain', 'multipart/form-data; boundary=x', 'application/json']);
  return { method: 'POST', path: form.action, headers, body: Buffer.from(body.join('&')), operation: null };
}

/** Does an answer to a form look like one: a page, or the way to the next? */
export const isPage = ({ status, headers, body }: Answered): boolean =>
  status === 303 ? headers.location !== undefined : /^text\/html/.test(String(headers['content-type'])) && body.includes('<!DOCTYPE html>');
