import { useMutation } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useChannelRule } from '@/shared/directory';
import { CallFields, callOf, isCall, NEW_CALL } from '@/shared/ticket-list';
import { useTicketPort } from '@/shared/ticket-screen';
import { Button, Checkbox, Dialog, toast, useReason } from '@/shared/ui';

import { postCall } from '../api';
import { useTicketScreen } from '../ticket-context';

/** What was said on the phone: a note, or also told to the customer. */
export function CallDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('ticket');
  const { ticket } = useTicketScreen();
  const { putEntry } = useTicketPort();
  const rule = useChannelRule('phone');
  const [call, setCall] = useState(NEW_CALL);
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<boolean | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  // A second press repeats the first request.
  const request = useRef(crypto.randomUUID());
  const mayTell = ticket.permissions.reply;
  const tells = mayTell && (chosen ?? rule?.tells_customer ?? false);
  const save = useMutation({
    mutationFn: () => postCall(ticket.number, { body: text.trim(), kind: tells ? 'public' : 'note', call: callOf(call) }, request.current),
    onSuccess: (entry) => {
      putEntry(entry);
      toast(t(tells ? 'call.told' : 'call.noted'));
      onClose();
    },
  });
  const reason = useReason(save.error);
  const unavailable = rule?.is_on === false ? t('call.off') : !isCall(call) ? t('call.minutesWrong') : text.trim() === '' ? t('call.textFirst') : null;

  function change(act: () => void): void {
    act();
    request.current = crypto.randomUUID();
  }

  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t('call.title')}
      startsAt={field}
      isChanged={text.trim() !== ''}
      footer={
        <>
          <span className="sp" />
          <Button onClick={onClose}>{t('call.cancel')}</Button>
          <Button variant="primary" busy={save.isPending ? t('call.saving') : null} unavailable={unavailable} onClick={() => save.mutate()}>
            {t(tells ? 'call.tell' : 'call.save')}
          </Button>
        </>
      }
    >
      <div className="form-grid">
        <CallFields call={call} onChange={(next) => change(() => setCall(next))} />
        <div>
          <label className="lab" htmlFor={id}>
            {t('call.text')}
          </label>
          <span className="field tall">
            <textarea ref={field} id={id} rows={5} dir="auto" value={text} onChange={(event) => change(() => setText(event.target.value))} />
          </span>
        </div>
        {mayTell && <Checkbox label={t('call.tells')} isChecked={tells} onChange={(isOn) => change(() => setChosen(isOn))} />}
        <div role="alert">{save.error ? <p className="hint bad">{reason}</p> : null}</div>
        <p className="hint" role="status">
          {rule?.is_on === false ? t('call.off') : t(tells ? 'call.goes' : 'call.stays')}
        </p>
      </div>
    </Dialog>
  );
}
