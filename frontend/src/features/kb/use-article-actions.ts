import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { keys } from '@/shared/api';
import { announce, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { kbApi, type Article, type ArticleChange, type ArticleStatus } from './api';
import type { ArticleDraft } from './use-article-draft';

export interface ArticleActions {
  /** Saves the words, with a change of the article's settings. */
  change: (values: ArticleChange) => Promise<void>;
  /** Saves the words and moves the article on; what is published goes live. */
  toStatus: (status: ArticleStatus) => Promise<void>;
  /** Says that the article is still right. */
  review: () => void;
  /** An older version has been restored. */
  restored: (article: Article) => void;
  remove: () => void;
  isRemoving: boolean;
}

/** What can be done with an article besides writing it. */
export function useArticleActions(article: Article, draft: ArticleDraft, onDeleted: () => void): ArticleActions {
  const { t } = useTranslation('kb');
  const reasonOf = useReasonOf();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => kbApi.remove(article.id),
    onSuccess: () => {
      client.removeQueries({ queryKey: keys.article(article.id) });
      void client.invalidateQueries({ queryKey: keys.articles });
      onDeleted();
    },
    onError: (error) => toastFailure(reasonOf(error)),
  });
  const review = useMutation({
    mutationFn: async () => {
      await draft.save();
      return kbApi.review(article.id);
    },
    onSuccess: (next) => {
      draft.adopt(next);
      announce(t('review.confirmed'));
    },
    onError: (error) => toastFailure(reasonOf(error)),
  });
  return {
    async change(values) {
      await draft.save(values);
    },
    async toStatus(status) {
      const values: ArticleChange = { status, ...(status === 'published' ? { goes_live: true } : {}) };
      const done = t(`done.${status}`, { title: draft.words.title });
      if (await draft.save(values)) toast(done);
    },
    review: () => review.mutate(),
    restored(next) {
      draft.adopt(next);
      void client.invalidateQueries({ queryKey: [...keys.article(article.id), 'versions'] });
      toast(t('versions.restored'));
    },
    remove: () => remove.mutate(),
    isRemoving: remove.isPending,
  };
}
