import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, Field, toast, useReasonOf } from '@/shared/ui';
import { emailApi, mailKeys } from './api';

export interface DeleteMailboxProps {
  mailbox: { id: number; address: string };
  onClose: () => void;
  onDeleted: () => void;
}

/** There is no way back, so the address is typed first. */
export function DeleteMailbox({ mailbox, onClose, onDeleted }: DeleteMailboxProps) {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [typed, setTyped] = useState('');
  const { address } = mailbox;
  const remove = useMutation({
    mutationFn: () => emailApi.remove(mailbox.id),
    onSuccess: () => {
      client.removeQueries({ queryKey: mailKeys.mailbox(mailbox.id) });
      void client.invalidateQueries({ queryKey: mailKeys.mailboxes });
      toast(t('email.delete.done', { address }));
      onDeleted();
    },
  });
  const isTyped = typed.trim().toLowerCase() === address.toLowerCase();
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={t('email.delete.title', { address })}
      description={t('email.delete.consequence')}
      footer={
        <>
          <Button onClick={onClose}>{t('email.delete.cancel')}</Button>
          <Button
            variant="danger"
            busy={remove.isPending ? t('email.delete.busy') : null}
            unavailable={isTyped ? null : t('email.delete.typeFirst')}
            onClick={() => remove.mutate()}
          >
            {t('email.delete.action')}
          </Button>
        </>
      }
    >
      <form
        className="form-grid"
        onSubmit={(event) => {
          event.preventDefault();
          if (isTyped && !remove.isPending) remove.mutate();
        }}
      >
        <Field
          label={t('email.delete.type', { address })}
          value={typed}
          dir="ltr"
          autoComplete="off"
          spellCheck={false}
          error={remove.error ? reasonOf(remove.error) : null}
          onChange={(event) => setTyped(event.target.value)}
        />
      </form>
    </Dialog>
  );
}
