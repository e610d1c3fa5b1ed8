import { useEffect, useId, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../api';
import { useMe } from '../directory';
import { comboOf } from '../lib/shortcut-keys';
import { Button, Dialog, Field, useReason } from '../ui';
import { CallPart } from './new-ticket/call-part';
import { CustomerField } from './new-ticket/customer-field';
import { MessageField } from './new-ticket/message-field';
import { PropertyFields } from './new-ticket/property-fields';
import { useNewTicket, type NewTicket } from './new-ticket/use-new-ticket';
import { gapsOf, isAddress, isUntouched, type Customer, type Gap } from './new-ticket/values';
import { WhoGetsIt } from './new-ticket/who-gets-it';
import './new-ticket/new-ticket.css';

export interface NewTicketDialogProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  onCreated: (number: number) => void;
  /** Filled in where the customer is known. */
  requester?: { id?: number; email: string; name: string };
}

/** A new ticket: a message to a customer, or a note of what is to be done. Closing keeps it as a draft. */
export function NewTicketDialog(props: NewTicketDialogProps) {
  const me = useMe();
  // Mounted anew on each opening and for each person, so that it begins with their draft as it is kept now.
  return props.isOpen ? <OpenDialog key={me?.id ?? 0} {...props} /> : <Dialog isOpen={false} onOpenChange={props.onOpenChange} title="">{null}</Dialog>;
}

function OpenDialog({ onOpenChange, onCreated, requester }: NewTicketDialogProps) {
  const { t } = useTranslation('ticket-list');
  const formId = useId();
  const first = useRef<HTMLInputElement>(null);
  const customer: Customer | undefined = requester && { id: requester.id ?? null, email: requester.email, name: requester.name };
  const ticket = useNewTicket(customer, (number) => {
    onOpenChange(false);
    if (number !== null) onCreated(number);
  });
  const { values, isBusy } = ticket;
  return (
    <Dialog
      isOpen
      onOpenChange={onOpenChange}
      title={t('create.title')}
      width={640}
      startsAt={first}
      footer={
        <>
          {!isUntouched(values) && (
            <Button variant="ghost" onClick={ticket.discard}>
              {t('create.discard')}
            </Button>
          )}
          <span className="sp" />
          <Button onClick={() => onOpenChange(false)}>{isUntouched(values) ? t('create.cancel') : t('create.later')}</Button>
          <Button variant="primary" type="submit" form={formId} keys="mod+enter" busy={isBusy ? t('create.busy') : null}>
            {t(`create.submit.${values.kind}`)}
          </Button>
        </>
      }
    >
      <NewTicketForm id={formId} ticket={ticket} first={first} />
    </Dialog>
  );
}

interface FormProps {
  id: string;
  ticket: NewTicket;
  first: RefObject<HTMLInputElement | null>;
}

function NewTicketForm({ id, ticket, first }: FormProps) {
  const { t } = useTranslation('ticket-list');
  const { values, set } = ticket;
  const [isChecked, setChecked] = useState(false);
  const gaps = isChecked ? gapsOf(values) : [];
  const errorOf = (...names: Exclude<Gap, 'minutes'>[]): string | null => {
    const name = names.find((one) => gaps.includes(one));
    return name ? t(`create.missing.${name}`) : null;
  };
  const bodyId = `${id}-body`;
  const hasCustomer = values.customer !== null;
  const had = useRef(hasCustomer);
  useEffect(() => {
    // Choosing somebody, and letting them go, takes the field away under the hands.
    if (had.current !== hasCustomer) (hasCustomer ? document.getElementById(`${id}-subject`) : first.current)?.focus();
    had.current = hasCustomer;
  }, [first, hasCustomer, id]);

  function submit(): void {
    setChecked(true);
    const [gap] = gapsOf(values);
    if (!gap) ticket.send();
    else if (gap === 'subject') document.getElementById(`${id}-subject`)?.focus();
    else if (gap === 'body') document.getElementById(bodyId)?.focus();
    // The field says itself what is wrong with it.
    else if (gap === 'minutes') document.getElementById(id)?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
    else first.current?.focus();
  }

  function onKeyDownCapture(event: KeyboardEvent): void {
    if (comboOf(event.nativeEvent) !== 'mod+enter') return;
    event.preventDefault();
    event.stopPropagation();
    submit();
  }

  return (
    // The editor would make a line break of the key that sends.
     
    <form
      id={id}
      className="form-grid"
      noValidate
      onKeyDownCapture={onKeyDownCapture}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Failure error={ticket.error} />
      <WhoGetsIt values={values} onKind={(kind) => set({ kind })} />
      <CallPart values={values} set={set} />
      <CustomerField
        ref={first}
        customer={values.customer}
        typed={values.typed}
        error={errorOf('customer', 'address', 'noAddress')}
        onType={(typed) => set({ typed })}
        onChoose={(customer) => set({ customer, typed: '' })}
      />
      {(values.customer ? values.customer.id === null : isAddress(values.typed)) && (
        <Field label={t('create.name')} value={values.name} dir="auto" autoComplete="off" onChange={(event) => set({ name: event.target.value })} />
      )}
      <Field
        id={`${id}-subject`}
        label={t('create.subject')}
        value={values.subject}
        error={errorOf('subject')}
        maxLength={300}
        dir="auto"
        onChange={(event) => set({ subject: event.target.value })}
      />
      <MessageField
        id={bodyId}
        label={t(`create.body.${values.kind}`)}
        html={values.body}
        files={values.files}
        error={errorOf('body')}
        onChange={(body) => set({ body })}
        onFile={(file) => set({ files: [...values.files, { id: file.id, name: file.name }] })}
        onRemove={(file) => set({ files: values.files.filter(({ id: other }) => other !== file.id) })}
      />
      <PropertyFields values={values} set={set} />
    </form>
  );
}

function Failure({ error }: { error: unknown }) {
  const reason = useReason(error);
  const fields = isProblem(error) ? Object.entries(error.errors).map(([field, [message]]) => `${field}: ${message ?? ''}`) : [];
  const detail = isProblem(error) && error.detail ? error.detail : '';
  return <div role="alert">{error ? <p className="hint bad">{detail || (fields.length > 0 ? fields.join(' ') : reason)}</p> : null}</div>;
}
