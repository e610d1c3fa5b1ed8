import { api, urlOf } from '@/shared/api';
import { orNothing } from '@/shared/ticket-screen';

import type { Entry } from '../types';
import type { DeliveryAction, OriginalMail, TicketRecipients } from './types';

const ofEntry = (number: number, entry: number, part: string) => `/tickets/${number}/entries/${entry}/${part}`;

export const mailApi = {
  /** Null where the server knows no mail. */
  recipients: (number: number, signal?: AbortSignal) =>
    orNothing(api.get<TicketRecipients>(`/tickets/${number}/recipients`, signal ? { signal } : {})),
  decide: (number: number, entry: number, action: DeliveryAction) =>
    api.post<Entry>(ofEntry(number, entry, 'delivery'), { action }),
  original: (number: number, entry: number, signal?: AbortSignal) =>
    api.get<OriginalMail>(ofEntry(number, entry, 'original'), signal ? { signal } : {}),
};

/** Where the whole mail stands as a page of its own, made for a sandboxed frame. */
export function originalPage(number: number, entry: number, withImages: boolean, theme: string): string {
  return urlOf(ofEntry(number, entry, 'original.html'), { images: withImages ? 1 : 0, theme });
}
