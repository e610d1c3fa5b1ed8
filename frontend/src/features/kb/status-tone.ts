import type { Tone } from '@/shared/ui';
import type { ArticleStatus } from './api';

export const STATUS_TONE: Record<ArticleStatus, Tone> = {
  draft: 'mute',
  review: 'warn',
  published: 'ok',
  archived: 'mute',
};
