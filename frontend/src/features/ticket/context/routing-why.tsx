import ChevronDown from 'lucide-react/icons/chevron-down';
import { useTranslation } from 'react-i18next';

import { relativeTime } from '@/shared/lib/dates';
import { useMessages, useReasonLabels } from '@/shared/lib/messages';
import { Part, Section, useTicketPart } from '@/shared/ticket-screen';
import { Button, Icon } from '@/shared/ui';

import { ticketApi } from '../api';
import { useTicketScreen } from '../ticket-context';
import { NotMine } from '../timeline/not-mine';
import type { PastDecision } from '../types';

/** Why the ticket came here, as the decision was stored, and the way to correct it. */
export function RoutingWhy() {
  const { t, i18n } = useTranslation('ticket');
  const say = useMessages();
  const labelOf = useReasonLabels();
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
                {routing.reasons.filter(isNews(routing.rule)).map((reason, at) => (
                  <div className="pair" key={at}>
                    <dt dir="auto">{labelOf(reason.label)}</dt>
                    <dd dir="auto">{say(reason.message, reason.detail)}</dd>
                  </div>
                ))}
              </dl>
              <Earlier steps={(routing.history ?? []).slice(1)} />
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

/** The rule has a line of its own above the reasons. */
function isNews(rule: string | null) {
  return ({ label, detail }: { label: string; detail: string }) => label !== 'Rule' || detail !== rule;
}

const SHOWN_STEPS = 5;

/** The decisions before, newest first. */
function Earlier({ steps }: { steps: readonly PastDecision[] }) {
  const { t, i18n } = useTranslation('ticket');
  const say = useMessages();
  const labelOf = useReasonLabels();
  if (steps.length === 0) return null;
  return (
    <details className="f12">
      <summary>{t('routing.earlier', { count: steps.length })}</summary>
      <ul className="steps">
        {steps.slice(0, SHOWN_STEPS).map((step, at) => (
          <li key={at} dir="auto" title={step.reasons.map(({ label, detail, message }) => `${labelOf(label)}: ${say(message, detail)}`).join('\n')}>
            <span className="t3 nw">{relativeTime(step.decided_at, Date.now(), i18n.language)}</span>{' '}
            {t(`routing.steps.${step.step}` as 'routing.steps.routed', { defaultValue: step.step })}{' '}
            <bdi>{[step.tier, step.team, step.assignee].filter(Boolean).join(' · ')}</bdi>
          </li>
        ))}
      </ul>
    </details>
  );
}
