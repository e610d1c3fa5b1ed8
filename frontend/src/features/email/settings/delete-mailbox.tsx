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
  const { t } = useTranslation('email');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [typed, setTyped] = useState('');
  const { address } = mailbox;
  const remove = useMutation({
    mutationFn: () => emailApi.remove(mailbox.id),
    onSuccess: () => {
      client.removeQueries({ queryKey: mailKeys.mailbox(mailbox.id) });
      void client.invalidateQueries({ queryKey: mailKeys.mailboxes });
      toast(t('settings.delete.done', { address }));
      onDeleted();
    },
  });
  const isTyped = typed.trim().toLowerCase() === address.toLowerCase();
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={t('settings.delete.title', { address })}
      description={t('settings.delete.consequence')}
      footer={
        <>
          <Button onClick={onClose}>{t('settings.delete.cancel')}</Button>
          <Button
            variant="danger"
            busy={remove.isPending ? t('settings.delete.busy') : null}
            unavailable={isTyped ? null : t('settings.delete.typeFirst')}
            onClick={() => remove.mutate()}
          >
            {t('settings.delete.action')}
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
          label={t('settings.delete.type', { address })}
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
