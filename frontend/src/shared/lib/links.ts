/**
 * Finding links in plain text: addresses of pages, with or without "https://", and of people.
 *
 * `core/links.py` finds the same ones; both are held to `tests/unit/core/link_cases.json`.
 */

/** A link within a text: from `start` up to `end`, and the address that it leads to, in ASCII. */
export interface TextLink {
  start: number;
  end: number;
  href: string;
}

const MAX_LENGTH = 2000;
/** Scripts whose words follow a link without a space, or Korean's particles. */
const SPACELESS =
  '\\u{e00}-\\u{109f}\\u{1100}-\\u{11ff}\\u{1780}-\\u{17ff}\\u{3005}-\\u{3007}\\u{3040}-\\u{318f}\\u{31a0}-\\u{31ff}' +
  '\\u{3400}-\\u{4dbf}\\u{4e00}-\\u{9fff}\\u{a960}-\\u{a97f}\\u{ac00}-\\u{d7ff}\\u{f900}-\\u{faff}\\u{ff00}-\\u{ffef}' +
  '\\u{20000}-\\u{3ffff}';
const WORD = '\\p{L}\\p{N}\\p{M}_';
const ASCII = "A-Za-z0-9\\-._~:\\/?#\\[\\]@!$&'\\(\\)*+,;=%";
const SPACED = `(?![\\u{0}-\\u{7f}${SPACELESS}])[${WORD}]`;
const PIECE = `(?:[${ASCII}]|${SPACED}|[${SPACELESS}]{1,100}(?=[\\/?#=&%._\\-][A-Za-z0-9]))`;
/** A host of a script without spaces ends where something that no word has follows. */
const WIDE_HOST = `(?:[${WORD}\\-]{1,63}\\.){1,8}[${SPACELESS}]{2,20}(?=[\\/?#:\\s]|$)`;
const LOCAL = `(?:[A-Za-z0-9]|${SPACED})(?:[A-Za-z0-9._%+'\\-]|${SPACED}){0,63}`;
const LABEL = `(?:[A-Za-z0-9]|${SPACED})(?:[A-Za-z0-9\\-]|${SPACED}){0,62}`;
const TOP = `(?:xn--[A-Za-z0-9\\-]{2,59}|[A-Za-z]{2,24}|(?:${SPACED}){2,24})`;
const CANDIDATE = new RegExp(
  `(?<url>(?:https?:\\/\\/|(?<![A-Za-z0-9_.\\/@:%+\\-])www\\.)(?:${WIDE_HOST})?${PIECE}{0,${MAX_LENGTH}})` +
    `|(?<![A-Za-z0-9._%+\\-])(?<!${SPACED})(?<mail>${LOCAL}@(?:${LABEL}\\.){1,8}${TOP})`,
  'giu',
);
const AUTHORITY = /^[^/?#]*/;
const HOST = new RegExp(`^(\\[[0-9a-f:.]{2,45}\\]|(?:[${WORD}\\-]{1,63}\\.){0,20}[${WORD}\\-]{1,63})(:\\d{1,5})?$`, 'iu');
const NEXT = /[,;]+https?:\/\//i;
const TRAILING = /[.,;:!?'*_~([]+$/;
const OPENING: Record<string, string> = { ')': '(', ']': '[' };
const NOT_ASCII = /[^\u0020-\u007e]/;
/** Cyrillic, Greek and Armenian letters that look like Latin ones: a host of these alone imitates another. */
const LOOKALIKES = new Set('асԁеһіјӏорԛѕԝхуъьҽпгѵѡкмтвнαειικνορτυχωγηβցոսօհզլպ');
const SCRIPTS: readonly (readonly [string, number, number])[] = [
  ['latin', 0x41, 0x24f],
  ['latin', 0x1e00, 0x1eff],
  ['greek', 0x370, 0x3ff],
  ['greek', 0x1f00, 0x1fff],
  ['cyrillic', 0x400, 0x52f],
  ['armenian', 0x530, 0x58f],
  ['hebrew', 0x590, 0x5ff],
  ['arabic', 0x600, 0x77f],
  ['wide', 0x2e80, 0x9fff],
  ['wide', 0xac00, 0xd7ff],
  ['wide', 0x20000, 0x3ffff],
];

/**
 * The links of a plain text in order.
 *
 * A link ends before closing brackets that it did not open, before punctuation at its end, and
 * before text of scripts that write without spaces. No link: a host that imitates another by
 * letters of other scripts, and one behind a user name.
 */
export function findLinks(text: string): TextLink[] {
  const found: TextLink[] = [];
  const candidate = new RegExp(CANDIDATE);
  for (let match = candidate.exec(text); match !== null; match = candidate.exec(text)) {
    const start = match.index;
    const whole = start + match[0].length;
    const { url, mail } = match.groups as { url?: string; mail?: string };
    const ended = url === undefined ? '' : endedUrl(url, text[start - 1] === "'");
    const href = mail === undefined ? pageHref(ended) : mailHref(mail);
    const end = mail === undefined ? start + Math.max(ended.length, 4) : whole;
    if (href) found.push({ start, end, href });
    // What looks like an address within one that is refused is none either.
    candidate.lastIndex = href ? end : Math.max(end, whole);
  }
  return found;
}

function endedUrl(candidate: string, isQuoted: boolean): string {
  let url = isQuoted ? (candidate.split("'")[0] ?? '') : candidate;
  const following = url.search(NEXT);
  if (following >= 0) url = url.slice(0, following);
  const opened: string[] = [];
  for (let at = 0; at < url.length; at += 1) {
    const sign = url[at] ?? '';
    const opening = OPENING[sign];
    if (sign === '(' || sign === '[') {
      opened.push(sign);
    } else if (opening && opened.pop() !== opening) {
      url = url.slice(0, at);
      break;
    }
  }
  return url.replace(TRAILING, '');
}

function pageHref(url: string): string {
  const at = url.indexOf('://');
  const [scheme, rest] = at < 0 ? ['https', url] : [url.slice(0, at).toLowerCase(), url.slice(at + 3)];
  const found = HOST.exec(AUTHORITY.exec(rest)?.[0] ?? '');
  if (!found || (at < 0 && !rest.slice(4).replace(/^\.+|\.+$/g, '').includes('.'))) return '';
  const host = asciiHost(found[1] ?? '');
  return host && `${scheme}://${host}${found[2] ?? ''}${escaped(rest.slice(found[0].length))}`;
}

function mailHref(address: string): string {
  const at = address.indexOf('@');
  const host = asciiHost(address.slice(at + 1));
  return host && `mailto:${escaped(address.slice(0, at))}@${host}`;
}

function escaped(text: string): string {
  return text.replace(/[^\u0020-\u007e]+/g, (part) => encodeURIComponent(part));
}

/** The host as it is looked up; empty for one that is none, or that imitates another. */
function asciiHost(host: string): string {
  if (!NOT_ASCII.test(host)) return host;
  const labels = host.toLowerCase().split('.');
  const isLocal = NOT_ASCII.test(labels.at(-1) ?? '');
  if (labels.some((label) => imitates(label, isLocal))) return '';
  try {
    return new URL(`https://${host}/`).hostname;
  } catch {
    return '';
  }
}

function imitates(label: string, isLocal: boolean): boolean {
  if (!NOT_ASCII.test(label)) return false;
  const letters = [...label].filter((sign) => /\p{L}/u.test(sign));
  const scripts = new Set(letters.map(scriptOf));
  if (scripts.size > 1 && !(scripts.size === 2 && scripts.has('latin') && scripts.has('wide'))) return true;
  return !isLocal && letters.every((sign) => LOOKALIKES.has(sign));
}

function scriptOf(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  return SCRIPTS.find(([, first, last]) => first <= code && code <= last)?.[0] ?? 'other';
}
