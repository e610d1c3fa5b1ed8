import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keys } from '@/shared/api';
import { LeaveGuard } from '@/shared/form';
import { useTicketPort } from '@/shared/ticket-screen';
import { Button, toast, useReasonOf } from '@/shared/ui';
import { issuesApi, type FixAnswer } from '../api';
import { htmlOf, textOf } from './text';

/** The answer that waits because the issue is done: to be read, changed, and sent by a person. */
export function FixAnswerCard({ answer, onDone }: { answer: FixAnswer; onDone: () => void }) {
  const { t } = useTranslation('linear');
  const { ticket } = useTicketPort();
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const id = useId();
  const drafted = textOf(answer.body_html);
  const [text, setText] = useState(drafted);
  const settled = (): void => {
    void client.invalidateQueries({ queryKey: keys.ticketPart(ticket.number, issuesApi.part) });
    void client.invalidateQueries({ queryKey: keys.ticket(ticket.number) });
  };
  const send = useMutation({
    mutationFn: () => issuesApi.send(ticket.number, answer.id, { body_html: htmlOf(text), seen_entry_id: ticket.last_entry_id }),
    onSuccess: () => {
      toast(t('answer.sent'));
      onDone();
    },
    onSettled: settled,
  });
  const discard = useMutation({
    mutationFn: () => issuesApi.discard(ticket.number, answer.id),
    onSuccess: () => {
      toast(t('answer.discarded'));
      onDone();
    },
    onSettled: settled,
  });
  const fault = send.error ?? discard.error;
  const isBusy = send.isPending || discard.isPending;
  return (
    <section className="lnanswer" aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>{t('answer.title', { key: answer.issue_key })}</h3>
      <p className="t3 f12">{t('answer.hint')}</p>
      <label className="vh" htmlFor={id}>
        {t('answer.text')}
      </label>
      <span className="field tall">
        <textarea id={id} rows={7} dir="auto" maxLength={20_000} value={text} disabled={!ticket.permissions.reply} onChange={(event) => setText(event.target.value)} />
      </span>
      {fault ? (
        <p className="hint bad" role="alert">
          {t('answer.failed', { reason: reasonOf(fault) })}
        </p>
      ) : null}
      {ticket.permissions.reply ? (
        <div className="row wrap">
          <Button
            size="sm"
            variant="primary"
            busy={send.isPending ? t('answer.sending') : null}
            unavailable={text.trim() ? null : t('answer.empty')}
            onClick={() => (isBusy ? undefined : send.mutate())}
          >
            {t('answer.send')}
          </Button>
          <Button size="sm" busy={discard.isPending ? t('answer.discarding') : null} onClick={() => (isBusy ? undefined : discard.mutate())}>
            {t('answer.discard')}
          </Button>
        </div>
      ) : null}
      <LeaveGuard isChanged={text !== drafted && !send.isSuccess && !discard.isSuccess} />
    </section>
  );
}
