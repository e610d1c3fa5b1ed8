import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, keys } from '@/shared/api';
import { toast, toastFailure, useReasonOf } from '@/shared/ui';
import { kbApi, type Article } from './api';
import type { ArticleDraft } from './use-article-draft';

export const approvalsQuery = (id: number) =>
  queryOptions({
    queryKey: [...keys.article(id), 'approvals'],
    queryFn: ({ signal }) => api.get('/articles/{article_id}/approvals', { path: { article_id: id }, query: { limit: 20 }, signal }),
  });

export type Step =
  | { to: 'ask'; words: string; reviewer: number | null }
  | { to: 'approve' | 'publish'; comment: string }
  | { to: 'return'; comment: string }
  | { to: 'withdraw' };

export interface ApprovalSteps {
  /** Saves what is being written and takes the step; resolves to whether it worked. */
  take: (step: Step) => Promise<boolean>;
  /** The step that is under way. */
  doing: Step['to'] | null;
}

function send({ id, content_version: version }: Article, step: Step): Promise<Article> {
  switch (step.to) {
    case 'ask':
      return kbApi.askApproval(id, { words: step.words, reviewer_id: step.reviewer });
    case 'return':
      return kbApi.returnArticle(id, step.comment);
    case 'withdraw':
      return kbApi.withdrawApproval(id);
    default:
      return kbApi.approve(id, { version, comment: step.comment, publish: step.to === 'publish' });
  }
}

/** The ways through a review: asked for, decided, taken back. */
export function useApproval(article: Article, draft: ArticleDraft): ApprovalSteps {
  const { t } = useTranslation('kb');
  const reasonOf = useReasonOf();
  const client = useQueryClient();
  const run = useMutation({
    mutationFn: (step: Step) => send(article, step),
    onSuccess: (next, { to }) => {
      draft.adopt(next);
      void client.invalidateQueries({ queryKey: approvalsQuery(article.id).queryKey });
      void client.invalidateQueries({ queryKey: [...keys.articles, 'list'] });
      toast(t(`approval.done.${to}`, { title: next.title }));
    },
    onError: (error) => toastFailure(reasonOf(error)),
  });
  return {
    take: async (step) => {
      if (!(await draft.save())) return false;
      return run.mutateAsync(step).then(
        () => true,
        () => false,
      );
    },
    doing: run.isPending ? run.variables.to : null,
  };
}
