import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { announce, Button, Empty, ErrorState, HeldUpdates, Skeleton, SkeletonLine, useSkeleton } from '@/shared/ui';
import { mailListQuery, type MailFilters, type MailRow } from './api';

const NO_ROWS: readonly MailRow[] = [];

export function useMails(filters: MailFilters, isEnabled: boolean) {
  const query = useInfiniteQuery({ ...mailListQuery(filters), enabled: isEnabled });
  const rows = query.data?.pages.flatMap((page) => page.results);
  return { query, rows: rows ?? NO_ROWS, isLoaded: rows !== undefined };
}

export type Mails = ReturnType<typeof useMails>;

/** Mails that came since the list was read; `take` notes that the list shows them now. */
export function useNews(key: string, total: number | undefined, isLoaded: boolean): { news: number; take: (total: number) => void } {
  const [seen, setSeen] = useState<{ key: string; total: number } | null>(null);
  if (total !== undefined && isLoaded && seen?.key !== key) setSeen({ key, total });
  return {
    news: total === undefined || seen === null ? 0 : Math.max(0, total - seen.total),
    take: (next) => setSeen({ key, total: next }),
  };
}

export interface MailResultsProps {
  mails: Mails;
  isFiltered: boolean;
  empty: ReactNode;
  news: number;
  onNews: () => void;
  onClear: () => void;
  children: ReactNode;
}

/** Everything around a table of mails: waiting, failing, nothing there, more to come. */
export function MailResults({ mails, isFiltered, empty, news, onNews, onClear, children }: MailResultsProps) {
  const { t } = useTranslation('email');
  const { query, rows, isLoaded } = mails;
  const showsSkeleton = useSkeleton(query.isLoading);
  const count = rows.length;
  useEffect(() => {
    if (isLoaded && isFiltered) announce(t('settings.found', { count }));
  }, [isLoaded, isFiltered, count, t]);
  if (showsSkeleton) {
    return (
      <Skeleton label={t('settings.loading')}>
        {[64, 52, 70, 58, 66, 48].map((width) => (
          <SkeletonLine key={width} width={`${width}%`} />
        ))}
      </Skeleton>
    );
  }
  if (query.error && !isLoaded) {
    return <ErrorState title={t('settings.mailFault')} error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!isLoaded) return null;
  return (
    <>
      <HeldUpdates count={news} label={t('settings.news', { count: news })} onShow={onNews} />
      {count === 0 ? (
        isFiltered ? (
          <Empty title={t('settings.noMatch')} action={<Button onClick={onClear}>{t('settings.filter.clear')}</Button>} />
        ) : (
          empty
        )
      ) : (
        children
      )}
      {query.hasNextPage ? (
        <p className="pad">
          <Button busy={query.isFetchingNextPage ? t('settings.loading') : null} onClick={() => void query.fetchNextPage()}>
            {t('settings.more')}
          </Button>
        </p>
      ) : null}
    </>
  );
}
