import { useTranslation } from 'react-i18next';
import { useSelection } from '@/shared/ticket-list';
import { Button, Empty } from '@/shared/ui';
import type { MailCounts } from './api';
import { MailLogFilters, MailLogView, useMailLog, type MailSearch } from './mail-log';
import { MailPanel } from './mail-panel';
import { Senders } from './senders';
import { DiscardQuestion, SuspendedActions } from './suspended-actions';
import { useReviewing } from './use-reviewing';
import { useSuspendedKeys } from './use-suspended-keys';

export type SuspendedSearch = Omit<MailSearch, 'state'>;

export interface SuspendedScreenProps {
  search: SuspendedSearch;
  onSearch: (search: SuspendedSearch) => void;
}

/** Mails that wait for a person to say whether they are wanted. */
export function SuspendedScreen({ search, onSearch }: SuspendedScreenProps) {
  const { t } = useTranslation('email');
  const log = useMailLog({ search, onSearch, countOf, state: 'suspended' });
  const { mail, order, rows, close, counts } = log;
  const selection = useSelection().among(order);
  const chosen = order.filter((id) => selection.numbers.has(id));
  const reviewing = useReviewing((changed) => {
    const gone = new Set(changed);
    selection.keepOnly(order.filter((id) => !gone.has(id)));
    log.take(Math.max(0, (counts?.suspended ?? 0) - changed.length));
    if (mail !== undefined && gone.has(mail)) close();
    const next = afterThose(order, gone);
    if (next !== undefined) rows.focus(next);
    else rows.setCursor(null);
  });
  const startFilter = (): void => log.field.current?.focus();
  useSuspendedKeys({ rows, order, selection, chosen, reviewing, mail, close, onFilter: startFilter }, log.mayReview);
  return (
    <>
      <MailLogView
        log={log}
        path="/email/suspended"
        title={t('settings.tab.suspended')}
        faults={reviewing.faults}
        selection={{ chosen: selection.numbers, onToggle: selection.toggle, onToggleAll: selection.toggleAll }}
        head={
          chosen.length > 0 ? (
            <div className="mbulk" role="toolbar" aria-label={t('settings.action.label')}>
              <b>{t('settings.selected', { count: chosen.length })}</b>
              <SuspendedActions reviewing={reviewing} ids={chosen} />
              <span className="sp" />
              <Button size="sm" variant="ghost" onClick={selection.clear}>
                {t('settings.unselect')}
              </Button>
            </div>
          ) : (
            <MailLogFilters log={log} />
          )
        }
        empty={<Empty title={t('settings.suspendedEmpty')}>{t('settings.suspendedEmptyHint')}</Empty>}
        side={
          !log.mayReview ? null : mail === undefined ? (
            <Senders />
          ) : (
            <MailPanel
              key={mail}
              id={mail}
              onClose={close}
              actions={({ state }) => (state === 'suspended' ? <SuspendedActions reviewing={reviewing} ids={[mail]} hasKeys /> : null)}
            />
          )
        }
      />
      <DiscardQuestion reviewing={reviewing} />
    </>
  );
}

const countOf = (counts: MailCounts): number => counts.suspended;

/** The work goes on with the mail after the last one that left. */
function afterThose(order: readonly number[], gone: ReadonlySet<number>): number | undefined {
  const last = order.findLastIndex((id) => gone.has(id));
  return order.slice(last + 1).find((id) => !gone.has(id)) ?? order.findLast((id) => !gone.has(id));
}
