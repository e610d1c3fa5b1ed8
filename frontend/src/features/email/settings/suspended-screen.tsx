import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { allOrNothing, extendedTo, NOTHING, toggled, within, type Selection } from '@/shared/ticket-list';
import { Button, Confirm, Empty } from '@/shared/ui';
import { mailCountsQuery, type MailFilters } from './api';
import { EmailFrame } from './email-frame';
import { MailFilterBar } from './mail-filters';
import { MailPanel } from './mail-panel';
import { MailResults, useMails, useNews } from './mail-results';
import { MailTable } from './mail-table';
import { Senders } from './senders';
import { useMailActions } from './use-mail-actions';
import { useRowKeys } from '@/shared/lib/row-keys';
import './mails.css';

export interface SuspendedSearch extends Omit<MailFilters, 'state'> {
  /** The mail whose panel is open. */
  mail?: number;
}

export interface SuspendedScreenProps {
  search: SuspendedSearch;
  onSearch: (search: SuspendedSearch) => void;
}

type Kind = 'recover' | 'recoverAndAllow' | 'discard';

/** Mails that wait for a person to say whether they are wanted. */
export function SuspendedScreen({ search, onSearch }: SuspendedScreenProps) {
  const { t } = useTranslation('email');
  const mayReview = useMay('mail.review');
  const { mail, ...filters } = search;
  const counts = useQuery({ ...mailCountsQuery(filters.mailbox), enabled: mayReview });
  const mails = useMails({ ...filters, state: 'suspended' }, mayReview);
  const { news, take } = useNews(JSON.stringify(filters), counts.data?.suspended, mails.isLoaded);
  const order = mails.rows.map((row) => row.id);
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const [discarding, setDiscarding] = useState<readonly number[] | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const kept = within(selection, order);
  const chosen = order.filter((id) => kept.numbers.has(id));
  const set = (change: SuspendedSearch): void => onSearch({ ...search, ...change });
  const rows = useRowKeys(order, mail, (next) => set({ mail: next }));

  const { act, faults, kind } = useMailActions(({ changed }) => {
    const gone = new Set(changed);
    setDiscarding(null);
    setSelection((old) => within(old, order.filter((id) => !gone.has(id))));
    take(Math.max(0, (counts.data?.suspended ?? 0) - changed.length));
    if (mail !== undefined && gone.has(mail)) set({ mail: undefined });
    // The work goes on with the mail after the last one that left.
    const last = order.findLastIndex((id) => gone.has(id));
    const next = order.slice(last + 1).find((id) => !gone.has(id)) ?? order.findLast((id) => !gone.has(id));
    if (next !== undefined) rows.focus(next);
    else rows.setCursor(null);
  });
  /** What a key acts on: the selected mails, else the open one, else the one with the focus. */
  const targets = (): readonly number[] => {
    if (chosen.length > 0) return chosen;
    const one = mail ?? rows.cursor;
    return one !== null && order.includes(one) ? [one] : [];
  };
  const start = (next: Kind, ids: readonly number[]): void | false => {
    if (ids.length === 0 || kind) return false;
    if (next === 'discard') setDiscarding(ids);
    else act({ kind: next, ids });
  };
  const extend = (step: 1 | -1): void => {
    const from = rows.cursor;
    const next = rows.move(step);
    if (next === null || from === null) return;
    setSelection((old) => extendedTo(old.anchor === null ? toggled(old, from) : old, order, next));
  };
  const close = (): void => set({ mail: undefined });
  const toggle = (): void | false => {
    const { cursor } = rows;
    if (cursor === null) return false;
    setSelection((old) => toggled(old, cursor));
  };
  const escape = (): void | false => {
    if (mail !== undefined) return close();
    if (chosen.length === 0) return false;
    setSelection(NOTHING);
  };
  useShortcuts(
    t('settings.tab.suspended'),
    [
      ...rows.shortcuts({ next: t('settings.keys.next'), previous: t('settings.keys.previous') }),
      { keys: 'x', label: t('settings.keys.select'), run: toggle },
      { keys: 'shift+arrowdown', label: t('settings.keys.extend'), run: () => extend(1) },
      { keys: 'shift+arrowup', label: t('settings.keys.extendUp'), run: () => extend(-1) },
      { keys: 'r', label: t('settings.action.recover'), run: () => start('recover', targets()) },
      { keys: 'shift+r', label: t('settings.action.recoverAndAllow'), run: () => start('recoverAndAllow', targets()) },
      { keys: 'delete', label: t('settings.action.discard'), run: () => start('discard', targets()) },
      { keys: '/', label: t('settings.filter.text'), run: () => field.current?.focus() },
      { keys: 'escape', label: t('settings.panel.close'), run: escape, isHidden: true },
    ],
    mayReview,
  );
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
              <Actions ids={chosen} kind={kind} onStart={start} />
              <span className="sp" />
              <Button size="sm" variant="ghost" onClick={() => setSelection(NOTHING)}>
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
                faults={faults}
                selection={{
                  chosen: kept.numbers,
                  onToggle: (id, isRange) => setSelection((old) => (isRange ? extendedTo(old, order, id) : toggled(old, id))),
                  onToggleAll: () => setSelection((old) => allOrNothing(old, order)),
                }}
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
            actions={({ state }) => (state === 'suspended' ? <Actions ids={[mail]} kind={kind} hasKeys onStart={start} /> : null)}
          />
        )}
      </div>
      <Confirm
        isOpen={discarding !== null}
        onOpenChange={(isOpen) => (isOpen ? undefined : setDiscarding(null))}
        title={t('settings.discard.title', { count: discarding?.length ?? 0 })}
        consequence={t('settings.discard.consequence', { count: discarding?.length ?? 0 })}
        cancel={t('settings.discard.cancel')}
        action={t('settings.discard.action', { count: discarding?.length ?? 0 })}
        busy={kind === 'discard' ? t('settings.action.discarding') : null}
        onConfirm={() => discarding && act({ kind: 'discard', ids: discarding })}
      />
    </EmailFrame>
  );
}

interface ActionsProps {
  ids: readonly number[];
  kind: string | null;
  hasKeys?: boolean;
  onStart: (kind: Kind, ids: readonly number[]) => void | false;
}

function Actions({ ids, kind, hasKeys = false, onStart }: ActionsProps) {
  const { t } = useTranslation('email');
  const keys = (combo: string): string | undefined => (hasKeys ? combo : undefined);
  const size = hasKeys ? 'md' : 'sm';
  return (
    <>
      <Button
        size={size}
        variant="primary"
        keys={keys('r')}
        busy={kind === 'recover' ? t('settings.action.recovering') : null}
        onClick={() => void onStart('recover', ids)}
      >
        {t('settings.action.recover')}
      </Button>
      <Button
        size={size}
        keys={keys('shift+r')}
        busy={kind === 'recoverAndAllow' ? t('settings.action.recovering') : null}
        onClick={() => void onStart('recoverAndAllow', ids)}
      >
        {t('settings.action.recoverAndAllow')}
      </Button>
      <Button size={size} onClick={() => void onStart('discard', ids)}>
        {t('settings.action.discard')}
      </Button>
    </>
  );
}
