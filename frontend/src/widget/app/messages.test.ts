import { describe, expect, it } from 'vitest';
import { entriesOf, mergeConversation } from './messages';
import type { Pending } from './outbox';
import type { Conversation, Message } from './types';

const message = (id: string, at: string, client_id = ''): Message => ({
  id,
  client_id,
  kind: 'message',
  author: { kind: 'me', name: '' },
  at,
  body: [id],
  citations: [],
  confidence: '',
  asks: false,
  has_helped: null,
  attachments: [],
});

const conversation = (messages: Message[], previous: string | null = null): Conversation => ({
  id: 'c1',
  subject: 'Export',
  status: 'open',
  owner: 'assistant',
  person: '',
  preview: '',
  last_at: null,
  unread: 0,
  messages,
  previous,
  handoff: null,
  rating: null,
  survey: null,
  may_rate: false,
  reply_email: '',
  may_leave_email: false,
  may_change_email: false,
  goes_on_by_email: false,
  wait: { promise: 'here', seconds: null, until: null, is_someone_here: true, text: '' },
});

describe('mergeConversation', () => {
  it('shows each message once, oldest first, the newer version of it', () => {
    const known = conversation([message('a', '1'), message('b', '2')]);
    const changed = { ...message('b', '2'), has_helped: true };
    const merged = mergeConversation(known, conversation([changed, message('c', '3')]));
    expect(merged.messages.map((each) => each.id)).toEqual(['a', 'b', 'c']);
    expect(merged.messages[1]?.has_helped).toBe(true);
  });

  it('keeps the way back to what was fetched before', () => {
    const known = conversation([message('a', '1'), message('b', '2')], null);
    expect(mergeConversation(known, conversation([message('b', '2')], '2')).previous).toBeNull();
  });
});

describe('entriesOf', () => {
  it('shows a message that has arrived as the server has it', () => {
    const pending = { client_id: 'x', conversation: 'c1', text: 'Hi' } as Pending;
    expect(entriesOf([message('a', '1', 'x')], [pending])).toHaveLength(1);
    expect(entriesOf([message('a', '1', 'y')], [pending])).toHaveLength(2);
  });
});
