/**
 * A first pass over what leaves the page. The server scrubs again and decides; this keeps the obvious
 * secrets from travelling at all.
 */

const HIDDEN = '(hidden)';
const EMAIL = /[^\s@/<>"'(),;:]+@[^\s@/<>"'(),;:]+/g;
const TOKEN = /eyJ[\w.-]{10,}|[A-Za-z0-9+_=-]{24,}/g;
const DIGITS = /\d(?:[ -]?\d){11,}/g;
const KEPT_PARAMS = /^(page|tab|view|sort|order|step|section|lang|locale)$/i;

/** One short line without addresses, tokens and long numbers. */
export function maskText(text: string, limit = 120): string {
  return text
    .slice(0, 2000)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(EMAIL, HIDDEN)
    .replace(DIGITS, HIDDEN)
    .replace(TOKEN, (word) => (/\d/.test(word) || word.length > 40 ? HIDDEN : word))
    .slice(0, limit);
}

const maskPath = (path: string): string =>
  path
    .split('/')
    .map((part) => (maskText(safeDecode(part), 200) === safeDecode(part) ? part : HIDDEN))
    .join('/');

function safeDecode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of the page without credentials, with harmless parameters and hash routes only. */
export function maskUrl(address: string, hidden: ReadonlySet<string> = new Set()): string {
  let url: URL;
  try {
    url = new URL(address, location.href);
  } catch {
    return '';
  }
  const kept = new URLSearchParams();
  url.searchParams.forEach((value, name) => {
    if (KEPT_PARAMS.test(name) && !hidden.has(name.toLowerCase()) && /^[\w.,-]{0,40}$/.test(value)) kept.append(name, value);
  });
  const query = kept.toString();
  const route = /^#!?\//.test(url.hash) ? maskPath(url.hash.split('?')[0] ?? '') : '';
  return url.origin + maskPath(url.pathname) + (query ? `?${query}` : '') + route;
}

/** The path alone, for requests; requests to other hosts keep their host. */
export function maskRequest(address: string): string {
  let url: URL;
  try {
    url = new URL(address, location.href);
  } catch {
    return '';
  }
  return maskPath(url.pathname);
}
