import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { keys, type TicketDetail } from '@/shared/api';
import { FieldValue } from '@/shared/custom-fields';
import { useMay } from '@/shared/directory';
import { patchTicketInLists } from '@/shared/api/ticket-cache';
import { Part, Section, useTicketPart, useTicketPort } from '@/shared/ticket-screen';
import { toastFailure, useReasonOf } from '@/shared/ui';
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
  const isMissing = field.is_required_on_resolve && (field.value === null || field.value === '');
  const hint = field.is_kept ? t('panel.kept') : isMissing ? t('panel.required') : field.help || undefined;
  const value = save.isPending ? save.variables : field.value;
  return <FieldValue field={{ ...field, value }} isOff={field.is_kept || !mayUpdate} hint={hint} onSave={(next) => save.mutate(next)} />;
}
