import type { Notice } from '@/shared/api';

/** Where a notice leads: to its ticket, or to what is due for a review. */
export const addressOfNotice = ({ number }: Notice) =>
  number === null
    ? // The router's types do not know the addresses of settings.
      ({ to: '/settings/assistant/boundaries' as '/settings' } as const)
    : ({ to: '/inbox/$number', params: { number: String(number) } } as const);
