import { htmlToText } from '../model/plain-text';
import type { Outgoing } from '../model/send-machine';

let messages: readonly Outgoing[] = [];

export function setUnderWay(next: readonly Outgoing[]): void {
  messages = next;
}

/** The words of a message, whatever their markup. */
export function wordsOf(html: string): string {
  return htmlToText(html).replace(/\s+/g, ' ').trim();
}

/** Whether a draft is the text of a message that is being sent; the server may have cleaned its HTML. */
export function isUnderWay(ticket: number, kind: Outgoing['kind'], body: string): boolean {
  return (
    body !== '' &&
    messages.some(
      (message) => message.ticket === ticket && message.kind === kind && wordsOf(message.bodyHtml) === wordsOf(body),
    )
  );
}
