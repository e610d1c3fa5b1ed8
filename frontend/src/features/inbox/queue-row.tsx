import { memo, type MouseEvent } from 'react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { TicketRow } from '@/shared/api';
import { useMessages } from '@/shared/lib/messages';
import { TrashNote } from '@/shared/ticket-list';
import { AiSign, Avatar, ChannelIcon, Checkbox, PersonName, Priority, SlaChip, StatusIcon } from '@/shared/ui';

export interface QueueRowProps {
  row: TicketRow;
  isOpen: boolean;
  isCursor: boolean;
  isChosen: boolean;
  isMine: boolean;
  onToggle: (number: number, isRange: boolean) => void;
  onFocus: (number: number) => void;
}

/** One ticket: who, deadline, subject, priority, reason. The name follows the eye. */
export const QueueRow = memo(function QueueRow({ row, isOpen, isCursor, isChosen, isMine, onToggle, onFocus }: QueueRowProps) {
  const { t } = useTranslation(['inbox', 'shared']);
  const say = useMessages();
  const classes = ['q', isOpen && 'cur', row.is_unread && 'un', isChosen && 'chosen'].filter(Boolean).join(' ');
  const onClick = (event: MouseEvent): void => {
    if (!event.shiftKey) return;
    event.preventDefault();
    onToggle(row.number, true);
  };
  return (
    <div className={classes}>
      <span className="qcb">
        <Checkbox
          label={t('row.select', { number: row.number, subject: row.subject })}
          hideLabel
          isChecked={isChosen}
          tabIndex={-1}
          onChange={(_isChecked, event) => onToggle(row.number, event.shiftKey)}
        />
      </span>
      <Link
        to="/inbox/$number"
        params={{ number: String(row.number) }}
        search={(previous) => previous}
        aria-current={isOpen ? 'true' : undefined}
        data-number={row.number}
        tabIndex={isCursor ? 0 : -1}
        onClick={onClick}
        onFocus={() => onFocus(row.number)}
      >
        <span className="q1">
          <b className="ell" dir="auto">
            {row.company?.name ?? <PersonName name={row.requester.name} />}
          </b>
          {row.company ? (
            <span className="t3 f12 ell who" dir="auto">
              <PersonName name={row.requester.name} />
            </span>
          ) : null}
          <span className="sp" />
          <Deadline row={row} />
        </span>
        <span className="q2 ell" dir="auto" title={row.subject}>
          {row.subject || t('row.noSubject')}
        </span>
        <span className="q3">
          <Priority level={row.priority} isPinned={row.priority_is_pinned} />
          {row.company ? <span className="seg-tag">{t(`shared:segment.${row.company.segment}`, { defaultValue: row.company.segment })}</span> : null}
          <span className="chs">
            <ChannelIcon channel={row.channel} size={12} />
          </span>
          {row.trash ? (
            <TrashNote trash={row.trash} />
          ) : (
            <span className="ell meta" dir="auto" title={say(row.reason_message, row.reason)}>
              {say(row.reason_message, row.reason)}
            </span>
          )}
          {row.assignee && !isMine ? <Avatar id={row.assignee.id} name={row.assignee.name} size={16} isNamed /> : null}
          {row.is_unread ? <span className="dot" role="img" aria-label={t('shared:unread')} /> : null}
        </span>
      </Link>
    </div>
  );
});

/** The assistant's sign while it is on it, the status once it is done, else the deadline. */
function Deadline({ row }: { row: TicketRow }) {
  const { t } = useTranslation('inbox');
  if (row.status === 'resolved' || row.status === 'closed') return <StatusIcon status={row.status} hideWord />;
  if (row.handler === 'assistant') {
    return <AiSign>{t(row.last_message_by === 'assistant' ? 'row.answered' : 'row.answering')}</AiSign>;
  }
  if (row.sla && row.sla.state !== 'met' && row.sla.state !== 'cancelled') return <SlaChip clock={row.sla} />;
  return <StatusIcon status={row.status} hideWord />;
}
