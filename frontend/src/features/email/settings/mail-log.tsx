import { useQuery } from '@tanstack/react-query';
import { useRef, type ReactNode, type RefObject } from 'react';
import { useMay } from '@/shared/directory';
import { useRowKeys, type RowKeys } from '@/shared/lib/row-keys';
import { mailCountsQuery, type MailCounts, type MailFilters, type MailState } from './api';
import { EmailFrame } from './email-frame';
import { MailFilterBar } from './mail-filters';
import { MailResults, useMails, useNews, type Mails } from './mail-results';
import { MailTable, type MailTableProps } from './mail-table';
import './mails.css';

export interface MailSearch extends MailFilters {
  /** The mail whose panel is open. */
  mail?: number;
}

export interface MailLogOptions {
  search: MailSearch;
  onSearch: (search: MailSearch) => void;
  /** How many mails these filters find, of all that there are. */
  countOf: (counts: MailCounts, state: MailState | undefined) => number;
  /** The only state that the screen shows, whatever the filters say. */
  state?: MailState;
}

export interface MailLog {
  mail: number | undefined;
  filters: MailFilters;
  mayReview: boolean;
  counts: MailCounts | undefined;
  mails: Mails;
  order: readonly number[];
  rows: RowKeys;
  news: number;
  field: RefObject<HTMLInputElement | null>;
  set: (change: MailSearch) => void;
  close: () => void;
  clear: () => void;
  showNews: () => void;
  /** The list shows so many now. */
  take: (total: number) => void;
}

/** Mails by the filters of the address, one of them open, and what came since they were read. */
export function useMailLog({ search, onSearch, countOf, state }: MailLogOptions): MailLog {
  const mayReview = useMay('mail.review');
  const { mail, ...filters } = search;
  const counts = useQuery({ ...mailCountsQuery(filters.mailbox), enabled: mayReview });
  const mails = useMails(state === undefined ? filters : { ...filters, state }, mayReview);
  const total = counts.data && countOf(counts.data, filters.state);
  const { news, take } = useNews(JSON.stringify(filters), total, mails.isLoaded);
  const field = useRef<HTMLInputElement>(null);
  const set = (change: MailSearch): void => onSearch({ ...search, ...change });
  const order = mails.rows.map((row) => row.id);
  const rows = useRowKeys(order, mail, (next) => set({ mail: next }));
  const showNews = async (): Promise<void> => {
    const fresh = await counts.refetch();
    await mails.query.refetch();
    if (fresh.data) take(countOf(fresh.data, filters.state));
  };
  return {
    mail,
    filters,
    mayReview,
    counts: counts.data,
    mails,
    order,
    rows,
    news,
    field,
    set,
    close: () => set({ mail: undefined }),
    clear: () => onSearch({}),
    showNews: () => void showNews(),
    take,
  };
}

/** The filters of a log. */
export function MailLogFilters({ log }: { log: MailLog }) {
  return (
    <MailFilterBar filters={log.filters} counts={log.counts} inputRef={log.field} onChange={(change) => log.set({ ...change, mail: undefined })} />
  );
}

export interface MailLogViewProps extends Pick<MailTableProps, 'path' | 'faults' | 'selection'> {
  log: MailLog;
  title: string;
  /** Above the rows. */
  head: ReactNode;
  empty: ReactNode;
  /** Beside the rows: the panel of a mail, or what stands there while none is open. */
  side: ReactNode;
}

/** The mails of a log, with what stands above and beside them. */
export function MailLogView({ log, title, head, empty, side, path, faults, selection }: MailLogViewProps) {
  const { mail, mails, rows } = log;
  const layout = mail === undefined ? (side ? ' has-side' : '') : ' is-open';
  return (
    <EmailFrame title={title} verb="mail.review" isSplit>
      <div className={`msplit${layout}`}>
        <div className="mlist" data-pane="content" tabIndex={-1}>
          {head}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
          <div className="scroll" tabIndex={0} role="region" aria-label={title}>
            <MailResults
              mails={mails}
              isFiltered={Object.values(log.filters).some((value) => value !== undefined)}
              news={log.news}
              onNews={log.showNews}
              onClear={log.clear}
              empty={empty}
            >
              <MailTable
                path={path}
                rows={mails.rows}
                openId={mail}
                cursor={rows.cursor}
                focusRequest={rows.focusRequest}
                onCursor={rows.setCursor}
                faults={faults}
                selection={selection}
              />
            </MailResults>
          </div>
        </div>
        {side}
      </div>
    </EmailFrame>
  );
}
