import { useEffect, useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import Check from 'lucide-react/icons/check';
import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleQuestion from 'lucide-react/icons/circle-question-mark';
import Clock from 'lucide-react/icons/clock-3';
import MailX from 'lucide-react/icons/mail-x';
import { useTranslation } from 'react-i18next';

import { isProblem, keys, type Entry } from '@/shared/api';
import { useTicketPort } from '@/shared/ticket-screen';
import { announce, Button, Icon, toastFailure, useReasonOf } from '@/shared/ui';

import { mailApi } from './api';
import { sentTo } from './payload';
import type { DeliveryAction } from './types';

type BadState = 'failed' | 'bounced' | 'in_doubt';

const ICONS = { failed: CircleAlert, bounced: MailX, in_doubt: CircleQuestion } as const;

/** What may be done about a mail, the way that most often helps first. */
const ACTIONS: Record<BadState, readonly DeliveryAction[]> = {
  failed: ['send_again', 'cancel'],
  bounced: ['send_again'],
  in_doubt: ['was_sent', 'send_again'],
};

function badStateOf(entry: Entry): BadState | null {
  const { state } = entry.delivery;
  return state === 'failed' || state === 'bounced' || state === 'in_doubt' ? state : null;
}

function isOurs(entry: Entry): boolean {
  return entry.author.kind !== 'contact';
}

/** Whether the mail is still on its way: a clock, then a check, beside the time. */
export function DeliveryMark({ entry }: { entry: Entry }) {
  const { t } = useTranslation('email');
  const { state } = entry.delivery;
  if (!isOurs(entry) || (state !== 'queued' && state !== 'sent')) return null;
  const words = t(`delivery.${state}`);
  return (
    <span className="dlv" title={words}>
      <Icon icon={state === 'sent' ? Check : Clock} size={12} label={words} />
    </span>
  );
}

/** What went wrong with a message of ours, why, and what to do about it. */
export function DeliveryLine({ entry }: { entry: Entry }) {
  const { t } = useTranslation('email');
  const { ticket, sendAgain } = useTicketPort();
  const { busy, isOver, decide } = useDecision(entry);
  const state = badStateOf(entry);
  useTellingOf(entry, state);
  if (!isOurs(entry)) return null;
  const { detail } = entry.delivery;
  const isMail = ticket.reply_by === 'email' || entry.channel === 'email' || sentTo(entry) !== null;
  const mayDecide = ticket.permissions.reply && isMail;

  if (entry.delivery.state === 'queued' && detail) {
    return (
      <div className="after">
        <Icon icon={Clock} size={14} />
        <span dir="auto">{t('delivery.waiting', { why: detail })}</span>
        {mayDecide && (
          <Button size="sm" variant="ghost" busy={busy && t('delivery.busy')} onClick={() => decide('cancel')}>
            {t('delivery.cancel')}
          </Button>
        )}
      </div>
    );
  }
  if (entry.delivery.state === 'sent' && detail) {
    // Such as an address that the server did not take while it took the others.
    return (
      <p className="after">
        <Icon icon={Check} size={14} />
        <span dir="auto">{t('delivery.sentBut', { why: detail })}</span>
      </p>
    );
  }
  if (!state) return null;
  return (
    <div className="after bad" role="group" aria-label={t(`delivery.${state}.what`)}>
      <Icon icon={ICONS[state]} size={14} />
      <p className="dlv-why" dir="auto">
        <b>{t(`delivery.${state}.what`)}</b> {detail || t(`delivery.${state}.why`)}{' '}
        <span className="t2">{t(`delivery.${state}.todo`, { name: ticket.requester.name })}</span>
      </p>
      {mayDecide && (
        <span className="dlv-acts">
          {(isOver ? [] : ACTIONS[state]).map((action, at) => (
            <Button
              key={action}
              size="sm"
              variant={at === 0 ? 'default' : 'ghost'}
              busy={busy === action && t('delivery.busy')}
              unavailable={busy && busy !== action ? t('delivery.busy') : null}
              onClick={() => decide(action)}
            >
              {t(`delivery.${action}`)}
            </Button>
          ))}
          {(state !== 'in_doubt' || isOver) && (
            <Button size="sm" variant="ghost" onClick={() => sendAgain(entry)}>
              {t('delivery.rewrite')}
            </Button>
          )}
        </span>
      )}
      {!isMail && ticket.permissions.reply && (
        <Button size="sm" onClick={() => sendAgain(entry)}>
          {t('delivery.rewrite')}
        </Button>
      )}
    </div>
  );
}

interface Decision {
  busy: DeliveryAction | null;
  /** The server has no mail of this message to decide about, or none any more. */
  isOver: boolean;
  decide: (action: DeliveryAction) => void;
}

/** Tells the server what a person decided about a mail; its answer replaces the entry. */
function useDecision(entry: Entry): Decision {
  const { t } = useTranslation('email');
  const { ticket, putEntry } = useTicketPort();
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [busy, setBusy] = useState<DeliveryAction | null>(null);
  const [overAt, setOverAt] = useState<string | null>(null);
  const { state, detail } = entry.delivery;
  const now = `${state} ${detail}`;

  async function send(action: DeliveryAction): Promise<void> {
    setBusy(action);
    try {
      putEntry(await mailApi.decide(ticket.number, entry.id, action));
    } catch (error) {
      toastFailure(t('delivery.notChanged', { why: reasonOf(error) }));
      if (isProblem(error) && (error.status === 404 || error.code === 'email.nothing_to_decide')) setOverAt(now);
      // Somebody else may have decided.
      void client.invalidateQueries({ queryKey: keys.ticket(ticket.number) });
    } finally {
      setBusy(null);
    }
  }

  return { busy, isOver: overAt === now, decide: (action) => void send(action) };
}

/** Says it aloud when a mail turns bad while its ticket is open. */
function useTellingOf(entry: Entry, state: BadState | null): void {
  const { t } = useTranslation('email');
  const before = useRef(state);
  useEffect(() => {
    if (state && before.current !== state && isOurs(entry)) {
      announce(`${t(`delivery.${state}.what`)} ${entry.delivery.detail}`.trim(), 'assertive');
    }
    before.current = state;
  }, [entry, state, t]);
}
