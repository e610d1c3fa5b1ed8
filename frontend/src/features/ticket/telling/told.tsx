import { useTranslation } from 'react-i18next';

import { absoluteTime } from '@/shared/lib/dates';
import { useMessages } from '@/shared/lib/messages';

import { useTicketScreen } from '../ticket-context';
import type { ProblemReply } from './api';
import { useTold } from './use-told';
import './telling.css';

/** What became of the newest reply to the incidents; whom it did not reach, and why. */
export function Told() {
  const row = useTold().find(({ state }) => state === 'done');
  return row ? <Outcome row={row} /> : null;
}

function Outcome({ row }: { row: ProblemReply }) {
  const { t, i18n } = useTranslation('ticket');
  const { openTicket } = useTicketScreen();
  const say = useMessages();
  const { sent, held, failed } = row.counts;
  return (
    <div className="told f12">
      <p className="t3">
        {t('tell.done', { name: row.author.name, when: absoluteTime(row.ended_at ?? row.created_at, i18n.language), sent, all: sent + held + failed })}
      </p>
      {row.not_sent.length > 0 && (
        <ul aria-label={t('tell.notSent')}>
          {row.not_sent.map((one) => (
            <li key={one.number}>
              <button type="button" className="link" onClick={() => openTicket(one.number)}>
                #{one.number}
              </button>
              <span>{t(`tell.states.${one.state}`, { why: say(one.reason_message, one.reason) })}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
