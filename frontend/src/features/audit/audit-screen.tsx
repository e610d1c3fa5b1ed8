import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { absoluteTime } from '@/shared/lib/dates';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { announce, Button, Empty, ErrorState, Skeleton, SkeletonLine, useSkeleton } from '@/shared/ui';
import { auditQuery, chainQuery, exportAddress, type AuditFilters } from './api';
import { AuditFilterBar } from './audit-filters';
import { AuditTable } from './audit-table';
import './audit.css';

export interface AuditScreenProps {
  search: AuditFilters;
  onSearch: (search: AuditFilters) => void;
}

/** Who changed what, and who looked at what is sensitive; the newest first. */
export function AuditScreen({ search, onSearch }: AuditScreenProps) {
  const { t } = useTranslation('audit');
  const may = useMay('audit.read');
  useDocumentTitle(t('title'));
  return (
    <main className="pane sp set" id="content" tabIndex={-1} data-pane="content">
      <header className="bar wraps">
        <h1>{t('title')}</h1>
        <span className="sp" />
        <span className="t3 f12">{t('times', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone.replaceAll('_', ' ') })}</span>
        {may ? (
          <a className="btn" href={exportAddress(search)} download>
            {t('export')}
          </a>
        ) : null}
      </header>
      <ConnectionBar />
      {may ? <Entries search={search} onSearch={onSearch} /> : <Empty title={t('notAllowed')}>{t('notAllowedHint')}</Empty>}
    </main>
  );
}

function Entries({ search, onSearch }: AuditScreenProps) {
  const { t } = useTranslation('audit');
  const query = useInfiniteQuery(auditQuery(search));
  const rows = query.data?.pages.flatMap((page) => page.results);
  const showsSkeleton = useSkeleton(query.isLoading);
  const isFiltered = Object.keys(search).length > 0;
  const more = async (): Promise<void> => {
    const { data } = await query.fetchNextPage();
    announce(t('shown', { count: data?.pages.reduce((sum, page) => sum + page.results.length, 0) ?? 0 }));
  };
  return (
    <>
      <AuditFilterBar filters={search} onChange={onSearch} />
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <div className="scroll aubody" tabIndex={0} role="region" aria-label={t('list')}>
        {showsSkeleton ? (
          <Skeleton label={t('loading')}>
            {[72, 58, 64, 70].map((width) => (
              <SkeletonLine key={width} width={`${width}%`} />
            ))}
          </Skeleton>
        ) : query.error && !rows ? (
          <ErrorState title={t('fault')} error={query.error} onRetry={() => void query.refetch()} />
        ) : !rows ? null : rows.length === 0 ? (
          <Empty title={t('none')} action={isFiltered ? <Button onClick={() => onSearch({})}>{t('clear')}</Button> : undefined}>
            {t(isFiltered ? 'noneFiltered' : 'noneYet')}
          </Empty>
        ) : (
          <AuditTable rows={rows} onTarget={(target) => onSearch({ ...search, target })} />
        )}
        {query.hasNextPage ? (
          <p className="aumore">
            <Button busy={query.isFetchingNextPage ? t('loading') : null} onClick={() => void more()}>
              {t('more')}
            </Button>
          </p>
        ) : null}
      </div>
      <footer className="foot">
        <span className="t3 f12">{t('kept')}</span>
        <Chain />
      </footer>
    </>
  );
}

/** Whether the seals of the log are whole, as the last check found them. */
function Chain() {
  const { t, i18n } = useTranslation('audit');
  const { data } = useQuery(chainQuery);
  if (!data) return null;
  if (data.state === 'unchecked') return <span className="t3 f12">{t('chain.unchecked')}</span>;
  const checked = absoluteTime(data.checked_at ?? '', i18n.language);
  return data.state === 'broken' ? (
    <strong role="alert">{t(`chain.broken.${data.fault || 'changed'}`, { entry: data.entry_id ?? 0, checked })}</strong>
  ) : (
    <span className="t3 f12">{t('chain.unbroken', { since: absoluteTime(data.since ?? data.checked_at ?? '', i18n.language), checked, count: data.entries })}</span>
  );
}
