import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api, keys } from '@/shared/api';
import { useTicketPart } from '@/shared/ticket-screen';
import { Button, Checkbox, Dialog, Loaded, toast, toastFailure, useReason, useReasonOf } from '@/shared/ui';

import { useTicketScreen } from '../ticket-context';

const readSender = (number: number, signal?: AbortSignal) => api.get('/tickets/{number}/sender', { path: { number }, signal });

interface BlockDialogProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

/** What blocking the sender does, before it is done. */
export function BlockDialog({ isOpen, onOpenChange }: BlockDialogProps) {
  return isOpen ? <OpenDialog onOpenChange={onOpenChange} /> : null;
}

function OpenDialog({ onOpenChange }: Omit<BlockDialogProps, 'isOpen'>) {
  const { t } = useTranslation('ticket');
  const { ticket } = useTicketScreen();
  const { number } = ticket;
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const query = useTicketPart(number, 'sender', readSender);
  const [marksSpam, setMarksSpam] = useState(ticket.permissions.update && !ticket.is_spam);
  const refresh = (): Promise<unknown> =>
    Promise.all([
      client.invalidateQueries({ queryKey: keys.ticket(number) }),
      client.invalidateQueries({ queryKey: keys.ticketPart(number, 'sender') }),
      client.invalidateQueries({ queryKey: keys.contacts }),
    ]);
  const unblock = (contactId: number): Promise<unknown> =>
    api
      .delete('/contacts/{contact_id}/block', { path: { contact_id: contactId } })
      .then(refresh, (error: unknown) => toastFailure(reasonOf(error)));
  const block = useMutation({
    mutationFn: () => api.post('/tickets/{number}/sender/block', { path: { number }, body: { marks_spam: marksSpam } }),
    onSuccess: async ({ contact }) => {
      onOpenChange(false);
      await refresh();
      toast(t('block.done', { name: contact.name }), { undo: async () => void (await unblock(contact.id)) });
    },
  });
  const reason = useReason(block.error);
  const found = query.data;
  const why = found?.is_blocked ? t('block.already') : found?.refusal ? t(`block.refused.${found.refusal.reason}`) : null;
  return (
    <Dialog
      isOpen
      onOpenChange={onOpenChange}
      title={t('block.title', { name: ticket.requester.name })}
      footer={
        <>
          {block.error ? <span role="alert" className="bad f12">{reason}</span> : null}
          <span className="sp" />
          <Button onClick={() => onOpenChange(false)}>{t('merge.cancel')}</Button>
          <Button variant="primary" busy={block.isPending ? t('block.busy') : null} unavailable={found ? why : t('loading')} onClick={() => !block.isPending && block.mutate()}>
            {t('block.action')}
          </Button>
        </>
      }
    >
      <Loaded query={query} fault={t('block.fault')}>
        {(sender) => (
          <div className="form-grid">
            {why ? <p role="status">{why}</p> : null}
            <ul className="merge-lines">
              {sender.addresses.length > 0 && <li>{t('block.mail', { addresses: sender.addresses.join(', ') })}</li>}
              <li>{t('block.chat')}</li>
              <li>{t('block.quiet')}</li>
              {sender.others > 0 && <li>{t('block.others', { count: sender.others })}</li>}
              <li>{t('block.untold')}</li>
            </ul>
            {ticket.permissions.update && !ticket.is_spam && !why && (
              <Checkbox label={t('block.marksSpam')} isChecked={marksSpam} onChange={setMarksSpam} />
            )}
          </div>
        )}
      </Loaded>
    </Dialog>
  );
}
