import { useTranslation } from 'react-i18next';
import { shortDate } from '@/shared/lib/dates';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { useNow } from '@/shared/lib/ticker';
import { Empty } from '@/shared/ui';
import { MAIL_STATES, type MailCounts, type MailState } from './api';
import { MailLogFilters, MailLogView, useMailLog, type MailSearch } from './mail-log';
import { MailPanel, RetryButton } from './mail-panel';
import { useMailActions } from './use-mail-actions';

export type LogSearch = MailSearch;

export interface LogScreenProps {
  search: LogSearch;
  onSearch: (search: LogSearch) => void;
}

/** Every mail that came in, and what became of it. */
export function LogScreen({ search, onSearch }: LogScreenProps) {
  const { t } = useTranslation('email');
  const log = useMailLog({ search, onSearch, countOf });
  const { act, kind } = useMailActions();
  const { mail, rows, close } = log;
  useShortcuts(
    t('settings.tab.log'),
    [
      ...rows.shortcuts({ next: t('settings.keys.next'), previous: t('settings.keys.previous') }),
      { keys: '/', label: t('settings.filter.text'), run: () => log.field.current?.focus() },
      { keys: 'escape', label: t('settings.panel.close'), run: () => (mail === undefined ? false : close()), isHidden: true },
    ],
    log.mayReview,
  );
  return (
    <MailLogView
      log={log}
      path="/email/log"
      title={t('settings.tab.log')}
      head={
        <>
          <StateCounts counts={log.counts} current={log.filters.state} onChoose={(state) => log.set({ state, mail: undefined })} />
          <MailLogFilters log={log} />
        </>
      }
      empty={<Empty title={t('settings.logEmpty')}>{t('settings.logEmptyHint')}</Empty>}
      side={
        mail === undefined ? null : (
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
        )
      }
    />
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
