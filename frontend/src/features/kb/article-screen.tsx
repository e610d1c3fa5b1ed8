import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import ChevronLeft from 'lucide-react/icons/chevron-left';
import Ellipsis from 'lucide-react/icons/ellipsis';
import ExternalLink from 'lucide-react/icons/external-link';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keys } from '@/shared/api';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { beginHere } from '@/shared/lib/first-field';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { ConnectionBar } from '@/shared/realtime';
import {
  announce,
  Badge,
  Button,
  Confirm,
  ErrorState,
  Icon,
  IconButton,
  Menu,
  MenuItem,
  MenuLine,
  TabPanel,
  Tabs,
  toast,
  toastFailure,
  useReasonOf,
} from '@/shared/ui';
import { articleQuery, kbApi, type Article, type ArticleChange, type ArticleStatus } from './api';
import { ArticleSettings } from './article-settings';
import { fitsRichText } from './rich-text';
import { SourceEditor } from './source-editor';
import { STATUS_TONE } from './status-tone';
import { useArticleDraft, type ArticleDraft } from './use-article-draft';
import { VersionsPanel } from './versions-panel';
import './kb.css';

const ArticleEditor = lazy(() => import('./article-editor'));

export function ArticleScreen({ id, onDeleted }: { id: number; onDeleted: () => void }) {
  const { t } = useTranslation('kb');
  const client = useQueryClient();
  const query = useQuery(articleQuery(id));
  useDocumentTitle(query.data?.title ?? '');
  if (query.data) {
    return (
      <ArticleDesk
        key={id}
        article={query.data}
        reload={() => client.fetchQuery({ ...articleQuery(id), staleTime: 0 })}
        onDeleted={onDeleted}
      />
    );
  }
  return (
    <main className="pane sp kb" id="content" tabIndex={-1} data-pane="content">
      <header className="bar">
        <BackLink />
        <h1>{t('title')}</h1>
      </header>
      {query.error ? (
        <ErrorState title={t('articleFault')} error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <p className="t3 pad">{t('loading')}</p>
      )}
    </main>
  );
}

function BackLink() {
  const { t } = useTranslation('kb');
  return (
    <Link to="/kb" className="ib sm" aria-label={t('back')}>
      <Icon icon={ChevronLeft} />
    </Link>
  );
}

interface DeskProps {
  article: Article;
  reload: () => Promise<Article>;
  onDeleted: () => void;
}

function ArticleDesk({ article, reload, onDeleted }: DeskProps) {
  const { t } = useTranslation('kb');
  const reasonOf = useReasonOf();
  const client = useQueryClient();
  const draft = useArticleDraft(article, reload);
  const [panel, setPanel] = useState<'settings' | 'versions'>('settings');
  const [isDeleting, setDeleting] = useState(false);
  const { update: mayUpdate, publish: mayPublish, delete: mayDelete } = article.permissions;
  const isReadOnly = !mayUpdate;
  const [isNew] = useState(mayUpdate && article.version === 1 && article.title === t('untitled') && article.body === '');

  const change = async (values: ArticleChange, done?: string): Promise<void> => {
    if (await draft.save(values)) {
      if (done) toast(done);
    }
  };
  const toStatus = (status: ArticleStatus): Promise<void> =>
    change({ status, ...(status === 'published' ? { goes_live: true } : {}) }, t(`done.${status}`, { title: draft.words.title }));
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

  const publishLabel = article.status === 'published' ? t('publishChanges') : t('publish');
  const isPublishable = article.status !== 'published' || article.has_unpublished_changes || draft.state === 'unsaved';
  useShortcuts(t('keys'), [
    { keys: 'mod+s', label: t('save'), run: () => void draft.save(), whileTyping: true },
    { keys: 'mod+enter', label: publishLabel, run: () => (mayPublish && isPublishable ? void toStatus('published') : false), whileTyping: true },
  ]);

  return (
    <main className="pane sp kb" id="content" tabIndex={-1} data-pane="content">
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
        {mayUpdate ? (
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
              <Button variant="primary" unavailable={isPublishable ? null : t('isPublished')} onClick={() => void toStatus('published')}>
                {publishLabel}
              </Button>
            ) : article.status === 'draft' ? (
              <Button variant="primary" onClick={() => void toStatus('review')}>
                {t('askReview')}
              </Button>
            ) : null}
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
                  <MenuItem key={status} onSelect={() => void toStatus(status)}>
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
          </>
        ) : null}
      </header>
      <ConnectionBar />
      <Conflict draft={draft} />
      <div className="kb-cols">
        <section className="kb-edit scroll" aria-label={t('editor.label')}>
          <input
            className="doc-title"
            aria-label={t('articleTitle')}
            placeholder={t('articleTitle')}
            dir="auto"
            maxLength={300}
            readOnly={isReadOnly}
            ref={isNew ? beginHere : undefined}
            value={draft.words.title}
            onChange={(event) => draft.write({ title: event.target.value })}
          />
          <Body article={article} draft={draft} isReadOnly={isReadOnly} />
        </section>
        <aside className="kb-side scroll" aria-label={t('about')}>
          <Tabs
            label={t('about')}
            value={panel}
            tabs={[
              { value: 'settings', label: t('settings') },
              { value: 'versions', label: t('versions.label') },
            ]}
            onChange={setPanel}
          >
            <TabPanel value="settings">
              <ArticleSettings article={article} onChange={(values) => void change(values)} onReview={() => review.mutate()} />
            </TabPanel>
            <TabPanel value="versions">
              <VersionsPanel
                article={article}
                beforeRestore={() => draft.save()}
                onRestored={(next) => {
                  draft.adopt(next);
                  void client.invalidateQueries({ queryKey: [...keys.article(article.id), 'versions'] });
                  toast(t('versions.restored'));
                }}
              />
            </TabPanel>
          </Tabs>
        </aside>
      </div>
      <Confirm
        isOpen={isDeleting}
        onOpenChange={setDeleting}
        title={t('delete.title', { title: article.title })}
        consequence={t('delete.consequence')}
        action={t('delete.action')}
        busy={remove.isPending ? t('delete.busy') : null}
        onConfirm={() => remove.mutate()}
      />
    </main>
  );
}

/** Rich text where the field keeps everything, else the source as it was written. */
function Body({ article, draft, isReadOnly }: { article: Article; draft: ArticleDraft; isReadOnly: boolean }) {
  const { t } = useTranslation('kb');
  const { words, revision } = draft;
  const isRich = words.body_format === 'html' && fitsRichText(words.body);
  const mayConvert = words.body_format === 'markdown' && draft.state === 'saved' && fitsRichText(article.body_html);
  if (isRich) {
    return (
      <Suspense fallback={<p className="t3 pad">{t('loading')}</p>}>
        <ArticleEditor
          key={revision}
          html={words.body}
          revision={revision}
          label={t('editor.label')}
          isReadOnly={isReadOnly}
          onChange={(body) => draft.write({ body })}
        />
      </Suspense>
    );
  }
  return (
    <SourceEditor
      format={words.body_format}
      source={words.body}
      saved={article.body_html}
      isSaved={draft.state === 'saved'}
      isReadOnly={isReadOnly}
      onChange={(body) => draft.write({ body })}
      onConvert={mayConvert && !isReadOnly ? () => draft.write({ body: article.body_html, body_format: 'html' }) : undefined}
    />
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

/** Both versions are offered; neither is lost. */
function Conflict({ draft }: { draft: ArticleDraft }) {
  const { t } = useTranslation('kb');
  if (draft.state !== 'conflict') return null;
  return (
    <div className="conflict" role="alert">
      <span>
        <b>{t('conflict.title')}</b> {t('conflict.hint')}
      </span>
      <span className="sp" />
      <Button size="sm" onClick={() => void draft.takeTheirs()}>
        {t('conflict.theirs')}
      </Button>
      <Button size="sm" onClick={() => void draft.keepMine()}>
        {t('conflict.mine')}
      </Button>
    </div>
  );
}
