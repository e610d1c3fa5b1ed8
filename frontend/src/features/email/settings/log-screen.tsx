import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { shortDate } from '@/shared/lib/dates';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { useNow } from '@/shared/lib/ticker';
import { Empty } from '@/shared/ui';
import { MAIL_STATES, mailCountsQuery, type MailCounts, type MailFilters, type MailState } from './api';
import { EmailFrame } from './email-frame';
import { MailFilterBar } from './mail-filters';
import { MailPanel, RetryButton } from './mail-panel';
import { MailResults, useMails, useNews } from './mail-results';
import { MailTable } from './mail-table';
import { useMailActions } from './use-mail-actions';
import { useRowKeys } from '@/shared/lib/row-keys';
import './mails.css';

export interface LogSearch extends MailFilters {
  /** The mail whose panel is open. */
  mail?: number;
}

export interface LogScreenProps {
  search: LogSearch;
  onSearch: (search: LogSearch) => void;
}

/** Every mail that came in, and what became of it. */
export function LogScreen({ search, onSearch }: LogScreenProps) {
  const { t } = useTranslation('email');
  const mayReview = useMay('mail.review');
  const { mail, ...filters } = search;
  const counts = useQuery({ ...mailCountsQuery(filters.mailbox), enabled: mayReview });
  const mails = useMails(filters, mayReview);
  const { news, take } = useNews(JSON.stringify(filters), counts.data && countOf(counts.data, filters.state), mails.isLoaded);
  const { act, kind } = useMailActions();
  const field = useRef<HTMLInputElement>(null);
  const set = (change: LogSearch): void => onSearch({ ...search, ...change });
  const rows = useRowKeys(
    mails.rows.map((row) => row.id),
    mail,
    (next) => set({ mail: next }),
  );
  const close = (): void => set({ mail: undefined });
  useShortcuts(
    t('settings.tab.log'),
    [
      ...rows.shortcuts({ next: t('settings.keys.next'), previous: t('settings.keys.previous') }),
      { keys: '/', label: t('settings.filter.text'), run: () => field.current?.focus() },
      { keys: 'escape', label: t('settings.panel.close'), run: () => (mail === undefined ? false : close()), isHidden: true },
    ],
    mayReview,
  );
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  const showNews = async (): Promise<void> => {
    const fresh = await counts.refetch();
    await mails.query.refetch();
    if (fresh.data) take(countOf(fresh.data, filters.state));
  };
  return (
    <EmailFrame title={t('settings.tab.log')} verb="mail.review" isSplit>
      <div className={`msplit${mail === undefined ? '' : ' is-open'}`}>
        <div className="mlist" data-pane="content" tabIndex={-1}>
          <StateCounts counts={counts.data} current={filters.state} onChoose={(state) => set({ state, mail: undefined })} />
          <MailFilterBar filters={filters} counts={counts.data} inputRef={field} onChange={(change) => set({ ...change, mail: undefined })} />
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
          <div className="scroll" tabIndex={0} role="region" aria-label={t('settings.tab.log')}>
            <MailResults
              mails={mails}
              isFiltered={isFiltered}
              news={news}
              onNews={() => void showNews()}
              onClear={() => onSearch({})}
              empty={<Empty title={t('settings.logEmpty')}>{t('settings.logEmptyHint')}</Empty>}
            >
              <MailTable
                path="/email/log"
                rows={mails.rows}
                openId={mail}
                cursor={rows.cursor}
                focusRequest={rows.focusRequest}
                onCursor={rows.setCursor}
              />
            </MailResults>
          </div>
        </div>
        {mail === undefined ? null : (
          <MailPanel
            key={mail}
            id={mail}
            onClose={close}
            actions={({ state, has_raw: hasRaw }) =>
              hasRaw && (state === 'failed' || state === 'fetched') ? (
                <RetryButton isBusy={kind === 'retry'} onRetry={() => act({ kind: 'retry', ids: [mail] })} />
              ) : null
            }
          />
        )}
      </div>
    </EmailFrame>
  );
}

const countOf = (counts: MailCounts, state: MailState | undefined): number =>
  state ? counts[state] : MAIL_STATES.reduce((sum, one) => sum + counts[one], 0);

interface StateCountsProps {
  counts: MailCounts | undefined;
  current: MailState | undefined;
  onChoose: (state: MailState | undefined) => void;
}

/** How many mails ended how; each count is a filter. */
function StateCounts({ counts, current, onChoose }: StateCountsProps) {
  const { t, i18n } = useTranslation('email');
  const now = useNow(60_000);
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <div className="mcounts" role="group" aria-label={t('settings.filter.state')}>
      {[undefined, ...MAIL_STATES].map((state) => (
        <button
          key={state ?? 'all'}
          type="button"
          className={state === current ? 'on' : undefined}
          aria-pressed={state === current}
          onClick={() => onChoose(state)}
        >
          <b>{counts ? number.format(countOf(counts, state)) : '–'}</b>{' '}
          <span>{t(`settings.state.${state ?? 'all'}`)}</span>
        </button>
      ))}
      {counts?.since ? <span className="t3 f11 since">{t('settings.since', { date: shortDate(counts.since, now, i18n.language) })}</span> : null}
    </div>
  );
}
