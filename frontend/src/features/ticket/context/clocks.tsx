import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Part, Section, useTicketPart } from '@/shared/ticket-screen';
import { Popover, SlaChip } from '@/shared/ui';

import { ticketApi } from '../api';
import { DueWhy } from '../header/due-why';
import { timersOf } from '../model/timers';
import { useTicketScreen } from '../ticket-context';
import type { SlaClock, SlaDetail } from '../types';

/** Every clock of the ticket, each opening to its whole history. */
export function Clocks() {
  const { t } = useTranslation('ticket');
  const { ticket } = useTicketScreen();
  const query = useTicketPart(ticket.number, 'sla', ticketApi.sla);
  if (query.data === null) return null;
  return (
    <Section name="clocks" title={t('clocks.title')}>
      <Part query={query} failed={t('clocks.failed')}>
        {(detail) =>
          detail === null || detail.clocks.length === 0 ? (
            <p className="t3 f12">{t('clocks.none')}</p>
          ) : (
            <>
              <ClockList clocks={current(detail.clocks)} detail={detail} />
              {earlier(detail.clocks).length > 0 && (
                <details className="f12">
                  <summary>{t('clocks.earlier', { count: earlier(detail.clocks).length })}</summary>
                  <ClockList clocks={earlier(detail.clocks)} detail={detail} />
                </details>
              )}
              {detail.policy && <p className="prov">{t('clocks.policy', { name: detail.policy.name })}</p>}
            </>
          )
        }
      </Part>
    </Section>
  );
}

/** The newest round of each kind. */
function current(clocks: readonly SlaClock[]): SlaClock[] {
  return timersOf(clocks, Date.now(), 'en').map((timer) => timer.clock);
}

function earlier(clocks: readonly SlaClock[]): SlaClock[] {
  const shown = current(clocks);
  return clocks.filter((clock) => !shown.includes(clock));
}

function ClockList({ clocks, detail }: { clocks: readonly SlaClock[]; detail: SlaDetail }) {
  return (
    <ul className="lst">
      {clocks.map((clock, at) => (
        <ClockLine key={`${clock.kind}-${clock.started_at}-${at}`} clock={clock} detail={detail} />
      ))}
    </ul>
  );
}

function ClockLine({ clock, detail }: { clock: SlaClock; detail: SlaDetail }) {
  const { t } = useTranslation(['ticket', 'shared']);
  const [isOpen, setOpen] = useState(false);
  const name = t(`shared:clock.${clock.kind}`);
  return (
    <li>
      <span className="name ell">{name}</span>
      <Popover
        label={t('ticket:timers.why', { clock: name })}
        isOpen={isOpen}
        onOpenChange={setOpen}
        align="end"
        trigger={
          <button type="button" className="why-due" aria-label={t('ticket:timers.why', { clock: name })}>
            {clock.state === 'cancelled' ? <span className="t3 f12">{t('ticket:clocks.cancelled')}</span> : <SlaChip clock={clock} withWords />}
          </button>
        }
      >
        <DueWhy clock={clock} detail={detail} />
      </Popover>
    </li>
  );
}
