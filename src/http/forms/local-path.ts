import { invalid } from '../../domain/errors.ts';

const HERE = 'http://here.invalid';

/** Reads an address to come back to: a path of this site, as a browser understands it. Throws `invalid` for one that leads elsewhere. */
export function localPath(text: string): string {
  const url = text.startsWith('/') && URL.canParse(text, HERE) ? new URL(text, HERE) : null;
  // A path that begins with two slashes would be read as a host the next time.
  if (url?.origin !== HERE || url.pathname.startsWith('//'))
    throw invalid('back', `"${text}" is no page of this site: back must be a path such as /measures/cn-au-wine-ad`);
  return `${url.pathname}${url.search}${url.hash}`;
}
