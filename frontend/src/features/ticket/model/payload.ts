import { messagePayload } from '@/shared/ticket-screen';

import type { AttachmentFile, Citation, ConfidenceWord, Entry } from '../types';

/** Reads what messages and notes keep beside their words. */

export function citationsOf(entry: Entry): Citation[] {
  return messagePayload(entry).citations ?? [];
}

export function confidenceOf(entry: Entry): ConfidenceWord | null {
  return messagePayload(entry).confidence_word ?? null;
}

export type Origin = { type: 'page' | 'channel' | 'copied'; text: string };

/** Where a message was written, as far as its channel says: a page, a Slack channel, who was copied. */
export function originOf(entry: Entry): Origin | null {
  const { page, slack_channel: slack, cc } = messagePayload(entry);
  const text = page?.area || page?.title || page?.url;
  if (text) return { type: 'page', text };
  if (slack) return { type: 'channel', text: slack };
  if (cc && cc.length > 0) {
    return { type: 'copied', text: cc.map(({ name, email }) => name || email).filter(Boolean).join(', ') };
  }
  return null;
}

/** Whether an entry came by mail: what it quotes is kept apart then, not within its text. */
export function isMail(entry: Entry): boolean {
  return messagePayload(entry).mail !== undefined;
}

/** The files of an entry that do not stand in its text already, as inline images do. */
export function besideText(entry: Entry): AttachmentFile[] {
  return entry.attachments.filter((file) => entry.is_redacted || !entry.body_html.includes(file.url));
}
