import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, isProblem, newIdempotencyKey, type Priority, type TicketInput, type TicketRow } from '../api';
import { useBrands } from '../directory';
import { Button, Dialog, Field, SelectField, useReason } from '../ui';
import { refreshTickets } from './use-bulk';

export interface NewTicketDialogProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  onCreated: (number: number) => void;
  /** Filled in where the customer is known. */
  requester?: { email: string; name: string };
}

/** A ticket on behalf of a customer who called or wrote elsewhere. */
export function NewTicketDialog({ isOpen, onOpenChange, ...rest }: NewTicketDialogProps) {
  const { t } = useTranslation('ticket-list');
  const formId = useId();
  const [isBusy, setBusy] = useState(false);
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={t('create.title')}
      description={t('create.hint')}
      width={520}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{t('create.cancel')}</Button>
          <Button variant="primary" type="submit" form={formId} busy={isBusy ? t('create.busy') : null}>
            {t('create.submit')}
          </Button>
        </>
      }
    >
      <NewTicketForm id={formId} onBusy={setBusy} onClose={() => onOpenChange(false)} {...rest} />
    </Dialog>
  );
}

interface FormProps extends Pick<NewTicketDialogProps, 'onCreated' | 'requester'> {
  id: string;
  onBusy: (isBusy: boolean) => void;
  onClose: () => void;
}

const EMPTY = { email: '', name: '', subject: '', body: '', priority: 'P3', brand: '' };
type Values = typeof EMPTY;
type Required = 'email' | 'subject' | 'body';

/** The fields that stand empty or wrong, in their order. */
export function gapsOf(values: Values): Required[] {
  const gaps: Required[] = [];
  if (!/^\S+@\S+\.\S+$/.test(values.email.trim())) gaps.push('email');
  if (!values.subject.trim()) gaps.push('subject');
  if (!values.body.trim()) gaps.push('body');
  return gaps;
}

function NewTicketForm({ id, onBusy, onClose, onCreated, requester }: FormProps) {
  const { t } = useTranslation(['ticket-list', 'shared']);
  const client = useQueryClient();
  const brands = useBrands();
  const [values, setValues] = useState<Values>({ ...EMPTY, email: requester?.email ?? '', name: requester?.name ?? '' });
  const [isChecked, setChecked] = useState(false);
  const idempotencyKey = useRef(newIdempotencyKey());
  const bodyId = useId();
  const create = useMutation({
    mutationFn: () =>
      api.post<TicketRow>(
        '/tickets',
        {
          subject: values.subject.trim(),
          body: values.body,
          requester: { email: values.email.trim(), name: values.name.trim() },
          priority: values.priority as Priority,
          channel: 'web',
          ...(values.brand ? { brand: values.brand } : {}),
        } satisfies TicketInput,
        { idempotencyKey: idempotencyKey.current },
      ),
    onMutate: () => onBusy(true),
    onSettled: () => onBusy(false),
    onSuccess: (ticket) => {
      void refreshTickets(client);
      onClose();
      onCreated(ticket.number);
    },
  });
  const set = (name: keyof Values) => (event: { target: { value: string } }) => {
    // What differs from the failed attempt is another ticket, and must not be answered from the first.
    idempotencyKey.current = newIdempotencyKey();
    setValues((old) => ({ ...old, [name]: event.target.value }));
  };
  const gaps = isChecked ? gapsOf(values) : [];
  const errorOf = (name: Required): string | null => (gaps.includes(name) ? t(`create.missing.${name}`) : null);

  return (
    <form
      id={id}
      className="form-grid"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        const [first] = gapsOf(values);
        if (first) document.getElementById(`${id}-${first}`)?.focus();
        else if (!create.isPending) create.mutate();
      }}
    >
      <Failure error={create.error} />
      <div className="form-pair">
        <Field id={`${id}-email`} type="email" label={t('create.email')} value={values.email} error={errorOf('email')} onChange={set('email')} autoComplete="off" />
        <Field label={t('create.name')} value={values.name} onChange={set('name')} autoComplete="off" />
      </div>
      <Field id={`${id}-subject`} label={t('create.subject')} value={values.subject} error={errorOf('subject')} maxLength={300} onChange={set('subject')} />
      <div>
        <label className="lab" htmlFor={`${id}-body`}>
          {t('create.body')}
        </label>
        <span className={`field tall${errorOf('body') ? ' is-bad' : ''}`}>
          <textarea
            id={`${id}-body`}
            rows={6}
            dir="auto"
            value={values.body}
            aria-invalid={errorOf('body') ? true : undefined}
            aria-describedby={bodyId}
            onChange={set('body')}
          />
        </span>
        <p id={bodyId} className={errorOf('body') ? 'hint bad' : 'hint'}>
          {errorOf('body') ?? t('create.bodyHint')}
        </p>
      </div>
      <div className="form-pair">
        <SelectField
          label={t('create.priority')}
          value={values.priority}
          options={(['P1', 'P2', 'P3', 'P4'] as const).map((value) => ({ value, label: t(`shared:priority.${value}`) }))}
          onChange={(value) => set('priority')({ target: { value } })}
        />
        {brands.length > 1 ? (
          <SelectField
            label={t('create.brand')}
            value={values.brand || String(brands.find((brand) => brand.is_default)?.slug ?? brands[0]?.slug)}
            options={brands.map((brand) => ({ value: brand.slug, label: brand.name }))}
            onChange={(value) => set('brand')({ target: { value } })}
          />
        ) : null}
      </div>
    </form>
  );
}

function Failure({ error }: { error: unknown }) {
  const reason = useReason(error);
  const fields = isProblem(error) ? Object.entries(error.errors).map(([field, [message]]) => `${field}: ${message ?? ''}`) : [];
  return (
    <div role="alert">
      {error ? <p className="hint bad">{fields.length > 0 ? fields.join(' ') : reason}</p> : null}
    </div>
  );
}
