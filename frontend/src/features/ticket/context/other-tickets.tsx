import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { shortDate } from '@/shared/lib/dates';
import { Part, Section } from '@/shared/ticket-screen';
import { StatusIcon } from '@/shared/ui';

import { ticketApi } from '../api';
import { useTicketScreen } from '../ticket-context';

const SHOWN = 8;
const MINUTE = 60_000;

/** The same person's other tickets, across channels, newest first; linked ones say how. */
export function OtherTickets() {
  const { t, i18n } = useTranslation('ticket');
  const { ticket, openTicket } = useTicketScreen();
  const contactId = ticket.requester.id;
  const query = useQuery({
    queryKey: ['contacts', contactId, 'tickets'],
    queryFn: ({ signal }) => ticketApi.contactTickets(contactId, signal),
    staleTime: MINUTE,
  });
  const others = (query.data?.results ?? []).filter((other) => other.number !== ticket.number);
  const kinds = new Map(ticket.links.map((link) => [link.number, link.kind]));
  return (
    <Section name="others" title={t('others.title')} count={others.length}>
      <Part query={query} failed={t('others.failed')}>
        {() =>
          others.length === 0 ? (
            <p className="t3 f12">{t('others.none', { name: ticket.requester.name })}</p>
          ) : (
            <ul className="lst">
              {others.slice(0, SHOWN).map((other) => (
                <li key={other.number}>
                  <StatusIcon status={other.status} hideWord />
                  <a
                    className="name ell"
                    href={`/app/inbox/${other.number}`}
                    title={other.subject}
                    dir="auto"
                    onClick={(event) => {
                      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                      event.preventDefault();
                      openTicket(other.number);
                    }}
                  >
                    {other.subject}
                  </a>
                  {kinds.has(other.number) && <span className="badge mute">{t('others.linked')}</span>}
                  <span className="t3 f12 nw">{shortDate(other.last_activity_at, Date.now(), i18n.language)}</span>
                </li>
              ))}
            </ul>
          )
        }
      </Part>
    </Section>
  );
}
