import { Link } from '@tanstack/react-router';
import ChevronLeft from 'lucide-react/icons/chevron-left';
import Ellipsis from 'lucide-react/icons/ellipsis';
import ExternalLink from 'lucide-react/icons/external-link';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { Badge, Button, Confirm, Icon, IconButton, Menu, MenuItem, MenuLine, useReasonOf } from '@/shared/ui';
import type { Article } from './api';
import { LanguageSwitch } from './language-switch';
import { AskDialog } from './approval-dialogs';
import { STATUS_TONE } from './status-tone';
import { useApproval } from './use-approval';
import type { ArticleActions } from './use-article-actions';
import type { ArticleDraft } from './use-article-draft';

export interface ArticleBarProps {
  article: Article;
  draft: ArticleDraft;
  actions: ArticleActions;
}

/** Where the article stands, and the ways on: save, publish, and what is behind the menu. */
export function ArticleBar({ article, draft, actions }: ArticleBarProps) {
  const { t } = useTranslation('kb');
  return (
    <header className="bar">
      <BackLink />
      <h1 className="vh">{draft.words.title}</h1>
      <Badge tone={STATUS_TONE[article.status]}>{t(`status.${article.status}`)}</Badge>
      {isApproved(article) ? <Badge tone="ok">{t('approval.state.approved')}</Badge> : null}
      {article.has_unpublished_changes ? <Badge tone="warn">{t('unpublished')}</Badge> : null}
      <LanguageSwitch article={article} />
      <SaveSign draft={draft} />
      <span className="sp" />
      {article.url.startsWith('/help/') ? (
        <a className="btn ghost desk" href={article.url} target="_blank" rel="noreferrer">
          <Icon icon={ExternalLink} size={14} />
          {t('openPublic')}
        </a>
      ) : null}
      <SaveAndPublish article={article} draft={draft} actions={actions} />
      {article.permissions.update ? <ArticleMenu article={article} draft={draft} actions={actions} /> : null}
    </header>
  );
}

/** Approved, and not yet with its readers. */
const isApproved = ({ approval, content_version: words, published_version: read }: Article): boolean =>
  approval?.state === 'approved' && approval.version === words && read !== words;

export function BackLink() {
  const { t } = useTranslation('kb');
  return (
    <Link to="/kb" className="ib sm" aria-label={t('back')}>
      <Icon icon={ChevronLeft} />
    </Link>
  );
}

/** The two buttons, and their keys also for those who see none. */
function SaveAndPublish({ article, draft, actions }: ArticleBarProps) {
  const { t } = useTranslation('kb');
  const { update: mayUpdate } = article.permissions;
  const mayPublish = article.permissions.publish && !article.needs_approval;
  const publishLabel = article.status === 'published' ? t('publishChanges') : t('publish');
  const isPublishable = hasNews(article, draft);
  useShortcuts(t('keys'), [
    { keys: 'mod+s', label: t('save'), run: () => void draft.save(), whileTyping: true },
    {
      keys: 'mod+enter',
      label: publishLabel,
      run: () => (mayPublish && isPublishable ? void actions.toStatus('published') : false),
      whileTyping: true,
    },
  ]);
  if (!mayUpdate) return null;
  return (
    <>
      <Button
        keys="mod+s"
        busy={draft.state === 'saving' ? t('saving') : null}
        unavailable={draft.state === 'saved' ? t('nothingToSave') : null}
        onClick={() => void draft.save()}
      >
        {t('save')}
      </Button>
      {mayPublish ? (
        <Button
          variant="primary"
          unavailable={isPublishable ? null : t('isPublished')}
          onClick={() => void actions.toStatus('published')}
        >
          {publishLabel}
        </Button>
      ) : (
        <AskButton article={article} draft={draft} />
      )}
    </>
  );
}

/** Whether there are words that its readers do not have. */
const hasNews = (article: Article, draft: ArticleDraft): boolean =>
  article.status !== 'published' || article.has_unpublished_changes || draft.state === 'unsaved';

/** Where somebody else has to read it first; whoever may publish by themselves asks by the menu. */
function AskButton({ article, draft }: Omit<ArticleBarProps, 'actions'>) {
  const { t } = useTranslation('kb');
  const steps = useApproval(article, draft);
  const [isAsking, setAsking] = useState(false);
  if (article.approval?.state === 'open' || isApproved(article) || article.status === 'archived') return null;
  return (
    <>
      <Button variant="primary" unavailable={hasNews(article, draft) ? null : t('isPublished')} onClick={() => setAsking(true)}>
        {t('askReview')}
      </Button>
      {isAsking ? <AskDialog article={article} steps={steps} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

/** The other states of an article, and its end. */
function ArticleMenu({ article, draft, actions }: ArticleBarProps) {
  const { t } = useTranslation('kb');
  const steps = useApproval(article, draft);
  const [isAsking, setAsking] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  const { publish: mayPublish, delete: mayDelete } = article.permissions;
  return (
    <>
      <Menu
        align="end"
        label={t('more')}
        trigger={
          <IconButton label={t('actions')}>
            <Icon icon={Ellipsis} />
          </IconButton>
        }
      >
        {mayPublish && article.approval?.state !== 'open' && article.status !== 'archived' && hasNews(article, draft) ? (
          <MenuItem onSelect={() => setAsking(true)}>{t('toStatus.review')}</MenuItem>
        ) : null}
        {(['draft', 'archived'] as const)
          .filter((status) => status !== article.status && mayPublish)
          .map((status) => (
            <MenuItem key={status} onSelect={() => void actions.toStatus(status)}>
              {t(`toStatus.${status}`)}
            </MenuItem>
          ))}
        {mayDelete ? (
          <>
            <MenuLine />
            <MenuItem isDanger onSelect={() => setDeleting(true)}>
              {t('delete.item')}
            </MenuItem>
          </>
        ) : null}
      </Menu>
      {isAsking ? <AskDialog article={article} steps={steps} onClose={() => setAsking(false)} /> : null}
      <Confirm
        isOpen={isDeleting}
        onOpenChange={setDeleting}
        title={t('delete.title', { title: article.title })}
        consequence={t(article.translations.length > 0 ? 'delete.withTranslations' : 'delete.consequence', { count: article.translations.length })}
        action={t('delete.action')}
        busy={actions.isRemoving ? t('delete.busy') : null}
        onConfirm={actions.remove}
      />
    </>
  );
}

function SaveSign({ draft }: { draft: ArticleDraft }) {
  const { t } = useTranslation('kb');
  const reasonOf = useReasonOf();
  if (draft.state === 'fault') {
    return (
      <span className="f12 bad-text" role="alert">
        {t('saveState.fault', { reason: reasonOf(draft.fault) })}
      </span>
    );
  }
  return (
    <span className="t3 f12 nw save-sign" data-state={draft.state}>
      {t(`saveState.${draft.state}`)}
    </span>
  );
}
