import { useQuery } from '@tanstack/react-query';
import AlarmClock from 'lucide-react/icons/alarm-clock';
import { useTranslation } from 'react-i18next';

import { keys } from '@/shared/api';
import { absoluteTime } from '@/shared/lib/dates';
import { useMessages } from '@/shared/lib/messages';
import { Icon } from '@/shared/ui';

import { ticketApi } from '../api';
import { wokenBy } from '../model/snooze';
import { useTicketScreen } from '../ticket-context';

/** What a ticket sleeps for, or, until somebody acts on it, why it woke. */
export function SleepLine() {
  const { t, i18n } = useTranslation('ticket');
  const say = useMessages();
  const { ticket } = useTicketScreen();
  if (ticket.snoozed_until) {
    const when = absoluteTime(ticket.snoozed_until, i18n.language);
    return (
      <p className="whom sleep">
        <Icon icon={AlarmClock} size={12} />
        <span className="ell">{t(ticket.snoozed_for ? `snooze.untilFor.${ticket.snoozed_for}` : 'snooze.until', { when })}</span>
        {ticket.snoozed_item !== null && <Awaited id={ticket.snoozed_item} />}
      </p>
    );
  }
  const woken = wokenBy(ticket.timeline.results);
  if (!woken) return null;
  return (
    <p className="whom sleep">
      <Icon icon={AlarmClock} size={12} />
      <span className="ell">{t('snooze.wokenBy', { reason: say(woken.message, woken.reason) })}</span>
      {woken.article !== null && <Awaited id={woken.article} />}
    </p>
  );
}

/** The article by its title; nothing for whom it is not. */
function Awaited({ id }: { id: number }) {
  const { data } = useQuery({ queryKey: keys.article(id), queryFn: ({ signal }) => ticketApi.article(id, signal), staleTime: 300_000 });
  if (!data) return null;
  return (
    <a className="ell" href={`/app/kb/${id}`} dir="auto">
      {data.title}
    </a>
  );
}
