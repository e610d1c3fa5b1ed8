import type { AttachmentFile, Citation, ConfidenceWord, Entry } from '../types';

/** Reads the free-form payload of entries, which events of several apps fill. */

export function citationsOf(entry: Entry): Citation[] {
  const value = entry.payload['citations'];
  return Array.isArray(value) ? (value as Citation[]) : [];
}

export function confidenceOf(entry: Entry): ConfidenceWord | null {
  const word = entry.payload['confidence_word'];
  return word === 'low' || word === 'medium' || word === 'high' ? word : null;
}

export type Origin = { type: 'page' | 'channel' | 'copied'; text: string };

/** Where a message was written, as far as its channel says: a page, a Slack channel, who was copied. */
export function originOf(entry: Entry): Origin | null {
  const { page, slack_channel: slack, cc } = entry.payload;
  if (typeof page === 'object' && page !== null) {
    const { area, title, url } = page as { area?: unknown; title?: unknown; url?: unknown };
    const text = [area, title, url].find((part) => typeof part === 'string' && part !== '');
    if (typeof text === 'string') return { type: 'page', text };
  }
  if (typeof slack === 'string' && slack !== '') return { type: 'channel', text: slack };
  if (Array.isArray(cc) && cc.length > 0) {
    const names = cc.map((person: unknown) => {
      if (typeof person === 'string') return person;
      const { name, email } = (person ?? {}) as { name?: string; email?: string };
      return name || email || '';
    });
    return { type: 'copied', text: names.filter(Boolean).join(', ') };
  }
  return null;
}

/** The files of an entry that do not stand in its text already, as inline images do. */
export function besideText(entry: Entry): AttachmentFile[] {
  return entry.attachments.filter((file) => entry.is_redacted || !entry.body_html.includes(file.url));
}
