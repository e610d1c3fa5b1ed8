import { describe, expect, it } from 'vitest';

import { entry, INES, ticket } from '../testing/fixtures';
import { recipientsOf } from './recipients';

const DEV = { name: 'Dev Patel', email: 'dev@kestrel.example' };

describe('recipientsOf', () => {
  it('answers on the channel the customer used last', () => {
    const entries = [entry(1, { channel: 'widget' }), entry(2, { channel: 'slack' }), entry(3, { author: INES })];
    expect(recipientsOf(ticket({ channel: 'widget' }), entries).channel).toBe('slack');
  });

  it('offers the people copied on the last email, once and without the requester', () => {
    const cc = [DEV, 'DEV@kestrel.example', 'helen@kestrel.example'];
    const entries = [entry(1, { channel: 'email', payload: { cc } })];
    expect(recipientsOf(ticket(), entries)).toEqual({
      channel: 'email',
      to: [{ name: 'Helen Marsh', address: 'helen@kestrel.example' }],
      copyable: [{ name: 'Dev Patel', address: 'dev@kestrel.example' }],
    });
  });

  it('copies nobody in a chat', () => {
    const entries = [entry(1, { channel: 'widget', payload: { cc: [DEV] } })];
    expect(recipientsOf(ticket(), entries).copyable).toEqual([]);
  });
});
