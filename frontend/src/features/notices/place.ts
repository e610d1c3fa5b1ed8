import type { Notice } from '@/shared/api';

/** Where the ticket or the article of a notice is; what is about neither leads to the settings of it. */
export const placeOf = (notice: Pick<Notice, 'number' | 'article_id'>) => {
  if (notice.number !== null) return { to: '/inbox/$number', params: { number: String(notice.number) } } as const;
  if (notice.article_id !== null) return { to: '/kb/$id', params: { id: String(notice.article_id) } } as const;
  // The router's types do not know the addresses of settings.
  return { to: '/settings/assistant/boundaries' as '/settings' } as const;
};
