import { useTranslation } from 'react-i18next';
import { relativeTime } from '@/shared/lib/dates';
import { useMessages, useReasonLabels } from '@/shared/lib/messages';
import type { LoadPerson, WaitingTicket } from './api';
import { GiveTo, TicketLine } from './load-ticket';
import type { Give } from './use-give';

export interface LoadWaitingProps {
  waiting: readonly WaitingTicket[];
  people: readonly LoadPerson[];
  give: Give;
}

/** What nobody took, in the order of the line, and why nobody could. */
export function LoadWaiting({ waiting, people, give }: LoadWaitingProps) {
  const { t, i18n } = useTranslation('routing-settings');
  const say = useMessages();
  const labelOf = useReasonLabels();
  return (
    <section className="ld-part" id="waiting" tabIndex={-1} aria-labelledby="load-waiting">
      <h2 id="load-waiting">{t('load.waiting')}</h2>
      {waiting.length === 0 ? <p className="t3">{t('load.nobodyWaits')}</p> : null}
      <ul className="ld-tickets">
        {waiting.map((ticket) => (
          <TicketLine key={ticket.number} ticket={ticket} from={null}>
            <span className="t3 nw">{t('load.since', { when: relativeTime(ticket.since, Date.now(), i18n.language) })}</span>
            <details className="f12">
              <summary>{t('load.why')}</summary>
              <ul>
                {ticket.reasons.map((reason, at) => (
                  <li key={at} dir="auto">
                    {labelOf(reason.label)}: {say(reason.message, reason.detail)}
                  </li>
                ))}
                {ticket.reasons.length === 0 ? <li>{t('load.noReason')}</li> : null}
              </ul>
            </details>
            <GiveTo ticket={ticket} from={null} people={people} give={give} />
          </TicketLine>
        ))}
      </ul>
    </section>
  );
}
