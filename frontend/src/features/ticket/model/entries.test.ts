import { describe, expect, it } from 'vitest';

import type { TicketNews, TicketRow } from '@/shared/api';
import { ticketRow } from '@/shared/testing/tickets';

import { changeEntry, entry, fromAssistant, handoffEntry, INES, MAYA, ticket } from '../testing/fixtures';
import type { Entry } from '../types';
import { mergeDetail, mergeEntries, messageToDraft, unansweredMessage, unseenMessages, withLiveEvent } from './entries';

describe('mergeEntries', () => {
  it('keeps one copy of an entry that arrives by request and by socket', () => {
    const known = [entry(1), entry(2)];
    expect(mergeEntries(known, [entry(2), entry(3)]).map((e) => e.id)).toEqual([1, 2, 3]);
  });

  it('returns the same array for a repeat', () => {
    const known = [entry(1), entry(2)];
    expect(mergeEntries(known, [entry(2)])).toBe(known);
  });

  it('takes the newer copy, as for a delivery that failed', () => {
    const failed = entry(2, { delivery: { state: 'failed', detail: 'Mailbox full' } });
    expect(mergeEntries([entry(1), entry(2)], [failed])[1]?.delivery.state).toBe('failed');
  });

  it('keeps a delivery that is known when the answer to the send comes late', () => {
    const failed = entry(2, { delivery: { state: 'failed', detail: 'Mailbox full' } });
    const answer = entry(2, { delivery: { state: '', detail: '' } });
    expect(mergeEntries([entry(1), failed], [answer])[1]?.delivery).toEqual(failed.delivery);
  });

  it('puts earlier pages and late arrivals in order', () => {
    expect(mergeEntries([entry(5), entry(9)], [entry(7), entry(2)]).map((e) => e.id)).toEqual([2, 5, 7, 9]);
  });
});

describe('messageToDraft', () => {
  const held = { ...handoffEntry(3), payload: { ...handoffEntry(3).payload, reason: 'autonomy' } } as ReturnType<typeof handoffEntry>;

  it('is the message that people answer by their category, until one of them has', () => {
    expect(messageToDraft([entry(1), entry(2), held, fromAssistant(4)])?.id).toBe(2);
    expect(messageToDraft([entry(1), entry(2), held, fromAssistant(4), entry(5, { author: INES })])).toBeNull();
  });

  it('is no message that was handed over for another reason', () => {
    expect(messageToDraft([entry(1), handoffEntry(2), fromAssistant(3)])).toBeNull();
    expect(messageToDraft([entry(1)])?.id).toBe(1);
  });
});

describe('unansweredMessage', () => {
  it('is the last customer message until anybody answers', () => {
    expect(unansweredMessage([entry(1), entry(2)])?.id).toBe(2);
    expect(unansweredMessage([entry(1), entry(2, { author: INES })])).toBeNull();
    expect(unansweredMessage([entry(1), fromAssistant(2)])).toBeNull();
  });

  it('looks past notes and changes', () => {
    const rest = [entry(2, { kind: 'note', author: MAYA }), changeEntry(3, { priority: ['P2', 'P1'] })];
    expect(unansweredMessage([entry(1), ...rest])?.id).toBe(1);
  });
});

describe('unseenMessages', () => {
  it('counts messages of customers, teammates and the assistant, not my own', () => {
    const entries = [
      entry(1),
      entry(2, { author: INES }),
      entry(3, { author: MAYA }),
      fromAssistant(4),
      entry(5, { kind: 'note', author: MAYA }),
    ];
    expect(unseenMessages(entries, 1, INES.id).map((e) => e.id)).toEqual([3, 4]);
  });
});

const news = (row: Partial<TicketRow>, ...entries: Entry[]): TicketNews => ({
  ticket: { ...ticketRow(48213), version: 7, ...row },
  entries,
});

describe('withLiveEvent', () => {
  it('never brings what is said in a side conversation among the rest', () => {
    const side = { ...entry(991), kind: 'side', visibility: 'internal', payload: {} } as const;
    const next = withLiveEvent(ticket(), news({ version: 8 }, side));
    expect(next.timeline.results).toEqual(ticket().timeline.results);
    expect(next.version).toBe(8);
  });

  it('leaves an entry of an earlier page where it is', () => {
    const known = ticket({ timeline: { results: [entry(5)], previous: 'before-5' } });
    const data = news({}, entry(2, { delivery: { state: 'bounced', detail: '' } }));
    expect(withLiveEvent(known, data).timeline.results.map((e) => e.id)).toEqual([5]);
  });

  it('appends the entry and takes the new row', () => {
    const next = withLiveEvent(ticket(), news({ status: 'pending', version: 8 }, entry(991)));
    expect(next.timeline.results.map((e) => e.id)).toEqual([990, 991]);
    expect(next.status).toBe('pending');
    expect(next.last_customer_entry_id).toBe(991);
  });

  it('does not let an older row overwrite a later answer, yet keeps its entry', () => {
    const next = withLiveEvent(
      ticket({ status: 'resolved', version: 9 }),
      news({ status: 'open', version: 8 }, entry(991)),
    );
    expect(next.status).toBe('resolved');
    expect(next.timeline.results).toHaveLength(2);
  });

  it('shows an event once when it comes twice', () => {
    const event = news({ version: 8 }, entry(991));
    const once = withLiveEvent(ticket(), event);
    expect(withLiveEvent(once, event).timeline.results).toHaveLength(2);
  });
});

describe('mergeDetail', () => {
  const earlier = ticket({ timeline: { results: [entry(980), entry(990)], previous: 'p1' } });

  it('keeps the pages that were loaded before', () => {
    const fresh = ticket({ timeline: { results: [entry(990), entry(991)], previous: 'p9' }, version: 8 });
    const merged = mergeDetail(earlier, fresh);
    expect(merged.timeline.results.map((e) => e.id)).toEqual([980, 990, 991]);
    expect(merged.timeline.previous).toBe('p1');
    expect(merged.version).toBe(8);
  });

  it('starts over when entries between the two are missing', () => {
    const fresh = ticket({ timeline: { results: [entry(1200), entry(1201)], previous: 'p9' } });
    expect(mergeDetail(earlier, fresh)).toBe(fresh);
  });

  it('keeps what the socket brought while the request was under way', () => {
    const known = ticket({ version: 9, status: 'pending', timeline: { results: [entry(990), entry(992)], previous: null } });
    const late = ticket({ version: 8, timeline: { results: [entry(990)], previous: null } });
    const merged = mergeDetail(known, late);
    expect(merged.timeline.results.map((e) => e.id)).toEqual([990, 992]);
    expect(merged.status).toBe('pending');
  });

  it.each(['failed', 'sent'] as const)('does not go back from %s, told while the request was under way', (state) => {
    const queued = entry(990, { delivery: { state: 'queued', detail: '' } });
    const before = ticket({ timeline: { results: [queued], previous: null } });
    const told = entry(990, { delivery: { state, detail: 'Not today' } });
    const known = ticket({ timeline: { results: [told], previous: null } });
    const late = ticket({ timeline: { results: [{ ...queued }], previous: null } });
    expect(mergeDetail(known, late, before).timeline.results[0]?.delivery.state).toBe(state);
    // Asked for anew, such as after "Send again", the answer counts.
    expect(mergeDetail(known, late, known).timeline.results[0]?.delivery.state).toBe('queued');
  });

  it('takes the answer for a message that was sent while the request was under way', () => {
    const before = ticket({ timeline: { results: [entry(980)], previous: null } });
    const known = ticket({ timeline: { results: [entry(980), entry(990)], previous: null } });
    const queued = entry(990, { delivery: { state: 'queued', detail: '' } });
    const fresh = ticket({ timeline: { results: [entry(980), queued], previous: null } });
    expect(mergeDetail(known, fresh, before).timeline.results[1]?.delivery.state).toBe('queued');
  });

  it('drops what a merge has taken away since, and keeps what is newer than the answer', () => {
    const before = ticket({ timeline: { previous: null, results: [entry(1), entry(2), entry(3), entry(9)] } });
    const fresh = ticket({ timeline: { previous: null, results: [entry(1), entry(3), entry(4)] } });
    const ids = mergeDetail(before, fresh, before).timeline.results.map(({ id }) => id);
    expect(ids).toEqual([1, 3, 4, 9]);
  });
});
