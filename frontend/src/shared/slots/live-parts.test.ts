import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { describe, expect, it, vi } from 'vitest';
import { keys } from '../api';
import { refreshParts, type LivePart } from './live-parts';

const NUMBER = 48213;

function clientWith(...parts: string[]): QueryClient {
  const client = new QueryClient();
  for (const part of parts) client.setQueryData(keys.ticketPart(NUMBER, part), { of: part });
  return client;
}

const isOld = (client: QueryClient, part: string) => client.getQueryState(keys.ticketPart(NUMBER, part))?.isInvalidated;

describe('refreshParts', () => {
  const PARTS: LivePart[] = [
    { id: 'deal', on: ['crm.'] },
    { id: 'sla', on: ['tickets.reply_posted', 'sla.'] },
  ];

  it.each([
    ['crm.deal_won', ['deal']],
    ['sla.breached', ['sla']],
    ['tickets.reply_posted', ['sla']],
    ['tickets.ticket_changed', []],
  ])('asks after %s for %j again, and for nothing else', (name, old) => {
    const client = clientWith('deal', 'sla');
    refreshParts(client, PARTS, NUMBER, { name, data: {} });
    expect(['deal', 'sla'].filter((part) => isOld(client, part))).toEqual(old);
  });

  it('leaves other tickets alone', () => {
    const client = clientWith('deal');
    refreshParts(client, PARTS, 1, { name: 'crm.deal_won' });
    expect(isOld(client, 'deal')).toBe(false);
  });

  it('takes from the event what it tells, and asks where it tells nothing', () => {
    const part: LivePart = {
      id: 'deal',
      on: ['crm.'],
      patch: (known, data) => ('stage' in data ? { ...(known as object), stage: data.stage } : undefined),
    };
    const client = clientWith('deal');
    refreshParts(client, [part], NUMBER, { name: 'crm.deal_moved', data: { stage: 'won' } });
    expect(client.getQueryData(keys.ticketPart(NUMBER, 'deal'))).toEqual({ of: 'deal', stage: 'won' });
    expect(isOld(client, 'deal')).toBe(false);
    refreshParts(client, [part], NUMBER, { name: 'crm.deal_moved', data: {} });
    expect(isOld(client, 'deal')).toBe(true);
  });

  it('keeps a query with a key of its own current', () => {
    const client = new QueryClient();
    client.setQueryData(['issues', NUMBER], []);
    refreshParts(client, [{ id: 'issues', on: ['linear.'], queryKey: (number) => ['issues', number] }], NUMBER, { name: 'linear.linked' });
    expect(client.getQueryState(['issues', NUMBER])?.isInvalidated).toBe(true);
  });

  /** A part that is shown, with every read of it held back until it is let go. */
  function watched(known?: object) {
    const client = new QueryClient();
    const queryKey = keys.ticketPart(NUMBER, 'deal');
    if (known) client.setQueryData(queryKey, known);
    const reads: ((answer: object) => void)[] = [];
    const queryFn = () => new Promise<object>((resolve) => reads.push(resolve));
    new QueryObserver(client, { queryKey, queryFn, staleTime: Infinity }).subscribe(() => undefined);
    return { client, reads, shown: () => client.getQueryData(queryKey) };
  }
  const DEAL: LivePart = { id: 'deal', on: ['crm.'], patch: (known, data) => ('stage' in data ? { ...(known as object), ...data } : undefined) };

  it('does not let an older answer that is under way overwrite what an event tells', async () => {
    const { client, reads, shown } = watched({ stage: 'new' });
    refreshParts(client, [DEAL], NUMBER, { name: 'crm.deal_touched', data: {} });
    await vi.waitFor(() => expect(reads).toHaveLength(1));
    refreshParts(client, [DEAL], NUMBER, { name: 'crm.deal_moved', data: { stage: 'won' } });
    expect(shown()).toEqual({ stage: 'won' });
    reads[0]?.({ stage: 'new' });
    await vi.waitFor(() => expect(reads).toHaveLength(2));
    expect(shown()).toEqual({ stage: 'won' });
    reads[1]?.({ stage: 'won', value: 5 });
    await vi.waitFor(() => expect(shown()).toEqual({ stage: 'won', value: 5 }));
  });

  it('asks once more when an event came while the part was first read', async () => {
    const { client, reads, shown } = watched();
    await vi.waitFor(() => expect(reads).toHaveLength(1));
    refreshParts(client, [DEAL], NUMBER, { name: 'crm.deal_moved', data: { stage: 'won' } });
    reads[0]?.({ stage: 'new' });
    await vi.waitFor(() => expect(reads).toHaveLength(2));
    reads[1]?.({ stage: 'won' });
    await vi.waitFor(() => expect(shown()).toEqual({ stage: 'won' }));
  });
});
