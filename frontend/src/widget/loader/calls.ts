import type { BootOptions, Command, UserToken, View } from '../contract';

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isToken = (value: unknown): value is UserToken => typeof value === 'function' || (typeof value === 'string' && value !== '');

const warned = new Set<string>();

/** Tell the page's developers, once for each thing: a loop of calls must not fill their console. */
export function warn(text: string): void {
  if (warned.has(text)) return;
  warned.add(text);
  // eslint-disable-next-line no-console -- It is meant for the developers of the page.
  console.warn(`Candor: ${text}`);
}

function viewOf(value: unknown): View | undefined | null {
  if (value === undefined) return undefined;
  const name: unknown = isObject(value) ? value.name : value;
  if (name === 'home') return { name };
  if (name === 'conversation') {
    const id = isObject(value) ? value.id : null;
    return { name, id: typeof id === 'string' && id ? id : null };
  }
  if (name === 'article' && isObject(value) && typeof value.slug === 'string' && value.slug) return { name, slug: value.slug };
  return null;
}

function optionsOf(value: unknown): BootOptions | null {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) return null;
  const options: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(value)) {
    const isFine = name === 'userToken' ? isToken(given) : name === 'launcher' ? typeof given === 'boolean' : typeof given === 'string';
    if (isFine) options[name] = given;
    else if (given !== undefined && given !== null) warn(`boot: ${name} is not usable and was left out.`);
  }
  return options;
}

/** A call of a page as it may be carried out, or null with a word in the console. */
export function commandOf(call: unknown[]): Command | null {
  const [name, value] = call;
  switch (name) {
    case 'boot': {
      const options = optionsOf(value);
      if (options) return [name, options];
      warn('boot takes an object of options.');
      return null;
    }
    case 'identify': {
      const token = isObject(value) ? value.token : value;
      if (isToken(token)) return [name, token];
      warn("identify takes a signed token or a function that fetches one. When somebody signs out, call candor('shutdown').");
      return null;
    }
    case 'context':
      if (isObject(value)) return [name, value];
      warn('context takes an object of attributes.');
      return null;
    case 'open': {
      const view = viewOf(value);
      if (view !== null) return view ? [name, view] : [name];
      warn("open takes nothing, 'home', 'conversation', or { name: 'article', slug }.");
      return null;
    }
    case 'consent':
      if (typeof value === 'boolean') return [name, value];
      warn('consent takes true or false.');
      return null;
    case 'close':
    case 'route':
    case 'shutdown':
      return [name];
    default:
      warn(`there is no call ${typeof name === 'string' ? `'${name.slice(0, 40)}'` : 'without a name'}.`);
      return null;
  }
}
