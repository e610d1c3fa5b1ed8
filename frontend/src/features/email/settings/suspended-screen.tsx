import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { useSelection } from '@/shared/ticket-list';
import { useRowKeys } from '@/shared/lib/row-keys';
import { Button, Empty } from '@/shared/ui';
import { mailCountsQuery, type MailFilters } from './api';
import { EmailFrame } from './email-frame';
import { MailFilterBar } from './mail-filters';
import { MailPanel } from './mail-panel';
import { MailResults, useMails, useNews } from './mail-results';
import { MailTable } from './mail-table';
import { Senders } from './senders';
import { DiscardQuestion, SuspendedActions } from './suspended-actions';
import { useReviewing } from './use-reviewing';
import { useSuspendedKeys } from './use-suspended-keys';
import './mails.css';

export interface SuspendedSearch extends Omit<MailFilters, 'state'> {
  /** The mail whose panel is open. */
  mail?: number;
}

export interface SuspendedScreenProps {
  search: SuspendedSearch;
  onSearch: (search: SuspendedSearch) => void;
}

/** Mails that wait for a person to say whether they are wanted. */
export function SuspendedScreen({ search, onSearch }: SuspendedScreenProps) {
  const { t } = useTranslation('email');
  const mayReview = useMay('mail.review');
  const { mail, ...filters } = search;
  const counts = useQuery({ ...mailCountsQuery(filters.mailbox), enabled: mayReview });
  const mails = useMails({ ...filters, state: 'suspended' }, mayReview);
  const { news, take } = useNews(JSON.stringify(filters), counts.data?.suspended, mails.isLoaded);
  const order = mails.rows.map((row) => row.id);
  const selection = useSelection().among(order);
  const chosen = order.filter((id) => selection.numbers.has(id));
  const field = useRef<HTMLInputElement>(null);
  const set = (change: SuspendedSearch): void => onSearch({ ...search, ...change });
  const close = (): void => set({ mail: undefined });
  const rows = useRowKeys(order, mail, (next) => set({ mail: next }));
  const reviewing = useReviewing((changed) => {
    const gone = new Set(changed);
    selection.keepOnly(order.filter((id) => !gone.has(id)));
    take(Math.max(0, (counts.data?.suspended ?? 0) - changed.length));
    if (mail !== undefined && gone.has(mail)) close();
    const next = afterThose(order, gone);
    if (next !== undefined) rows.focus(next);
    else rows.setCursor(null);
  });
  const startFilter = (): void => field.current?.focus();
  useSuspendedKeys({ rows, order, selection, chosen, reviewing, mail, close, onFilter: startFilter }, mayReview);
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  const showNews = async (): Promise<void> => {
    const fresh = await counts.refetch();
    await mails.query.refetch();
    if (fresh.data) take(fresh.data.suspended);
  };
  return (
    <EmailFrame title={t('settings.tab.suspended')} verb="mail.review" isSplit>
      <div className={`msplit${mail === undefined ? ' has-side' : ' is-open'}`}>
        <div className="mlist" data-pane="content" tabIndex={-1}>
          {chosen.length > 0 ? (
            <div className="mbulk" role="toolbar" aria-label={t('settings.action.label')}>
              <b>{t('settings.selected', { count: chosen.length })}</b>
              <SuspendedActions reviewing={reviewing} ids={chosen} />
              <span className="sp" />
              <Button size="sm" variant="ghost" onClick={selection.clear}>
                {t('settings.unselect')}
              </Button>
            </div>
          ) : (
            <MailFilterBar filters={filters} counts={counts.data} inputRef={field} onChange={(change) => set({ ...change, mail: undefined })} />
          )}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
          <div className="scroll" tabIndex={0} role="region" aria-label={t('settings.tab.suspended')}>
            <MailResults
              mails={mails}
              isFiltered={isFiltered}
              news={news}
              onNews={() => void showNews()}
              onClear={() => onSearch({})}
              empty={<Empty title={t('settings.suspendedEmpty')}>{t('settings.suspendedEmptyHint')}</Empty>}
            >
              <MailTable
                path="/email/suspended"
                rows={mails.rows}
                openId={mail}
                cursor={rows.cursor}
                focusRequest={rows.focusRequest}
                onCursor={rows.setCursor}
                faults={reviewing.faults}
                selection={{ chosen: selection.numbers, onToggle: selection.toggle, onToggleAll: selection.toggleAll }}
              />
            </MailResults>
          </div>
        </div>
        {!mayReview ? null : mail === undefined ? (
          <Senders />
        ) : (
          <MailPanel
            key={mail}
            id={mail}
            onClose={close}
            actions={({ state }) => (state === 'suspended' ? <SuspendedActions reviewing={reviewing} ids={[mail]} hasKeys /> : null)}
          />
        )}
      </div>
      <DiscardQuestion reviewing={reviewing} />
    </EmailFrame>
  );
}

/** The work goes on with the mail after the last one that left. */
function afterThose(order: readonly number[], gone: ReadonlySet<number>): number | undefined {
  const last = order.findLastIndex((id) => gone.has(id));
  return order.slice(last + 1).find((id) => !gone.has(id)) ?? order.findLast((id) => !gone.has(id));
}
