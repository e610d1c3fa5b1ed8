import { useState } from 'react';
import Info from 'lucide-react/icons/info';
import { useTranslation } from 'react-i18next';

import { useMessages, useReasonLabels } from '@/shared/lib/messages';
import { useTicketPart } from '@/shared/ticket-screen';
import { Button, Icon, IconButton, Popover, useReason } from '@/shared/ui';

import { ticketApi } from '../api';
import { useTicketScreen } from '../ticket-context';

/** Why the priority is what it is: the score as a sum, and the reasons of the route. */
export function ScorePanel() {
  const { t } = useTranslation('ticket');
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover
      label={t('score.title')}
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={
        <IconButton size="sm" label={t('score.open')} onPointerEnter={openOnHover}>
          <Icon icon={Info} size={14} />
        </IconButton>
      }
    >
      <ScoreContent />
    </Popover>
  );

  function openOnHover(event: { pointerType: string }): void {
    if (event.pointerType === 'mouse') setOpen(true);
  }
}

function ScoreContent() {
  const { t, i18n } = useTranslation('ticket');
  const say = useMessages();
  const labelOf = useReasonLabels();
  const { ticket } = useTicketScreen();
  const routing = useTicketPart(ticket.number, 'routing', ticketApi.routing);
  const why = useReason(routing.error);
  const points = new Intl.NumberFormat(i18n.language, { signDisplay: 'exceptZero' });

  if (routing.isPending) return <p className="score t3">{t('score.loading')}</p>;
  if (routing.isError) {
    return (
      <div className="score" role="alert">
        <p>{t('score.failed')}</p>
        <p className="t2">{why}</p>
        <Button size="sm" onClick={() => void routing.refetch()}>
          {t('again')}
        </Button>
      </div>
    );
  }
  const { score = null, reasons = [] } = routing.data ?? {};
  if (!score && reasons.length === 0) return <p className="score">{t('score.none')}</p>;
  return (
    <div className="score">
      {score && (
        <table>
          <caption className="vh">{t('score.title')}</caption>
          <tbody>
            {score.parts.map((part) => (
              <tr key={part.label}>
                <td>
                  <bdi>{labelOf(part.label)}</bdi> <span className="t3" dir="auto">{say(part.message, part.detail)}</span>
                </td>
                <td>{points.format(part.points)}</td>
              </tr>
            ))}
            <tr>
              <td>{t('score.total')}</td>
              <td>{score.total}</td>
            </tr>
          </tbody>
        </table>
      )}
      {reasons.map((reason) => (
        <p key={reason.label} dir="auto">
          <b className="med">{labelOf(reason.label)}</b> <span className="t2">{say(reason.message, reason.detail)}</span>
        </p>
      ))}
      {ticket.priority_is_pinned && <p className="t3">{t('score.pinned')}</p>}
    </div>
  );
}
