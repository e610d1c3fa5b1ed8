/** What may stand behind the ? of each address; anything else is dropped. */

type Raw = Record<string, unknown>;

const text = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value === '' ? undefined : value.slice(0, 500);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
};

/** Without the members that are undefined, so that addresses stay short. */
function dense<Value extends object>(value: Value): Partial<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Partial<Value>;
}

export function ticketSearch(raw: Raw): { view?: number; q?: string; sort?: string } {
  const view = Number(raw.view);
  return {
    ...dense({ view: Number.isInteger(view) && view > 0 ? view : undefined, sort: text(raw.sort) }),
    // An empty query is a query: it replaces the view's with nothing.
    ...(raw.q === '' ? { q: '' } : dense({ q: text(raw.q) })),
  };
}

export function customerSearch(raw: Raw): { tab?: 'contacts'; q?: string } {
  return dense({ tab: raw.tab === 'contacts' ? ('contacts' as const) : undefined, q: text(raw.q) });
}

export function articleSearch(raw: Raw): { q?: string; status?: string; audience?: string; owner?: string; stale?: boolean } {
  return dense({
    q: text(raw.q),
    status: text(raw.status),
    audience: text(raw.audience),
    owner: text(raw.owner),
    stale: raw.stale === true || undefined,
  });
}
