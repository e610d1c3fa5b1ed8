import { type CSSProperties, useState } from 'react';
import Check from 'lucide-react/icons/check';
import { useTranslation } from 'react-i18next';

import { absoluteTime } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { tickEvery } from '@/shared/lib/sla-ladder';
import { useTicketPart } from '@/shared/ticket-screen';
import { Icon, Popover, SlaChip } from '@/shared/ui';

import { ticketApi } from '../api';
import { mostUrgent, timersOf, type Timer } from '../model/timers';
import { useTicketScreen } from '../ticket-context';
import type { SlaDetail } from '../types';
import { DueWhy } from './due-why';

/** First reply, next reply, resolution: time left or taken, and why it is due then. */
export function Timers() {
  const { t, i18n } = useTranslation(['ticket', 'shared']);
  const { ticket } = useTicketScreen();
  const { data } = useTicketPart(ticket.number, 'sla', ticketApi.sla);
  const ticks = (data?.clocks ?? []).map((clock) => tickEvery(clock, Date.now())).filter((ms) => ms !== null);
  const [showsAll, setShowsAll] = useState(false);
  const now = useNow(ticks.length > 0 ? Math.min(...ticks) : null);
  if (!data || data.clocks.length === 0) return null;

  const timers = timersOf(data.clocks, now, i18n.language);
  const first = mostUrgent(timers);
  return (
    <div className={`timers${showsAll ? ' is-all' : ''}`}>
      <dl aria-label={t('ticket:timers.label', { policy: data.policy?.name ?? '' })}>
        {timers.map((timer) => (
          <TimerCell key={timer.clock.kind} timer={timer} detail={data} isFirst={timer === first} />
        ))}
      </dl>
      {timers.length > 1 && (
        <button type="button" className="others" aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? t('ticket:timers.fewer') : t('ticket:timers.others', { count: timers.length - 1 })}
        </button>
      )}
    </div>
  );
}

function TimerCell({ timer, detail, isFirst }: { timer: Timer; detail: SlaDetail; isFirst: boolean }) {
  const { t, i18n } = useTranslation(['ticket', 'shared']);
  const [isOpen, setOpen] = useState(false);
  const { clock, reading } = timer;
  const name = t(`shared:clock.${clock.kind}`);
  return (
    <div className={`tm ${reading.step}${isFirst ? ' first' : ''}`}>
      <dt>{name}</dt>
      <dd>
        <Popover
          label={t('ticket:timers.why', { clock: name })}
          isOpen={isOpen}
          onOpenChange={setOpen}
          align="end"
          trigger={
            <button
              type="button"
              title={clock.due_at ? absoluteTime(clock.due_at, i18n.language, clock.calendar?.timezone) : undefined}
            >
              {reading.step === 'met' ? (
                <span className="sla met">
                  <Icon icon={Check} size={12} className="tick" />
                  <b>{t('ticket:timers.used', { used: timer.used, target: timer.target })}</b>
                  <span className="vh"> {t('shared:sla.word.met')}</span>
                </span>
              ) : (
                <SlaChip clock={clock} withWords />
              )}
            </button>
          }
        >
          <DueWhy clock={clock} detail={detail} />
        </Popover>
        <span className="share" style={{ '--f': `${Math.round(reading.share * 100)}%` } as CSSProperties} aria-hidden="true" />
      </dd>
    </div>
  );
}
