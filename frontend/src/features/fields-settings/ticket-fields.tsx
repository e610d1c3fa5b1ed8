import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keys, type TicketDetail } from '@/shared/api';
import { useMay } from '@/shared/directory';
import { patchTicketInLists } from '@/shared/api/ticket-cache';
import { numberText, readNumber, TWO_MEANINGS } from '@/shared/lib/numbers';
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
  return <TypedField field={field} isOff={isOff} hint={hint} onSave={(typed) => save.mutate(typed)} />;
}

interface TypedFieldProps {
  field: TicketField;
  isOff: boolean;
  hint: string | undefined;
  onSave: (value: string | number | null) => void;
}

/**
 * Text, a number or a date: kept while it is typed, sent when it is left, taken back with Escape.
 *
 * What was sent gives way to what is then stored; what was typed meanwhile stays.
 */
function TypedField({ field, isOff, hint, onSave }: TypedFieldProps) {
  const { t, i18n } = useTranslation(['fields-settings', 'shared']);
  const isNumber = field.kind === 'number';
  const saved = shownValue(field.value, i18n.language);
  const [known, setKnown] = useState(saved);
  const [typed, setTyped] = useState<string | null>(null);
  const [sent, setSent] = useState<string | null>(null);
  const [fault, setFault] = useState<'panel.notANumber' | 'shared:form.noThousands' | null>(null);
  if (known !== saved) {
    setKnown(saved);
    if (typed === sent) setTyped(null);
  }
  const text = typed ?? saved;
  const write = (next: string | null): void => {
    setTyped(next);
    setFault(null);
  };
  const leave = (): void => {
    if (text === saved) return;
    const value = isNumber ? numberOf(text, i18n.language) : text.trim();
    if (value === TWO_MEANINGS || Number.isNaN(value)) {
      setFault(value === TWO_MEANINGS ? 'shared:form.noThousands' : 'panel.notANumber');
      return;
    }
    setFault(null);
    setSent(typed);
    onSave(value === '' ? null : value);
  };
  return (
    <Field
      label={field.label}
      hint={hint}
      error={fault ? t(fault) : null}
      size="sm"
      dir="auto"
      type={field.kind === 'date' ? 'date' : 'text'}
      inputMode={isNumber ? 'decimal' : undefined}
      maxLength={4000}
      disabled={isOff}
      value={text}
      onChange={(event) => write(event.target.value)}
      onBlur={leave}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) leave();
        if (event.key === 'Escape') write(null);
      }}
    />
  );
}

const shownValue = (value: unknown, language: string): string => {
  if (typeof value === 'number') return numberText(value, language);
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' ? value : '';
};

/** Empty for nothing, NaN for no number. */
const numberOf = (text: string, language: string): number | '' | typeof TWO_MEANINGS => (text.trim() === '' ? '' : readNumber(text, language));
