import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Notice, NoticesChange } from '@/shared/api';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { useRowKeys } from '@/shared/lib/row-keys';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { ConnectionBar } from '@/shared/realtime';
import { SettingsLink } from '@/shared/slots';
import { announce, Button, Empty, ErrorState, Segmented, toastFailure, useReasonOf } from '@/shared/ui';
import { changeNotices, noticesQuery, unreadQuery } from './api';
import { NoticeRow } from './notice-row';
import { useGoTo } from './place';
import './notices.css';

export interface NoticesSearch {
  all?: true;
}

/** What happened to one's tickets: newest first, put away one by one or all at once. */
export function NoticesScreen({ search, onSearch }: { search: NoticesSearch; onSearch: (search: NoticesSearch) => void }) {
  const { t } = useTranslation('notices');
  const client = useQueryClient();
  const goTo = useGoTo();
  const isAll = search.all === true;
  const query = useInfiniteQuery(noticesQuery(!isAll));
  const { data: unread = 0 } = useQuery(unreadQuery);
  const rows: Notice[] | undefined = query.data?.pages.flatMap((page) => page.results);
  const order = (rows ?? []).map((row) => row.id);
  const keys = useRowKeys(order, undefined, () => undefined);
  const list = useRef<HTMLUListElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const reasonOf = useReasonOf();
  useDocumentTitle(t('title'));

  const change = useMutation({
    mutationFn: (what: NoticesChange) => changeNotices(client, what),
    onError: (error) => toastFailure(`${t('notChanged')} ${reasonOf(error)}`),
  });
  const open = (notice: Notice): void => {
    if (notice.read_at === null) change.mutate({ ids: [notice.id] });
    goTo(notice);
  };
  const toggle = (notice: Notice): void => {
    const isUnread = notice.read_at === null;
    // A row that leaves the list hands the focus to the next one.
    if (isUnread && !isAll) {
      const next = keys.neighbor(1, notice.id) ?? keys.neighbor(-1, notice.id);
      if (next === null) heading.current?.focus();
      else keys.focus(next);
    }
    change.mutate(isUnread ? { ids: [notice.id] } : { unread: [notice.id] }, {
      onSuccess: () => announce(t(isUnread ? 'putAway' : 'takenOut')),
    });
  };
  const newest = rows?.[0]?.at;
  const putAllAway = (): void => {
    if (newest === undefined || unread === 0) return;
    heading.current?.focus();
    change.mutate({ until: newest }, { onSuccess: () => announce(t('allPutAway')) });
  };
  const current = rows?.find((row) => row.id === keys.cursor);

  useShortcuts(t('title'), [
    ...keys.shortcuts({ next: t('next'), previous: t('previous') }),
    { keys: 'e', label: t('toggle'), run: () => (current ? toggle(current) : false) },
    { keys: 'shift+e', label: t('all'), run: putAllAway },
  ]);
  useEffect(() => {
    if (keys.focusRequest > 0) list.current?.querySelector<HTMLElement>(`[data-notice="${keys.cursor}"]`)?.focus();
  }, [keys.focusRequest, keys.cursor]);

  return (
    <main className="pane sp notices" id="content" tabIndex={-1} data-pane="content">
      <header className="bar wraps">
        <h1 ref={heading} tabIndex={-1}>
          {t('title')}
        </h1>
        <Segmented
          label={t('which')}
          value={isAll ? 'all' : 'unread'}
          options={[
            { value: 'unread', label: t('unread') },
            { value: 'all', label: t('everything') },
          ]}
          onChange={(next) => onSearch(next === 'all' ? { all: true } : {})}
        />
        <span className="sp" />
        <SettingsLink path="/notices" className="btn ghost sm">
          {t('settings')}
        </SettingsLink>
        <Button size="sm" unavailable={unread === 0 ? t('nothingUnread') : null} onClick={putAllAway}>
          {t('all')}
        </Button>
      </header>
      <ConnectionBar />
      {query.error && !rows ? <ErrorState title={t('fault')} error={query.error} onRetry={() => void query.refetch()} /> : null}
      {!rows && !query.error ? <p className="t3 pad">{t('loading')}</p> : null}
      {rows?.length === 0 ? <Empty title={t(isAll ? 'never' : 'none')}>{t('what')}</Empty> : null}
      {rows && rows.length > 0 ? (
        <div className="scroll">
          <ul className="notice-list" ref={list} aria-label={t('title')}>
            {rows.map((row, at) => (
              <NoticeRow
                key={row.id}
                notice={row}
                isStop={row.id === keys.cursor || (current === undefined && at === 0)}
                onFocus={() => keys.setCursor(row.id)}
                onOpen={() => open(row)}
                onToggle={() => toggle(row)}
              />
            ))}
          </ul>
          {query.hasNextPage ? (
            <p className="pad">
              <Button busy={query.isFetchingNextPage ? t('loading') : null} onClick={() => void query.fetchNextPage()}>
                {t('more')}
              </Button>
            </p>
          ) : null}
        </div>
      ) : null}
    </main>
  );
}
