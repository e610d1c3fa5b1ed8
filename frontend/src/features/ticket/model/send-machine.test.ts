import { describe, expect, it } from 'vitest';

import { entry, fromAssistant, INES, MAYA } from '../testing/fixtures';
import { IDLE, sendReducer, type Outgoing, type SendState } from './send-machine';

const REPLY: Outgoing = {
  ticket: 48213,
  kind: 'public',
  bodyHtml: '<p>Started the backfill.</p>',
  status: 'pending',
  attachments: [],
  seenEntryId: 990,
  clientId: 'c-1',
};
const waiting = sendReducer(IDLE, { type: 'send', message: REPLY, until: 10_000 });
const sending = sendReducer(waiting, { type: 'time-up' });

const HALF_ANSWER = {
  is_acknowledgement: true,
  citations: [{ article_id: 9, title: 'Invoices', url: '/help/invoices', quote: 'Under Billing.' }],
};

describe('sendReducer', () => {
  it('waits for the undo time before it sends', () => {
    expect(waiting).toMatchObject({ step: 'waiting', until: 10_000 });
    expect(sending.step).toBe('sending');
    expect(sendReducer(sending, { type: 'sent' })).toEqual(IDLE);
  });

  it('goes back on undo, and not after the time is up', () => {
    expect(sendReducer(waiting, { type: 'undo' })).toEqual(IDLE);
    expect(sendReducer(sending, { type: 'undo' })).toBe(sending);
  });

  it('ignores a second send while one is on its way', () => {
    const other = { ...REPLY, clientId: 'c-2' };
    expect(sendReducer(waiting, { type: 'send', message: other, until: 1 })).toBe(waiting);
    expect(sendReducer(sending, { type: 'send', message: other, until: 1 })).toBe(sending);
  });

  it.each([
    ['the customer', entry(991)],
    ['a teammate', entry(991, { author: MAYA })],
    ['the assistant', fromAssistant(991)],
    ['the assistant with half an answer', fromAssistant(991, { payload: HALF_ANSWER })],
  ])('is held when %s writes during the wait', (_who, news) => {
    const held = sendReducer(waiting, { type: 'news', entry: news, selfId: INES.id });
    expect(held).toMatchObject({ step: 'held', newer: [{ id: 991 }] });
  });

  it.each([
    ['an entry that was seen', entry(990)],
    ['my own message from another tab', entry(991, { author: INES })],
    ['a note', entry(991, { kind: 'note', author: MAYA })],
    ['an acknowledgement', fromAssistant(991, { payload: { is_acknowledgement: true } })],
  ])('goes on past %s', (_what, news) => {
    expect(sendReducer(waiting, { type: 'news', entry: news, selfId: INES.id })).toBe(waiting);
  });

  it('never holds a note', () => {
    const note = sendReducer(IDLE, { type: 'send', message: { ...REPLY, kind: 'note' }, until: 1 });
    expect(sendReducer(note, { type: 'news', entry: entry(991), selfId: INES.id })).toBe(note);
  });

  describe('held', () => {
    const held = sendReducer(sending, { type: 'stale', newer: [entry(991)] });

    it('keeps the text', () => {
      expect(held).toMatchObject({ step: 'held', message: REPLY });
    });

    it('sends anyway up to what the bar showed', () => {
      expect(sendReducer(held, { type: 'send-anyway' })).toMatchObject({
        step: 'sending',
        message: { seenEntryId: 991, clientId: 'c-1' },
      });
    });

    it('collects what arrives meanwhile, once', () => {
      const twice: SendState = [entry(992), entry(992)].reduce<SendState>(
        (state, news) => sendReducer(state, { type: 'news', entry: news, selfId: INES.id }),
        held,
      );
      expect(twice).toMatchObject({ newer: [{ id: 991 }, { id: 992 }] });
    });

    it('ends when the reply is edited', () => {
      expect(sendReducer(held, { type: 'edit' })).toEqual(IDLE);
    });
  });

  it('keeps a message that failed and sends the same one again', () => {
    const failed = sendReducer(sending, { type: 'fault', fault: { title: 'Not sent', detail: 'Mailbox full' } });
    expect(failed.step).toBe('failed');
    expect(sendReducer(failed, { type: 'retry' })).toEqual(sending);
  });
});
