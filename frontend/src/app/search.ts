import { dense, idIn, textIn } from '@/shared/lib/address';

/** What may stand behind the ? of each address; anything else is dropped. */

type Raw = Record<string, unknown>;

export function ticketSearch(raw: Raw): { view?: number; q?: string; sort?: string } {
  const view = Number(raw.view);
  return {
    ...dense({ view: Number.isInteger(view) && view > 0 ? view : undefined, sort: textIn(raw.sort) }),
    // An empty query is a query: it replaces the view's with nothing.
    ...(raw.q === '' ? { q: '' } : dense({ q: textIn(raw.q) })),
  };
}

export function customerSearch(raw: Raw): { tab?: 'contacts'; q?: string } {
  return dense({ tab: raw.tab === 'contacts' ? ('contacts' as const) : undefined, q: textIn(raw.q) });
}

export function articleSearch(raw: Raw): { q?: string; status?: string; audience?: string; owner?: string; stale?: boolean; waiting?: boolean; language?: string; missing_in?: string; behind_in?: string } {
  return dense({
    q: textIn(raw.q),
    status: textIn(raw.status),
    audience: textIn(raw.audience),
    owner: textIn(raw.owner),
    stale: raw.stale === true || undefined,
    waiting: raw.waiting === true || undefined,
    language: textIn(raw.language),
    missing_in: textIn(raw.missing_in),
    behind_in: textIn(raw.behind_in),
  });
}

const SOURCE_KINDS = ['website', 'files', 'tickets', 'zendesk', 'notion', 'confluence'] as const;

export function sourcesSearch(raw: Raw): { source?: number; add?: (typeof SOURCE_KINDS)[number] } {
  return dense({ source: idIn(raw.source), add: SOURCE_KINDS.find((kind) => kind === raw.add) });
}

export function noticesSearch(raw: Raw): { all?: true } {
  return raw.all === true ? { all: true } : {};
}

interface GapsAddress {
  days?: number;
  state?: string;
  kind?: string;
  sort?: string;
  owner?: string;
  singles?: true;
  gap?: number;
}

export function gapsSearch(raw: Raw): GapsAddress {
  return dense({
    days: idIn(raw.days),
    state: textIn(raw.state),
    kind: textIn(raw.kind),
    sort: textIn(raw.sort),
    owner: raw.owner === 'me' ? 'me' : idIn(raw.owner)?.toString(),
    singles: raw.singles === true ? (true as const) : undefined,
    gap: idIn(raw.gap),
  });
}

export function searchesSearch(raw: Raw): { days?: number; brand?: string; channel?: string; why?: string; every?: true } {
  return dense({
    days: idIn(raw.days),
    brand: textIn(raw.brand),
    channel: textIn(raw.channel),
    why: textIn(raw.why),
    every: raw.every === true ? (true as const) : undefined,
  });
}

export function outcomesSearch(raw: Raw): { days?: number; sort?: string } {
  return dense({ days: idIn(raw.days), sort: textIn(raw.sort) });
}
