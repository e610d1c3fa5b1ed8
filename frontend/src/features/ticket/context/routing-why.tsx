import ChevronDown from 'lucide-react/icons/chevron-down';
import { useTranslation } from 'react-i18next';

import { relativeTime } from '@/shared/lib/dates';
import { Button, Icon } from '@/shared/ui';

import { ticketApi } from '../api';
import { useTicketPart } from '../hooks/use-ticket';
import { useTicketScreen } from '../ticket-context';
import { NotMine } from '../timeline/not-mine';
import { Part, Section } from './section';

/** Why the ticket came here, as the decision was stored, and the way to correct it. */
export function RoutingWhy() {
  const { t, i18n } = useTranslation('ticket');
  const { ticket } = useTicketScreen();
  const query = useTicketPart(ticket.number, 'routing', ticketApi.routing);
  if (query.data === null) return null;
  return (
    <Section name="routing" title={t('routing.title')}>
      <Part query={query} failed={t('routing.failed')}>
        {(routing) =>
          routing && (
            <>
              <p className="f12">
                {[routing.tier, routing.team?.name, routing.assignee?.name].filter(Boolean).map((part, at) => (
                  <span key={at}>
                    {at > 0 && <span className="t3"> · </span>}
                    <bdi>{part}</bdi>
                  </span>
                ))}
              </p>
              <dl className="kv">
                {routing.score && (
                  <div className="pair">
                    <dt>{t('score.total')}</dt>
                    <dd>{routing.score.total}</dd>
                  </div>
                )}
                {routing.rule && (
                  <div className="pair">
                    <dt>{t('routing.rule')}</dt>
                    <dd dir="auto">{routing.rule}</dd>
                  </div>
                )}
                {routing.reasons.map((reason, at) => (
                  <div className="pair" key={at}>
                    <dt dir="auto">{reason.label}</dt>
                    <dd dir="auto">{reason.detail}</dd>
                  </div>
                ))}
              </dl>
              <div className="row f12">
                <span className="t3">
                  {routing.decided_at && relativeTime(routing.decided_at, Date.now(), i18n.language)}
                </span>
                <span className="sp" />
                {ticket.permissions.update && (
                  <NotMine
                    trigger={
                      <Button size="sm">
                        {t('notMine.open')}
                        <Icon icon={ChevronDown} size={14} />
                      </Button>
                    }
                  />
                )}
              </div>
            </>
          )
        }
      </Part>
    </Section>
  );
}
