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

const MAIL_STATES = ['fetched', 'failed', 'stored', 'suspended', 'deleted'] as const;

interface MailSearch {
  mailbox?: number;
  reason?: string;
  q?: string;
  mail?: number;
}

const id = (value: unknown): number | undefined => {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 ? number : undefined;
};

export function suspendedSearch(raw: Raw): MailSearch {
  return dense({ mailbox: id(raw.mailbox), reason: text(raw.reason), q: text(raw.q), mail: id(raw.mail) });
}

/** How a sign-in at a mail service ended; its return address says so. */
export function mailboxesSearch(raw: Raw): { sign_in?: 'done' | 'refused' } {
  return dense({ sign_in: (['done', 'refused'] as const).find((outcome) => outcome === raw.sign_in) });
}

export function logSearch(raw: Raw): MailSearch & { state?: (typeof MAIL_STATES)[number] } {
  return { ...suspendedSearch(raw), ...dense({ state: MAIL_STATES.find((state) => state === raw.state) }) };
}
