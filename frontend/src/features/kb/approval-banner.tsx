import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { relativeTime } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Button } from '@/shared/ui';
import type { Approval, Article } from './api';
import { ReturnDialog } from './approval-dialogs';
import { useApproval } from './use-approval';
import type { ArticleDraft } from './use-article-draft';

/** How far the review is, above the words that it is about, with what the reader of it can do. */
export function ApprovalBanner({ article, draft }: { article: Article; draft: ArticleDraft }) {
  const { approval } = article;
  if (approval === null || !isCurrent(article, approval)) return null;
  return (
    <div className={`kb-approval is-${approval.state}`} role="status">
      <Said approval={approval} />
      {approval.state === 'open' ? <Decisions article={article} draft={draft} /> : null}
    </div>
  );
}

/** Whether it still says something about the words that are being written. */
function isCurrent(article: Article, approval: Approval): boolean {
  switch (approval.state) {
    case 'open':
      return true;
    case 'returned':
      return article.status !== 'archived' && (article.published_version ?? 0) < approval.version;
    case 'approved':
      return approval.version === article.content_version && article.published_version !== approval.version;
    case 'withdrawn':
      return false;
  }
}

function Said({ approval }: { approval: Approval }) {
  const { t, i18n } = useTranslation('kb');
  const now = useNow(60_000);
  const isOpen = approval.state === 'open';
  const who = isOpen ? approval.asked_by.name : (approval.decided_by?.name ?? '');
  const at = isOpen ? approval.asked_at : approval.decided_at;
  const said = isOpen ? approval.words : approval.comment;
  const ofWhom = isOpen ? (approval.reviewer ? 'openOf' : 'open') : approval.state;
  return (
    <div className="kb-said">
      <p>
        <b>{t(`approval.is.${ofWhom}`, { name: who, reviewer: approval.reviewer?.name })}</b>{' '}
        {at === null ? null : (
          <time className="t3 f12" dateTime={at}>
            {relativeTime(at, now, i18n.language)}
          </time>
        )}
      </p>
      {said ? (
        <p className="kb-quote" dir="auto">
          {said}
        </p>
      ) : null}
    </div>
  );
}

function Decisions({ article, draft }: { article: Article; draft: ArticleDraft }) {
  const { t } = useTranslation('kb');
  const steps = useApproval(article, draft);
  const [isReturning, setReturning] = useState(false);
  const { approve: mayApprove, update: mayUpdate } = article.permissions;
  const busyOf = (to: 'approve' | 'publish' | 'withdraw'): string | null => (steps.doing === to ? t('approval.busy') : null);
  return (
    <span className="row g1 wraps">
      {mayApprove ? (
        <>
          <Button size="sm" onClick={() => setReturning(true)}>
            {t('approval.return')}
          </Button>
          <Button size="sm" busy={busyOf('approve')} onClick={() => void steps.take({ to: 'approve', comment: '' })}>
            {t('approval.approve')}
          </Button>
          <Button size="sm" variant="primary" busy={busyOf('publish')} onClick={() => void steps.take({ to: 'publish', comment: '' })}>
            {t('approval.approveAndPublish')}
          </Button>
        </>
      ) : mayUpdate ? (
        <Button size="sm" busy={busyOf('withdraw')} onClick={() => void steps.take({ to: 'withdraw' })}>
          {t('approval.withdraw')}
        </Button>
      ) : null}
      {isReturning ? <ReturnDialog steps={steps} onClose={() => setReturning(false)} /> : null}
    </span>
  );
}
