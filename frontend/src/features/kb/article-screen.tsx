import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { beginHere } from '@/shared/lib/first-field';
import { ConnectionBar } from '@/shared/realtime';
import { Button, ErrorState, TabPanel, Tabs } from '@/shared/ui';
import { articleQuery, isForStaff, type Article } from './api';
import { ApprovalBanner } from './approval-banner';
import { ApprovalsPanel } from './approvals-panel';
import { ArticleBar, BackLink } from './article-bar';
import { ArticleBody } from './article-body';
import { ArticleOutcome } from './article-outcome';
import { ArticleSettings } from './article-settings';
import { LanguagesPanel } from './languages-panel';
import { RunbookPanel } from './runbook-panel';
import { StepsPanel } from './steps-panel';
import { TranslationBanner } from './translation-banner';
import { useArticleActions, type ArticleActions } from './use-article-actions';
import { useArticleDraft, type ArticleDraft } from './use-article-draft';
import { VersionsPanel } from './versions-panel';
import './kb.css';

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

interface DeskProps {
  article: Article;
  reload: () => Promise<Article>;
  onDeleted: () => void;
}

function ArticleDesk({ article, reload, onDeleted }: DeskProps) {
  const { t } = useTranslation('kb');
  const draft = useArticleDraft(article, reload);
  const actions = useArticleActions(article, draft, onDeleted);
  return (
    <main className="pane sp kb" id="content" tabIndex={-1} data-pane="content">
      <ArticleBar article={article} draft={draft} actions={actions} />
      <ConnectionBar />
      <Conflict draft={draft} />
      <TranslationBanner article={article} draft={draft} />
      <ApprovalBanner article={article} draft={draft} />
      <div className="kb-cols">
        <section className="kb-edit scroll" aria-label={t('editor.label')}>
          <ArticleTitle article={article} draft={draft} />
          <ArticleBody article={article} draft={draft} isReadOnly={!article.permissions.update} />
        </section>
        <ArticleAside article={article} draft={draft} actions={actions} onReload={() => void reload().then(draft.adopt)} />
      </div>
    </main>
  );
}

/** Writing begins here in an article that has just been made. */
function ArticleTitle({ article, draft }: { article: Article; draft: ArticleDraft }) {
  const { t } = useTranslation('kb');
  const mayUpdate = article.permissions.update;
  const [isNew] = useState(mayUpdate && article.version === 1 && article.title === t('untitled') && article.body === '');
  return (
    <input
      className="doc-title"
      aria-label={t('articleTitle')}
      placeholder={t('articleTitle')}
      dir="auto"
      maxLength={300}
      readOnly={!mayUpdate}
      ref={isNew ? beginHere : undefined}
      value={draft.words.title}
      onChange={(event) => draft.write({ title: event.target.value })}
    />
  );
}

interface AsideProps {
  article: Article;
  draft: ArticleDraft;
  actions: ArticleActions;
  onReload: () => void;
}

/** Beside the words: settings, languages, steps and earlier versions. */
function ArticleAside({ article, draft, actions, onReload }: AsideProps) {
  const { t } = useTranslation('kb');
  const mayWrite = useMay('article.draft');
  const isInternal = isForStaff(article) && article.translation_of === null;
  const [panel, setPanel] = useState<'settings' | 'languages' | 'runbook' | 'steps' | 'approvals' | 'outcome' | 'versions'>('settings');
  return (
    <aside className="kb-side scroll" aria-label={t('about')}>
      <Tabs
        label={t('about')}
        value={panel}
        tabs={[
          { value: 'settings', label: t('settings') },
          { value: 'languages', label: t('languages.label') },
          // What staff alone read guides them through a ticket, all else guides customers through the product.
          isInternal ? { value: 'runbook' as const, label: t('runbook.label') } : { value: 'steps' as const, label: t('steps.label') },
          { value: 'outcome', label: t('outcome.label') },
          { value: 'versions', label: t('versions.label') },
          ...(mayWrite ? [{ value: 'approvals' as const, label: t('approval.label') }] : []),
        ]}
        onChange={setPanel}
      >
        <TabPanel value="settings">
          <ArticleSettings article={article} onChange={(values) => void actions.change(values)} onReview={actions.review} />
        </TabPanel>
        <TabPanel value="languages">
          <LanguagesPanel article={article} />
        </TabPanel>
        <TabPanel value="runbook">
          <RunbookPanel article={article} draft={draft} />
        </TabPanel>
        <TabPanel value="steps">
          <StepsPanel article={article} draft={draft} onReload={onReload} />
        </TabPanel>
        <TabPanel value="approvals">
          <ApprovalsPanel id={article.id} />
        </TabPanel>
        <TabPanel value="outcome">
          <ArticleOutcome id={article.id} />
        </TabPanel>
        <TabPanel value="versions">
          <VersionsPanel article={article} beforeRestore={() => draft.save()} onRestored={actions.restored} />
        </TabPanel>
      </Tabs>
    </aside>
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
