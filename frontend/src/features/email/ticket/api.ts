import { api, urlOf } from '@/shared/api';
import { orNothing } from '@/shared/ticket-screen';

import type { DeliveryAction } from './types';

export const mailApi = {
  /** Null where the server knows no mail. */
  recipients: (number: number, signal?: AbortSignal) =>
    orNothing(api.get('/tickets/{number}/recipients', { path: { number }, signal })),
  decide: (number: number, entry: number, action: DeliveryAction) =>
    api.post('/tickets/{number}/entries/{entry_id}/delivery', { path: { number, entry_id: entry }, body: { action } }),
  original: (number: number, entry: number, signal?: AbortSignal) =>
    api.get('/tickets/{number}/entries/{entry_id}/original', { path: { number, entry_id: entry }, signal }),
};

/** Where the whole mail stands as a page of its own, made for a sandboxed frame. */
export function originalPage(number: number, entry: number, withImages: boolean, theme: 'light' | 'dark'): string {
  return urlOf('/tickets/{number}/entries/{entry_id}/original.html', {
    path: { number, entry_id: entry },
    query: { images: withImages ? 1 : 0, theme },
  });
}
