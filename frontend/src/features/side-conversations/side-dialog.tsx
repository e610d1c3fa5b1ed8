import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';

import { LeaveGuard } from '@/shared/form';
import { useTicketPort } from '@/shared/ticket-screen';
import { Button, Dialog, Field, toast, useReasonOf } from '@/shared/ui';

import { sidesApi, type Side } from './api';
import { SideTextField } from './side-text';
import { addressesOf, focusOnFault, lastAsQuote } from './text';
import { useFiles } from './use-files';

interface SideDialogProps {
  onClose: () => void;
  onOpened: (side: Side) => void;
}

/** Asks somebody outside by mail. They get what stands here; the customer sees none of it. */
export function SideDialog({ onClose, onOpened }: SideDialogProps) {
  const { t } = useTranslation('side-conversations');
  const { ticket } = useTicketPort();
  const reasonOf = useReasonOf();
  const [to, setTo] = useState('');
  const [subject, setSubject] = useState('');
  const [body, setBody] = useState('');
  const files = useFiles();
  const first = useRef<HTMLInputElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const [isChecked, setChecked] = useState(false);
  const key = useRef(crypto.randomUUID());
  const send = useMutation({
    mutationFn: () =>
      sidesApi.open(ticket.number, {
        to: addressesOf(to),
        subject,
        body,
        body_format: 'text',
        attachment_ids: files.ids,
        client_id: key.current,
      }),
    onSuccess: (side) => {
      toast(t('sent'));
      onOpened(side);
      onClose();
    },
  });
  const missing = whatIsMissing(to, subject, body, files.isLoading);
  const isChanged = [to, subject, body].some((text) => text.trim() !== '') || files.stored.length > 0;
  const submit = (): void => {
    flushSync(() => setChecked(true));
    if (missing === null && !send.isPending) send.mutate();
    else focusOnFault(form.current);
  };
  const fault = (name: 'to' | 'subject' | 'body', isEmpty: boolean): string | null => (isChecked && isEmpty ? t(`missing.${name}`) : null);
  const quote = lastAsQuote(ticket);
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => (isOpen || send.isPending ? undefined : onClose())}
      title={t('new.title')}
      description={t('new.description')}
      width={560}
      startsAt={first}
      isChanged={isChanged && !send.isSuccess}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            variant="primary"
            type="submit"
            form="side-form"
            keys="mod+enter"
            busy={send.isPending ? t('sending') : null}
            unavailable={missing === 'files' ? t('missing.files') : null}
          >
            {t('send')}
          </Button>
        </>
      }
    >
      <form
        ref={form}
        id="side-form"
        className="scv-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <LeaveGuard isChanged={isChanged && !send.isSuccess} />
        <Field
          ref={first}
          label={t('new.to')}
          hint={t('new.toHint')}
          value={to}
          autoComplete="off"
          error={fault('to', addressesOf(to).length === 0)}
          onChange={(event) => setTo(event.target.value)}
        />
        <Field
          label={t('new.subject')}
          value={subject}
          maxLength={300}
          dir="auto"
          error={fault('subject', subject.trim() === '')}
          onChange={(event) => setSubject(event.target.value)}
        />
        <SideTextField
          label={t('new.body')}
          body={body}
          onChange={setBody}
          files={files}
          rows={7}
          error={fault('body', body.trim() === '')}
          onQuote={quote === '' ? null : () => setBody((text) => (text === '' ? quote : `${text}\n\n${quote}`))}
          onSend={submit}
        />
        {send.error ? (
          <p className="hint bad" role="alert">
            {t('failed', { reason: reasonOf(send.error) })}
          </p>
        ) : null}
      </form>
    </Dialog>
  );
}

type Missing = 'to' | 'subject' | 'body' | 'files';

function whatIsMissing(to: string, subject: string, body: string, isLoading: boolean): Missing | null {
  if (addressesOf(to).length === 0) return 'to';
  if (subject.trim() === '') return 'subject';
  if (isLoading) return 'files';
  return body.trim() === '' ? 'body' : null;
}
