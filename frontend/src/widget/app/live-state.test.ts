import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Host } from '../contract';
import { CONFIG, FakeServer, SERVER } from '../testing/server';
import { Desk } from './desk';
import { language } from './i18n';
import { placeOf, QUIET } from './state';
import type { Conversation, Frame, Home, SignalName } from './types';

/** What the server showed, said and then showed; `tests/contract/test_widget_live_state.py` keeps it true. */
interface Recording {
  before: { home: Home; conversation: Conversation };
  heard: Extract<Frame, { type: 'event' }>[];
  after: { home: Home; conversation: Conversation };
}

const RECORDINGS = Object.entries(import.meta.glob<Recording>('../testing/live-states/*.json', { eager: true, import: 'default' }));

class Line {
  static newest: Line;
  static readonly OPEN = 1;
  readyState = 1;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;

  constructor() {
    Line.newest = this;
  }
  send(): void {
    /* What the panel says is not listened to. */
  }
  close(): void {
    this.readyState = 3;
  }
  says(frame: Frame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

let desk: Desk;

afterEach(() => {
  desk.destroy();
  vi.unstubAllGlobals();
});

/** A panel that shows the conversation as it was before. */
async function open({ home, conversation }: Recording['before']): Promise<FakeServer> {
  const server = new FakeServer();
  server.install();
  vi.stubGlobal('WebSocket', Line);
  show(server, { home, conversation });
  const host: Partial<Host> = {
    base: SERVER,
    config: CONFIG,
    key: 'wk_1',
    locale: 'en',
    storage: { get: () => null, set: () => undefined, remove: () => undefined },
    who: () => 'helen',
    userToken: () => Promise.resolve(null),
    session: () => null,
    keepSession: () => true,
    keepOpen: () => undefined,
    consent: () => 'unasked',
    snapshot: () => null,
    onSnapshot: () => () => undefined,
    setUnread: () => undefined,
  };
  // Shut, so that nothing counts as read: what the server says alone decides.
  desk = new Desk(host as Host, language('en', 'ltr'));
  await desk.begin();
  await desk.loadConversation(conversation.id);
  Line.newest.says({ type: 'ready', last_id: 0, user_id: null });
  return server;
}

function show(server: FakeServer, { home, conversation }: Recording['before']): void {
  server.answers('get', 'home', home);
  server.answers('get', 'conversations/{conversation_id}', conversation);
}

const state = (id: string) => ({ home: desk.state.home, conversation: desk.state.conversations[id], now: desk.state.now[id] ?? QUIET });

describe('the state after a message is the state fetched again', () => {
  it.each(RECORDINGS)('%s', async (_name, { before, heard, after }) => {
    const server = await open(before);
    expect(state(before.conversation.id)).toEqual({ ...before, now: QUIET });
    show(server, after);
    heard.forEach((frame) => Line.newest.says(frame));
    await vi.waitFor(() => expect(state(before.conversation.id)).toEqual({ ...after, now: QUIET }));
  });

  const ticket = RECORDINGS[0]?.[1].before.conversation.id ?? '';
  const SIGNALS: Record<SignalName, Extract<Frame, { type: 'signal' }>['data']> = {
    typing: { ticket, name: 'Ines', is_typing: true },
    'assistant.thinking': { ticket, run_id: 'a' },
    'assistant.delta': { ticket, run_id: 'a', text: 'Grant' },
    'assistant.stopped': { ticket, run_id: 'a' },
    'proactive.offered': { at: '2026-03-02T09:00:00Z' },
  };

  it.each(Object.entries(SIGNALS))('also after %s and the answer that follows', async (name, data) => {
    const [, answered] = RECORDINGS.find(([path]) => path.includes('the-assistant-answers')) ?? [];
    if (!answered) throw new Error('There is no recording of an answer.');
    const server = await open(answered.before);
    Line.newest.says({ type: 'signal', topic: 'contact:1', name: name as SignalName, data });
    if (name !== 'assistant.stopped' && name !== 'proactive.offered') expect(state(ticket).now).not.toEqual(QUIET);
    show(server, answered.after);
    answered.heard.forEach((frame) => Line.newest.says(frame));
    await vi.waitFor(() => expect(state(ticket)).toEqual({ ...answered.after, now: QUIET }));
  });

  const piece = (name: SignalName, run_id: string, text?: string): Extract<Frame, { type: 'signal' }> => ({
    type: 'signal',
    topic: 'contact:1',
    name,
    data: text === undefined ? { ticket, run_id } : { ticket, run_id, text },
  });
  const ENDS: [string, ReturnType<typeof piece>[], boolean][] = [
    ['that only thought', [piece('assistant.thinking', 'a'), piece('assistant.stopped', 'a')], true],
    ['that had begun to write', [piece('assistant.thinking', 'a'), piece('assistant.delta', 'a', 'Grant'), piece('assistant.stopped', 'a')], true],
    ['whose beginning was lost', [piece('assistant.delta', 'a', 'Grant'), piece('assistant.stopped', 'a')], true],
    ['overtaken by one that thinks', [piece('assistant.thinking', 'a'), piece('assistant.thinking', 'b'), piece('assistant.stopped', 'a')], false],
    ['overtaken by one that writes', [piece('assistant.thinking', 'a'), piece('assistant.delta', 'b', 'Grant'), piece('assistant.stopped', 'a')], false],
  ];

  it.each(ENDS)('the end of a run %s shows at once', async (_name, frames, isQuiet) => {
    const [, recording] = RECORDINGS[0] ?? [];
    if (!recording) throw new Error('There is no recording.');
    await open(recording.before);
    frames.forEach((frame) => Line.newest.says(frame));
    const { now } = state(ticket);
    expect(now.isThinking || now.streamed !== '').toBe(!isQuiet);
  });
});

describe('A conversation that went on in another', () => {
  const into = (conversation: Conversation, id: string): Conversation => ({
    ...conversation,
    id,
    messages: [...conversation.messages, ...conversation.messages.map((each) => ({ ...each, id: `${id}-${each.id}`, at: '2099-01-01T00:00:00Z' }))],
  });

  it('takes the panel along, and what left it again is gone', async () => {
    const [, recording] = RECORDINGS[0] ?? [];
    if (!recording) throw new Error('There is no recording.');
    const { home, conversation } = recording.before;
    const server = await open(recording.before);
    desk.open({ name: 'conversation', id: conversation.id });
    const target = into(conversation, 'b');
    show(server, { home, conversation: target });
    desk.refresh();
    await vi.waitFor(() => expect(placeOf(desk.state)).toMatchObject({ name: 'conversation', id: 'b' }));
    expect(desk.state.conversations[conversation.id]).toBeUndefined();
    expect(desk.state.conversations.b?.messages).toHaveLength(target.messages.length);
    show(server, { home, conversation: { ...target, messages: target.messages.slice(0, conversation.messages.length) } });
    desk.refresh('b');
    await vi.waitFor(() => expect(desk.state.conversations.b?.messages).toHaveLength(conversation.messages.length));
  });
});
