import type { Config } from '../contract';

/** What the brand never lets us read from its pages, beyond what is never read at all. */
export interface Hidden {
  /** Matches elements in which nothing has a name or a text. */
  selector: string;
  /** Names of form controls and attributes, in lower case. */
  fields: ReadonlySet<string>;
  /** Parameters of addresses, in lower case. */
  params: ReadonlySet<string>;
}

const MASK = '[data-candor-mask]';

export const NOTHING: Hidden = { selector: MASK, fields: new Set(), params: new Set() };

const lower = (names: readonly string[] = []): ReadonlySet<string> => new Set(names.map((name) => name.toLowerCase()));

function isSelector(text: string): boolean {
  try {
    document.createDocumentFragment().querySelector(text);
    return true;
  } catch {
    return false;
  }
}

/** The same in a form to look things up. A selector that cannot be read could mean anything: then no element is named. */
export function hiddenOf(given: Partial<Config['hidden']> = {}): Hidden {
  const { selectors = [], fields, params } = given;
  return {
    selector: selectors.every(isSelector) ? [MASK, ...selectors].join(',') : '*',
    fields: lower(fields),
    params: lower(params),
  };
}

/** Attributes of the page without those that are hidden, by their own name or as `outer.inner`. */
export function withoutHidden(attributes: Record<string, unknown>, { fields }: Hidden): Record<string, unknown> {
  if (!fields.size) return attributes;
  const shown = (values: object, path: string): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(values)
        .filter(([name]) => !fields.has(path + name.toLowerCase()))
        .map(([name, value]: [string, unknown]) => [
          name,
          !path && typeof value === 'object' && value !== null && !Array.isArray(value) ? shown(value, `${name.toLowerCase()}.`) : value,
        ]),
    );
  return shown(attributes, '');
}
