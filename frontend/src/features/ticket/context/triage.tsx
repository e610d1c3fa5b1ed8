import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import CircleHelp from 'lucide-react/icons/circle-help';
import { useTranslation } from 'react-i18next';

import { keys } from '@/shared/api';
import { Part, Section, useTicketPart } from '@/shared/ticket-screen';
import { Confidence, Icon, toastFailure } from '@/shared/ui';

import { ticketApi } from '../api';
import { useFaultText } from '../composer/use-fault-text';
import { Picker } from '../header/picker';
import { useTicketScreen } from '../ticket-context';
import { confidenceWord, triageChoices } from '../model/triage';
import type { TriageDetail, TriageField } from '../types';

const MINUTE = 60_000;

/** What the assistant read in the messages. Fields it is not sure of are marked; one click corrects them. */
export function Triage() {
  const { t } = useTranslation('ticket');
  const { ticket } = useTicketScreen();
  const query = useTicketPart(ticket.number, 'triage', ticketApi.triage, { staysMs: MINUTE });
  if (query.data === null) return null;
  return (
    <Section name="triage" title={t('triage.title')}>
      <Part query={query} failed={t('triage.failed')}>
        {(triage) =>
          triage && (
            <>
              <dl className="tri">
                {Object.entries(triage.fields).map(([name, field]) => (
                  <FieldLine key={name} name={name} field={field} />
                ))}
              </dl>
              {triage.entities.length > 0 && (
                <ul className="ents" aria-label={t('triage.entities')}>
                  {triage.entities.map((entity, at) => (
                    <li key={at}>
                      <code title={entity.kind}>{entity.value}</code>
                    </li>
                  ))}
                </ul>
              )}
            </>
          )
        }
      </Part>
    </Section>
  );
}

function FieldLine({ name, field }: { name: string; field: TriageField }) {
  const { t, i18n } = useTranslation(['ticket', 'shared']);
  const { ticket } = useTicketScreen();
  const client = useQueryClient();
  const faultText = useFaultText();
  const [isOpen, setOpen] = useState(false);
  const key = keys.ticketPart(ticket.number, 'triage');
  const correct = useMutation({
    mutationFn: (value: string) => ticketApi.correct(ticket.number, name, value),
    onMutate: (value) => {
      const before = client.getQueryData<TriageDetail>(key);
      if (before) {
        const fields = { ...before.fields, [name]: { value, confidence: 1, needs_review: false } };
        client.setQueryData<TriageDetail>(key, { ...before, fields });
      }
      return { before };
    },
    onError: (error, _value, context) => {
      client.setQueryData(key, context?.before);
      toastFailure(t('ticket:triage.notCorrected', { why: faultText(error) }));
    },
    onSuccess: (fresh) => {
      client.setQueryData(key, fresh);
      // The ticket's own fields follow a correction.
      void client.invalidateQueries({ queryKey: keys.ticket(ticket.number) });
    },
  });

  const words = wordOf(field.value);
  const choices = triageChoices(name);
  const options = [...new Set([...(field.value ? [field.value] : []), ...choices])];
  return (
    <div>
      <dt>{fieldName()}</dt>
      <dd>
        {ticket.permissions.update ? (
          <Picker
            label={fieldName()}
            isOpen={isOpen}
            onOpenChange={setOpen}
            chosen={[field.value]}
            {...(choices.length === 0 ? { createLabel: (text: string) => t('ticket:triage.set', { value: text }) } : {})}
            onChoose={(value) => {
              if (value !== field.value || field.needs_review) correct.mutate(value);
            }}
            options={options.map((value) => ({ value, label: wordOf(value) }))}
            trigger={
              <button type="button" className="pbtn" aria-label={t('ticket:triage.correct', { field: fieldName(), value: words })}>
                <bdi className="ell">{words}</bdi>
              </button>
            }
          />
        ) : (
          <bdi className="ell">{words}</bdi>
        )}
      </dd>
      {field.needs_review ? (
        <span className="badge warn">
          <Icon icon={CircleHelp} size={12} />
          {t('ticket:triage.review')}
        </span>
      ) : field.corrected_by ? (
        <span className="t3 f12">{t('ticket:triage.corrected')}</span>
      ) : (
        <Confidence word={confidenceWord(field.confidence)} />
      )}
    </div>
  );

  function fieldName(): string {
    return t(`ticket:triage.fields.${name}` as 'ticket:triage.fields.type', { defaultValue: name });
  }

  function wordOf(value: string): string {
    if (!value) return t('ticket:triage.unknown');
    if (name === 'type') return t(`shared:type.${value}` as 'shared:type.bug', { defaultValue: value });
    if (name === 'language') return languageName(value, i18n.language);
    return t(`ticket:triage.values.${name}.${value}` as 'ticket:triage.values.urgency.low', { defaultValue: value });
  }
}

function languageName(code: string, locale: string): string {
  try {
    return new Intl.DisplayNames(locale, { type: 'language' }).of(code) ?? code;
  } catch (error) {
    // Not a language code.
    if (error instanceof RangeError) return code;
    throw error;
  }
}
