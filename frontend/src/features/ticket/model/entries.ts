import type { TicketNews } from '@/shared/api';

import type { Entry, TicketDetail } from '../types';

/** Order of the timeline: ids grow with time, and stay in order when two entries share a moment. */
function byId(a: Entry, b: Entry): number {
  return a.id - b.id;
}

/**
 * Union of two stretches of one timeline, each entry once.
 *
 * The entry of `incoming` wins, since a later copy carries a newer delivery state or a redaction.
 * Returns `known` itself when nothing changed, so that a repeated event does not render again.
 */
export function mergeEntries(known: Entry[], incoming: readonly Entry[]): Entry[] {
  if (incoming.length === 0) return known;
  const byKey = new Map(known.map((entry) => [entry.id, entry]));
  let isChanged = false;
  for (const copy of incoming) {
    const before = byKey.get(copy.id);
    const entry = withKnownDelivery(copy, before);
    if (before && JSON.stringify(before) === JSON.stringify(entry)) continue;
    byKey.set(entry.id, entry);
    isChanged = true;
  }
  return isChanged ? [...byKey.values()].sort(byId) : known;
}

/**
 * The answer to a send was made before the mail left, and can come after the event that tells how that went:
 * a delivery that has begun never goes back to none.
 */
function withKnownDelivery(entry: Entry, before: Entry | undefined): Entry {
  return before && before.delivery.state !== '' && entry.delivery.state === '' ? { ...entry, delivery: before.delivery } : entry;
}

/** What somebody wrote to the other side: not notes, not events. */
export function isMessage(entry: Entry): boolean {
  return entry.kind === 'message';
}

export function isFromCustomer(entry: Entry): boolean {
  return entry.kind === 'message' && entry.author.kind === 'contact';
}

export function lastOf(entries: readonly Entry[], test: (entry: Entry) => boolean): Entry | null {
  for (let at = entries.length - 1; at >= 0; at -= 1) {
    const entry = entries[at];
    if (entry && test(entry)) return entry;
  }
  return null;
}

/** The customer message that still waits for an answer from a person or the assistant, or null. */
export function unansweredMessage(entries: readonly Entry[]): Entry | null {
  const last = lastOf(entries, isMessage);
  return last?.author.kind === 'contact' ? last : null;
}

/** The customer message that a draft waits for: unanswered, or handed over because people answer its category. */
export function messageToDraft(entries: readonly Entry[]): Entry | null {
  const asked = lastOf(entries, isFromCustomer);
  const step = lastOf(entries, ({ kind }) => kind === 'ai');
  const isForPeople = asked !== null && step !== null && step.id > asked.id && 'reason' in step.payload && step.payload.reason === 'autonomy';
  const isOpen = asked !== null && !entries.some((entry) => entry.id > asked.id && isMessage(entry) && entry.author.kind === 'staff');
  return isForPeople && isOpen ? asked : unansweredMessage(entries);
}

/** Messages after `seenId` that someone other than `selfId` wrote; these hold back a send. */
export function unseenMessages(
  entries: readonly Entry[],
  seenId: number | null,
  selfId: number | null,
): Entry[] {
  return entries.filter(
    (entry) =>
      isMessage(entry) &&
      entry.id > (seenId ?? 0) &&
      !(entry.author.kind === 'staff' && entry.author.id === selfId),
  );
}

/** The entries of an event that belong to what is loaded: not those of an earlier page. */
export function newsOf(ticket: TicketDetail, data: TicketNews): Entry[] {
  const { results, previous } = ticket.timeline;
  const first = previous === null ? 0 : (results[0]?.id ?? 0);
  const news = data.entries ?? (data.entry ? [data.entry] : []);
  // What is said in side conversations stands in the panel, never among what the customer can read.
  return news.filter((entry) => entry.id >= first && entry.kind !== 'side');
}

/** Applies one live event to a ticket held in the cache. */
export function withLiveEvent(
  ticket: TicketDetail,
  data: TicketNews,
): TicketDetail {
  const news = newsOf(ticket, data);
  const entries = mergeEntries(ticket.timeline.results, news);
  const row = data.ticket;
  // Events can arrive after the answer to a request that already carried a later version.
  const isOlder = row.version < ticket.version;
  const next: TicketDetail = isOlder ? { ...ticket } : { ...ticket, ...row, timeline: ticket.timeline };
  next.timeline = { ...ticket.timeline, results: entries };
  for (const entry of news) {
    next.last_entry_id = Math.max(next.last_entry_id ?? 0, entry.id);
    if (isFromCustomer(entry)) {
      next.last_customer_entry_id = Math.max(next.last_customer_entry_id ?? 0, entry.id);
    }
  }
  return next;
}

/**
 * The ticket as just read, joined with what was loaded or pushed before.
 *
 * An answer carries the newest entries only. Earlier pages are kept when they join up with it;
 * after a longer absence there may be a gap, and then the fresh answer stands alone. `before` is what was
 * known when the ticket was asked for: an entry that has changed since then is newer than the answer.
 */
export function mergeDetail(known: TicketDetail | undefined, fresh: TicketDetail, before?: TicketDetail): TicketDetail {
  const first = fresh.timeline.results[0];
  const last = known?.timeline.results[known.timeline.results.length - 1];
  if (!known || !first || !last) return fresh;
  const joinsUp = last.id >= first.id || fresh.timeline.previous === null;
  if (!joinsUp) return fresh;
  const still = withoutDeparted(known.timeline.results, fresh.timeline.results, before);
  const results = mergeEntries(still, withoutOutdated(fresh.timeline.results, known, before));
  const row = known.version > fresh.version ? known : fresh;
  return { ...row, timeline: { results, previous: known.timeline.previous } };
}

/** An entry that was known when the answer was asked for, and is missing in its midst, is in another ticket by now. */
function withoutDeparted(known: Entry[], fresh: readonly Entry[], before: TicketDetail | undefined): Entry[] {
  const ids = new Set(fresh.map(({ id }) => id));
  const asked = new Set(before?.timeline.results.map(({ id }) => id));
  const from = fresh[0]?.id ?? 0;
  const to = fresh[fresh.length - 1]?.id ?? 0;
  return known.filter(({ id }) => id < from || id > to || ids.has(id) || !asked.has(id));
}

function withoutOutdated(entries: Entry[], known: TicketDetail, before: TicketDetail | undefined): Entry[] {
  if (!before) return entries;
  const atStart = new Set(before.timeline.results);
  // What a send was answered with has no delivery yet, and knows less than any later answer.
  const changed = known.timeline.results.filter((entry) => !atStart.has(entry) && entry.delivery.state !== '');
  const ids = new Set(changed.map((entry) => entry.id));
  return entries.filter((entry) => !ids.has(entry.id));
}
