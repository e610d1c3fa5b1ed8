import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keys, type TicketDetail } from '@/shared/api';
import { useMay } from '@/shared/directory';
import { patchTicketInLists } from '@/shared/api/ticket-cache';
import { Part, Section, useTicketPart, useTicketPort } from '@/shared/ticket-screen';
import { Badge, Checkbox, Field, SelectField, toastFailure, useReasonOf } from '@/shared/ui';
import { ticketFieldsApi, type TicketField } from './api';
import './fields-settings.css';

/** The fields of the open ticket; each is saved when it is left. */
export function TicketFields() {
  const { t } = useTranslation('fields-settings');
  const { ticket } = useTicketPort();
  const query = useTicketPart(ticket.number, ticketFieldsApi.part, ticketFieldsApi.of, { staysMs: 30_000 });
  if (query.data?.length === 0) return null;
  return (
    <Section name="fields" title={t('panel.title')}>
      <Part query={query} failed={t('panel.failed')} lines={2}>
        {(fields) => (
          <div className="fset-panel">
            {fields.map((field) => (
              <OneField key={`${ticket.number} ${field.key}`} field={field} />
            ))}
          </div>
        )}
      </Part>
    </Section>
  );
}

function useSet(field: TicketField) {
  const { ticket } = useTicketPort();
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  return useMutation({
    mutationFn: (value: unknown) => ticketFieldsApi.set(ticket.number, field.key, value),
    onSuccess: (fresh) => {
      // Its entries come by themselves, and in their order.
      client.setQueryData<TicketDetail>(keys.ticket(ticket.number), (known) => known && { ...known, ...fresh });
      patchTicketInLists(client, fresh);
    },
    onError: (error) => toastFailure(reasonOf(error)),
    // Another field may hold now, or none of it may have been taken.
    onSettled: () => client.invalidateQueries({ queryKey: keys.ticketPart(ticket.number, ticketFieldsApi.part) }),
  });
}

function OneField({ field }: { field: TicketField }) {
  const { t } = useTranslation('fields-settings');
  const mayUpdate = useMay('ticket.update');
  const save = useSet(field);
  const isOff = field.is_kept || !mayUpdate;
  const isMissing = field.is_required_on_resolve && (field.value === null || field.value === '');
  const hint = field.is_kept ? t('panel.kept') : isMissing ? t('panel.required') : field.help || undefined;
  const value = save.isPending ? save.variables : field.value;
  if (field.kind === 'checkbox')
    return (
      <div>
        {isOff ? (
          <p>
            {field.label} <Badge tone="mute">{t(value === true ? 'panel.yes' : 'panel.no')}</Badge>
          </p>
        ) : (
          <Checkbox label={field.label} isChecked={value === true} onChange={(isOn) => save.mutate(isOn)} />
        )}
        {hint ? <p className="hint">{hint}</p> : null}
      </div>
    );
  if (field.kind === 'choice') {
    const now = typeof value === 'string' ? value : '';
    const known = now && !field.choices.includes(now) ? [...field.choices, now] : field.choices;
    return (
      <SelectField
        label={field.label}
        value={now}
        disabled={isOff}
        {...(hint ? { hint } : {})}
        options={[{ value: '', label: t('panel.none') }, ...known.map((one) => ({ value: one, label: one }))]}
        onChange={(chosen) => save.mutate(chosen || null)}
      />
    );
  }
  return <TypedField key={JSON.stringify(field.value)} field={field} isOff={isOff} hint={hint} onSave={(typed) => save.mutate(typed)} />;
}

interface TypedFieldProps {
  field: TicketField;
  isOff: boolean;
  hint: string | undefined;
  onSave: (value: string | number | null) => void;
}

/** Text, a number or a date: kept while it is typed, sent when it is left, taken back with Escape. */
function TypedField({ field, isOff, hint, onSave }: TypedFieldProps) {
  const { t, i18n } = useTranslation('fields-settings');
  const saved = shownValue(field.value, field.kind === 'number' ? i18n.language : null);
  const [text, setText] = useState(saved);
  const [isBad, setBad] = useState(false);
  const leave = (): void => {
    if (text === saved) return;
    const value = field.kind === 'number' ? numberOf(text) : text.trim();
    setBad(value === undefined);
    if (value !== undefined) onSave(value === '' ? null : value);
  };
  return (
    <Field
      label={field.label}
      hint={hint}
      error={isBad ? t('panel.notANumber') : null}
      size="sm"
      dir="auto"
      type={field.kind === 'date' ? 'date' : 'text'}
      inputMode={field.kind === 'number' ? 'decimal' : undefined}
      maxLength={4000}
      disabled={isOff}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={leave}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) leave();
        if (event.key === 'Escape') setText(saved);
      }}
    />
  );
}

const shownValue = (value: unknown, language: string | null): string => {
  if (typeof value === 'number') return language === 'de' ? String(value).replace('.', ',') : String(value);
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' ? value : '';
};

/** A comma is how half of Europe writes a decimal point; empty for nothing, undefined for no number. */
export function numberOf(text: string): number | '' | undefined {
  const plain = text.trim().replace(',', '.');
  if (plain === '') return '';
  const number = Number(plain);
  return Number.isFinite(number) ? number : undefined;
}
