import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
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
});
