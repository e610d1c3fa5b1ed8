import type { Notice } from '@/shared/api';

/** Where the ticket or the article of a notice is. */
export const placeOf = (notice: Pick<Notice, 'number' | 'article_id'>) =>
  notice.number === null
    ? ({ to: '/kb/$id', params: { id: String(notice.article_id) } } as const)
    : ({ to: '/inbox/$number', params: { number: String(notice.number) } } as const);
