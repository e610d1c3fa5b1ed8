import type { AttachmentFile, Citation, ConfidenceWord, Entry } from '../types';

/** Reads what messages and notes keep beside their words. */

/** The payload of what somebody wrote; nothing for a step. */
export function messagePayload(entry: Entry) {
  return entry.kind === 'message' || entry.kind === 'note' ? entry.payload : {};
}

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

/** The files of an entry that do not stand in its text already, as inline images do. */
export function besideText(entry: Entry): AttachmentFile[] {
  return entry.attachments.filter((file) => entry.is_redacted || !entry.body_html.includes(file.url));
}
