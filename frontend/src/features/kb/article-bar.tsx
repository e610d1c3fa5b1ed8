import { Link } from '@tanstack/react-router';
import ChevronLeft from 'lucide-react/icons/chevron-left';
import Ellipsis from 'lucide-react/icons/ellipsis';
import ExternalLink from 'lucide-react/icons/external-link';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { Badge, Button, Confirm, Icon, IconButton, Menu, MenuItem, MenuLine, useReasonOf } from '@/shared/ui';
import type { Article } from './api';
import { STATUS_TONE } from './status-tone';
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
      {article.has_unpublished_changes ? <Badge tone="warn">{t('unpublished')}</Badge> : null}
      <SaveSign draft={draft} />
      <span className="sp" />
      {article.url.startsWith('/help/') ? (
        <a className="btn ghost desk" href={article.url} target="_blank" rel="noreferrer">
          <Icon icon={ExternalLink} size={14} />
          {t('openPublic')}
        </a>
      ) : null}
      <SaveAndPublish article={article} draft={draft} actions={actions} />
      {article.permissions.update ? <ArticleMenu article={article} actions={actions} /> : null}
    </header>
  );
}

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
  const { update: mayUpdate, publish: mayPublish } = article.permissions;
  const publishLabel = article.status === 'published' ? t('publishChanges') : t('publish');
  const isPublishable = article.status !== 'published' || article.has_unpublished_changes || draft.state === 'unsaved';
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
      ) : article.status === 'draft' ? (
        <Button variant="primary" onClick={() => void actions.toStatus('review')}>
          {t('askReview')}
        </Button>
      ) : null}
    </>
  );
}

/** The other states of an article, and its end. */
function ArticleMenu({ article, actions }: { article: Article; actions: ArticleActions }) {
  const { t } = useTranslation('kb');
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
        {(['draft', 'review', 'archived'] as const)
          .filter((status) => status !== article.status && (mayPublish || (status === 'review' && article.status === 'draft')))
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
      <Confirm
        isOpen={isDeleting}
        onOpenChange={setDeleting}
        title={t('delete.title', { title: article.title })}
        consequence={t('delete.consequence')}
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
