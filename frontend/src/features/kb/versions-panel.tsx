import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { absoluteTime, relativeTime } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Badge, Button, Dialog, ErrorState, toastFailure, useReasonOf } from '@/shared/ui';
import { Comparison } from './comparison';
import { kbApi, versionQuery, versionsQuery, type Article } from './api';

export interface VersionsPanelProps {
  article: Article;
  /** Saves what is being written first, so that a restore loses nothing. */
  beforeRestore: () => Promise<boolean>;
  onRestored: (article: Article) => void;
}

export function VersionsPanel({ article, beforeRestore, onRestored }: VersionsPanelProps) {
  const { t, i18n } = useTranslation('kb');
  const now = useNow(60_000);
  const query = useInfiniteQuery(versionsQuery(article.id));
  const [shown, setShown] = useState<number | null>(null);
  const versions = query.data?.pages.flatMap((page) => page.results) ?? [];
  if (query.error && versions.length === 0) {
    return <ErrorState title={t('versions.fault')} error={query.error} onRetry={() => void query.refetch()} />;
  }
  return (
    <>
      <ol className="vers">
        {versions.map((version) => (
          <li key={version.version} className={version.is_published ? 'pub' : version.is_current ? 'now' : ''}>
            <button type="button" onClick={() => setShown(version.version)}>
              <span className="row g1">
                <b>{t('versions.number', { number: version.version })}</b>
                {version.is_published ? <Badge tone="ok">{t('versions.published')}</Badge> : null}
                {version.is_current ? <Badge tone="mute">{t('versions.current')}</Badge> : null}
              </span>
              <span className="t3 f12">
                <bdi>{version.author.name}</bdi>,{' '}
                <time dateTime={version.created_at} title={absoluteTime(version.created_at, i18n.language)}>
                  {relativeTime(version.created_at, now, i18n.language)}
                </time>
              </span>
              {version.note ? <span className="f12 t2" dir="auto">{version.note}</span> : null}
            </button>
          </li>
        ))}
      </ol>
      {query.hasNextPage ? (
        <Button size="sm" variant="ghost" busy={query.isFetchingNextPage ? t('loading') : null} onClick={() => void query.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
      {shown === null ? null : (
        <VersionDialog
          article={article}
          number={shown}
          beforeRestore={beforeRestore}
          onRestored={onRestored}
          onClose={() => setShown(null)}
        />
      )}
    </>
  );
}

function VersionDialog({ article, number, beforeRestore, onRestored, onClose }: VersionsPanelProps & { number: number; onClose: () => void }) {
  const { t } = useTranslation('kb');
  const reasonOf = useReasonOf();
  const query = useQuery(versionQuery(article.id, number));
  const restore = useMutation({
    mutationFn: async () => {
      if (!(await beforeRestore())) throw new Error('unsaved');
      return kbApi.restore(article.id, number);
    },
    onSuccess: (next) => {
      onClose();
      onRestored(next);
    },
    onError: (error) => toastFailure(t('versions.notRestored', { reason: reasonOf(error) })),
  });
  const isCurrent = number === article.content_version;
  const [isComparing, setComparing] = useState(false);
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={t('versions.title', { number })}
      width={720}
      footer={
        <>
          {isCurrent ? null : (
            <Button aria-pressed={isComparing} onClick={() => setComparing(!isComparing)}>
              {t('compare.withCurrent')}
            </Button>
          )}
          <Button onClick={onClose}>{t('versions.close')}</Button>
          {article.permissions.update ? (
            <Button
              variant="primary"
              unavailable={isCurrent ? t('versions.isCurrent') : null}
              busy={restore.isPending ? t('versions.restoring') : null}
              onClick={() => restore.mutate()}
            >
              {t('versions.restore')}
            </Button>
          ) : null}
        </>
      }
    >
      {isComparing ? (
        <Comparison id={article.id} from={number} to={article.content_version} />
      ) : query.data ? (
        // The server has cleaned this markup; nothing in it can run.
        <article className="doc preview">
          <h2 dir="auto">{query.data.title}</h2>
          <div dir="auto" dangerouslySetInnerHTML={{ __html: query.data.body_html }} />
        </article>
      ) : query.error ? (
        <ErrorState title={t('versions.fault')} error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <p className="t3">{t('loading')}</p>
      )}
    </Dialog>
  );
}
