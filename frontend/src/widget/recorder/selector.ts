/**
 * A selector for an element of the host page that lasts: what its makers put there to be found by comes
 * before what it says, and where it stands comes last.
 */

const MAX_LENGTH = 300;
const TEST_IDS = ['data-testid', 'data-test-id', 'data-test', 'data-cy', 'data-qa', 'data-candor-name'];
// Ids and classes that builds and frameworks make anew each time.
const MADE = /^(?:radix-|headlessui-|react-|ember|mui-|css-|:r|_r)|\d{3,}|[0-9a-f]{8,}|^[a-z]{1,3}\d+$/i;

const quoted = (value: string): string => `"${value.replace(/["\\]/g, '\\$&')}"`;
const tag = (element: Element): string => element.localName;

/** Whether exactly this element is found by it. */
export function isUnique(selector: string, element: Element, root: ParentNode = document): boolean {
  try {
    const found = root.querySelectorAll(selector);
    return found.length === 1 && found[0] === element;
  } catch {
    return false;
  }
}

/** What its makers call it, most lasting first. */
function* named(element: Element): Generator<string> {
  for (const name of TEST_IDS) {
    const value = element.getAttribute(name);
    if (value) yield `[${name}=${quoted(value)}]`;
  }
  if (element.id && !MADE.test(element.id)) yield /^[A-Za-z_][\w-]*$/.test(element.id) ? `#${element.id}` : `[id=${quoted(element.id)}]`;
  const role = element.getAttribute('role');
  const label = element.getAttribute('aria-label');
  if (label) {
    yield `${tag(element)}[aria-label=${quoted(label)}]`;
    if (role) yield `[role=${quoted(role)}][aria-label=${quoted(label)}]`;
  }
  const name = element.getAttribute('name');
  if (name && !MADE.test(name)) yield `${tag(element)}[name=${quoted(name)}]`;
  const href = element.getAttribute('href');
  // An address with parameters is another one tomorrow.
  if (href && !/[?#]|\d{3,}/.test(href)) yield `${tag(element)}[href=${quoted(href)}]`;
  for (const attribute of ['title', 'placeholder', 'alt']) {
    const value = element.getAttribute(attribute);
    if (value) yield `${tag(element)}[${attribute}=${quoted(value)}]`;
  }
  if (role) yield `${tag(element)}[role=${quoted(role)}]`;
}

/** Its place among its brothers, from the nearest ancestor that has a name of its own. */
function placed(element: Element, root: ParentNode): string {
  const parts: string[] = [];
  let unanchored = '';
  for (let at: Element | null = element; at && at !== document.documentElement; at = at.parentElement) {
    const tail = parts.length ? ` > ${parts.join(' > ')}` : '';
    if (at !== element) {
      for (const anchor of named(at)) {
        if (isUnique(anchor, at, root) && isUnique(anchor + tail, element, root)) return anchor + tail;
      }
    }
    const own = tag(at);
    const brothers: Element[] = at.parentElement ? [...at.parentElement.children].filter((one) => one.localName === own) : [at];
    parts.unshift(brothers.length > 1 ? `${own}:nth-of-type(${brothers.indexOf(at) + 1})` : own);
    const path = parts.join(' > ');
    if (!unanchored && parts.length > 2 && isUnique(path, element, root)) unanchored = path;
  }
  return unanchored || parts.join(' > ');
}

export interface Proposal {
  selector: string;
  /** False when only its place on the page tells it apart: it breaks with the next change of the page. */
  isRobust: boolean;
}

/** The most lasting selector that finds this element alone; null for one that cannot be told apart. */
export function propose(element: Element, root: ParentNode = document): Proposal | null {
  for (const selector of named(element)) {
    if (selector.length <= MAX_LENGTH && isUnique(selector, element, root)) return { selector, isRobust: true };
  }
  for (const own of named(element)) {
    // Several have the same name: the nearest ancestor with a name of its own tells which.
    for (let up = element.parentElement; up; up = up.parentElement) {
      for (const anchor of named(up)) {
        const selector = `${anchor} ${own}`;
        if (selector.length <= MAX_LENGTH && isUnique(anchor, up, root) && isUnique(selector, element, root)) return { selector, isRobust: true };
      }
    }
  }
  const selector = placed(element, root);
  return selector.length <= MAX_LENGTH && isUnique(selector, element, root) ? { selector, isRobust: false } : null;
}

/** What a person would call it: its label, else what stands on it. Typed text is never read. */
export function nameOf(element: Element): string {
  const labelled = element.getAttribute('aria-labelledby');
  const texts = [
    element.getAttribute('data-candor-name'),
    element.getAttribute('aria-label'),
    labelled && document.getElementById(labelled)?.textContent,
    element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement
      ? element.labels?.[0]?.textContent
      : element.textContent,
    element.getAttribute('title'),
    element.getAttribute('placeholder'),
  ];
  const found = texts.map((text) => text?.replace(/\s+/g, ' ').trim()).find(Boolean) ?? element.localName;
  return found.length > 60 ? `${found.slice(0, 59)}…` : found;
}
