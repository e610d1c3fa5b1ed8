import type { TicketDetail } from '@/shared/api';

/** What the customer wrote last, as a quote; empty where nothing is loaded that they wrote. */
export function lastAsQuote(ticket: TicketDetail): string {
  const theirs = ticket.timeline.results.filter((entry) => entry.kind === 'message' && entry.author.kind === 'contact');
  const text = theirs[theirs.length - 1]?.body_text.trim() ?? '';
  return text === '' ? '' : text.split('\n').map((line) => `> ${line}`).join('\n');
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** An answer as a quote for the reply to the customer: its text alone. */
export function quotedHtml(text: string): string {
  const safe = text.trim().replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);
  return `<blockquote><p>${safe.replace(/\n/g, '<br>')}</p></blockquote>`;
}

/** Addresses as somebody types them: by commas, semicolons or spaces. */
export function addressesOf(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((one) => one !== ''))];
}

/** Puts the focus on the first field of a form that is marked as wrong. */
export function focusOnFault(form: HTMLFormElement | null): void {
  form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}
