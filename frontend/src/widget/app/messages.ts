import type { Pending } from './outbox';
import type { Conversation, Message } from './types';

/** One line of the conversation: what the server has, or what is on its way there. */
export type Entry = { pending: null; message: Message } | { pending: Pending; message: null };

/** The server's page merged into what is known: each message once, the newer version wins, oldest first. */
export function mergeMessages(known: readonly Message[], page: readonly Message[]): Message[] {
  const merged = new Map(known.map((message) => [message.id, message]));
  for (const message of page) merged.set(message.id, message);
  return [...merged.values()].sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
}

/**
 * `before` is what was known when this was asked for: what the page does not have any more has left the
 * conversation, as after a merge that was undone.
 */
export function mergeConversation(known: Conversation | undefined, fresh: Conversation, before?: Conversation): Conversation {
  if (!known) return fresh;
  const oldest = fresh.messages[0];
  const shown = new Set(fresh.messages.map((message) => message.id));
  const gone = new Set(before?.messages.filter((each) => oldest !== undefined && each.at >= oldest.at && !shown.has(each.id)).map((each) => each.id));
  // Pages that were fetched before stay, with their own way further back.
  const hasOlder = oldest !== undefined && known.messages.some((message) => message.at < oldest.at);
  return { ...fresh, messages: mergeMessages(known.messages.filter((each) => !gone.has(each.id)), fresh.messages), previous: hasOlder ? known.previous : fresh.previous };
}

/** Messages and what is on its way; a message that has arrived is shown once, as the server has it. */
export function entriesOf(messages: readonly Message[], pending: readonly Pending[]): Entry[] {
  const arrived = new Set(messages.map((message) => message.client_id).filter(Boolean));
  return [
    ...messages.map((message): Entry => ({ pending: null, message })),
    ...pending.filter((item) => !arrived.has(item.client_id)).map((item): Entry => ({ pending: item, message: null })),
  ];
}

/** Who wrote the newest message that a person has added since; empty for nobody. */
export function newestFrom(known: Conversation, fresh: Conversation): string {
  const before = new Set(known.messages.map((message) => message.id));
  const added = fresh.messages.filter((message) => message.author.kind === 'person' && !before.has(message.id));
  return added[added.length - 1]?.author.name ?? '';
}
