import { describe, expect, it } from 'vitest';
import type { TicketDetail } from '../api';
import { hasOf } from './settings';
import { joinTicketSlots, NO_TICKET_SLOTS, sectionsOf, type FeatureTicketSlots, type PanelSection } from './ticket-slots';

const nothing = () => null;
const section = (id: string, given: Partial<PanelSection> = {}): PanelSection => ({
  id,
  labelKey: id,
  places: { customer: 10 },
  component: nothing,
  ...given,
});
const reply = (id: string) => ({ id, keys: 'mod+x', useReply: () => null as never });
const TICKET = { status: 'open' } as TicketDetail;

describe('slots of the ticket', () => {
  it('are empty where no feature fills them', () => {
    expect(joinTicketSlots([{}, {}])).toEqual(NO_TICKET_SLOTS);
  });

  it.each<[string, FeatureTicketSlots]>([
    ['panel', { panel: [section('a')] }],
    ['steps', { steps: [{ id: 'a', kind: 'ai', icon: 'assistant', labelKey: 'a' }] }],
    ['live', { live: [{ id: 'a', on: ['x.'] }] }],
    ['entry', { entry: [{ id: 'a', labelKey: 'a', place: 'end', at: ['note'], component: nothing }] }],
    ['requester', { requester: [{ id: 'a', labelKey: 'a', component: nothing }] }],
    ['reply', { reply: reply('a') }],
  ])('refuse two of one name in %s', (slot, filled) => {
    expect(() => joinTicketSlots([filled, filled])).toThrow(`"${slot}"`);
    expect(() => joinTicketSlots([filled])).not.toThrow();
  });

  it('put the sections of a tab in their order, without those that are not for this person or ticket', () => {
    const panel = [
      section('last', { places: { customer: 90 } }),
      section('elsewhere', { places: { copilot: 1 } }),
      section('secret', { may: (has) => has('crm.read') }),
      section('closed', { may: (_has, ticket) => ticket.status === 'closed' }),
      section('first', { places: { customer: 5, copilot: 50 } }),
    ];
    const ids = (tab: 'customer' | 'copilot', verbs: string[]) => sectionsOf(panel, tab, hasOf(verbs), TICKET).map(({ id }) => id);
    expect(ids('customer', [])).toEqual(['first', 'last']);
    expect(ids('customer', ['crm.read'])).toEqual(['first', 'secret', 'last']);
    expect(ids('copilot', [])).toEqual(['elsewhere', 'first']);
  });
});
