/** Reading what stands in an address. Strangers can write it: anything that is not expected is dropped. */

/** The number of a path such as /kb/12, or null for anything else. */
export function idOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

export function idIn(value: unknown): number | undefined {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 ? number : undefined;
}

export function textIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value.slice(0, 500);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Without the members that are undefined, so that addresses stay short. */
export function dense<Value extends object>(value: Value): Partial<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Partial<Value>;
}
