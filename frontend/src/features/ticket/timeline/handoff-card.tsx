import { useState } from 'react';
import Check from 'lucide-react/icons/check';
import ChevronDown from 'lucide-react/icons/chevron-down';
import Route from 'lucide-react/icons/route';
import Scale from 'lucide-react/icons/scale';
import Split from 'lucide-react/icons/split';
import X from 'lucide-react/icons/x';
import { useTranslation } from 'react-i18next';

import { useMessages } from '@/shared/lib/messages';
import { useTicketPart } from '@/shared/ticket-screen';
import { AiSign, Button, Confidence, Icon, Skeleton, SkeletonLine, useReason, useSkeleton } from '@/shared/ui';

import { ticketApi } from '../api';
import { useTicketScreen } from '../ticket-context';
import { choosingReasons } from '../model/routing';
import type { Entry, HandoffDetail } from '../types';
import { EntryTime } from './entry-time';
import { NotMine } from './not-mine';

interface HandoffCardProps {
  entry: Entry;
  /** Only the newest handoff has the details and can be passed on. */
  isLatest: boolean;
}

/** Why this is in front of a person: what the customer wants, what was done, why a person. */
export function HandoffCard({ entry, isLatest }: HandoffCardProps) {
  const { t } = useTranslation('ticket');
  const { ticket } = useTicketScreen();
  const isDone = ticket.status === 'resolved' || ticket.status === 'closed';
  const [isOpen, setOpen] = useState<boolean | null>(null);
  const isShown = isOpen ?? (isLatest && !isDone);
  const handoff = useTicketPart(ticket.number, 'handoff', ticketApi.handoff, { isEnabled: isLatest });
  const told = handoff.data?.told_customer;

  return (
    <article className="ev">
      <span className="node ain">
        <Icon icon={Split} size={14} />
      </span>
      <div className="bd">
        <section className="handoff" aria-label={t('handoff.label')}>
          <button type="button" className="top" aria-expanded={isShown} onClick={() => setOpen(!isShown)}>
            <AiSign>{t('handoff.title')}</AiSign>
            {told && (
              <span className="t3 f12 ell only-wide" dir="auto">
                {t('handoff.told', { name: ticket.requester.name, what: told })}
              </span>
            )}
            <span className="sp" />
            <EntryTime at={entry.created_at} />
            <Icon icon={ChevronDown} size={14} className={isShown ? 'chev is-up' : 'chev'} />
          </button>
          {isShown && (
            <>
              <HandoffBody entry={entry} query={handoff} isLatest={isLatest} />
              {isLatest && <WhyYou />}
            </>
          )}
        </section>
      </div>
    </article>
  );
}

interface HandoffBodyProps {
  entry: Entry;
  query: { data: HandoffDetail | null | undefined; error: unknown; isPending: boolean; refetch: () => Promise<unknown> };
  isLatest: boolean;
}

function HandoffBody({ entry, query, isLatest }: HandoffBodyProps) {
  const { t } = useTranslation('ticket');
  const { ticket } = useTicketScreen();
  const why = useReason(query.error);
  const isWaiting = isLatest && query.isPending;
  const showSkeleton = useSkeleton(isWaiting);
  const summary = entry.kind === 'ai' && entry.payload.step === 'handoff' ? entry.payload.summary : entry.body_text;

  if (isWaiting) {
    return showSkeleton ? (
      <Skeleton label={t('handoff.loading')}>
        <SkeletonLine width="92%" />
        <SkeletonLine width="70%" />
        <SkeletonLine width="38%" />
      </Skeleton>
    ) : null;
  }
  const detail = query.data;
  if (!detail) {
    return (
      <div className="h3 one">
        <div>
          <p dir="auto">{summary}</p>
          {query.error ? (
            <p className="t2" role="alert">
              {t('handoff.failed')} {why}{' '}
              <button type="button" className="link" onClick={() => void query.refetch()}>
                {t('again')}
              </button>
            </p>
          ) : null}
        </div>
      </div>
    );
  }
  return (
    <div className="h3">
      <div>
        <h3>{t('handoff.wants', { name: ticket.requester.name })}</h3>
        <p dir="auto">{detail.wants || detail.summary || summary}</p>
      </div>
      <div>
        <h3>{t('handoff.done')}</h3>
        {detail.tried.length > 0 ? (
          <ul className="did">
            {detail.tried.map((step) => (
              <li key={step.label}>
                <Icon
                  icon={step.ok ? Check : X}
                  size={14}
                  className={step.ok ? 'tick' : 'cross'}
                  label={step.ok ? t('handoff.worked') : t('handoff.failedStep')}
                />
                <span dir="auto">{step.label}</span>
              </li>
            ))}
          </ul>
        ) : (
          <p className="t2">{t('handoff.nothingTried')}</p>
        )}
      </div>
      <div>
        <h3>{t('handoff.why')}</h3>
        <p className="why">
          <Icon icon={Scale} size={14} />
          <span dir="auto">
            <b>{t(`handoff.reasons.${detail.reason}` as 'handoff.reasons.loop', {
              defaultValue: detail.reason_label || detail.reason,
            })}</b>{' '}
            {detail.why}
          </span>
        </p>
        {detail.confidence_word && <Confidence word={detail.confidence_word} />}
      </div>
    </div>
  );
}

/** "Why it came to you", and the menu that corrects it. */
function WhyYou() {
  const { t, i18n } = useTranslation('ticket');
  const { ticket, me } = useTicketScreen();
  const say = useMessages();
  const { data: routing } = useTicketPart(ticket.number, 'routing', ticketApi.routing);
  const reasons = choosingReasons(routing ?? null).map((reason) => say(reason.message, reason.detail) || reason.label).filter(Boolean);
  const whom =
    ticket.assignee === null
      ? t('handoff.toTeam', { team: ticket.team?.name ?? t('props.noTeam') })
      : ticket.assignee.id === me?.id
        ? t('handoff.toYou')
        : t('handoff.toPerson', { name: ticket.assignee.name });
  const because = reasons.length > 0 ? new Intl.ListFormat(i18n.language).format(reasons) : say(ticket.reason_message, ticket.reason);
  const text = because ? t('handoff.because', { whom, because }) : whom;
  return (
    <div className="foot">
      <Icon icon={Route} size={14} />
      <span className="ell" dir="auto" title={text}>
        {text}
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
  );
}
