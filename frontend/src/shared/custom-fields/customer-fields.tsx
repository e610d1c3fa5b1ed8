import { useMutation, useQuery } from '@tanstack/react-query';
import { Fragment, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../api';
import { shortDate } from '../lib/dates';
import { useNow } from '../lib/ticker';
import { toastFailure, useReasonOf } from '../ui';
import { FieldValue, shownValue, type Given } from './field-value';
import './customer-fields.css';

export type CustomerField = Schemas['CustomerField'];
const A_DAY = 86_400_000;
type Values = Readonly<Record<string, unknown>>;

export const customerFieldsKey = ['customer-fields', 'list'] as const;

/** The fields of companies and contacts, as every part of the workspace shows them. */
export const customerFieldsQuery = {
  queryKey: customerFieldsKey,
  queryFn: ({ signal }: { signal: AbortSignal }) => api.get('/customer-fields', { signal }).then(({ results }) => results),
  staleTime: 60_000,
};

function useFields(of: CustomerField['of'], values: Values, isNeeded = true): CustomerField[] {
  const { data = [] } = useQuery({ ...customerFieldsQuery, enabled: isNeeded });
  // An archived one only shows what is there.
  return data.filter((field) => field.of === of && (field.archived_at === null || values[field.key] !== undefined));
}

/** Rows of a list of facts: the fields of a company or a contact that have a value. */
export function CustomerFacts({ of, values }: { of: CustomerField['of']; values: Values }) {
  const { t, i18n } = useTranslation('shared');
  const now = useNow(A_DAY);
  const fields = useFields(of, values, Object.keys(values).length > 0).filter(({ key }) => values[key] !== undefined);
  const readable = (value: unknown, kind: CustomerField['kind']): string => {
    if (typeof value === 'boolean') return t(value ? 'customField.yes' : 'customField.no');
    if (typeof value === 'number') return new Intl.NumberFormat(i18n.language).format(value);
    // A date alone is midnight in London, which is the day before in New York.
    if (kind === 'date' && typeof value === 'string') return shortDate(`${value}T12:00`, now, i18n.language);
    return shownValue(value, i18n.language);
  };
  return fields.map(({ key, label, kind }) => (
    <Fragment key={key}>
      <dt dir="auto">{label}</dt>
      <dd className="wrap">
        <bdi>{readable(values[key], kind)}</bdi>
      </dd>
    </Fragment>
  ));
}

export interface CustomerFieldsProps {
  of: CustomerField['of'];
  values: Values;
  mayWrite: boolean;
  /** Sends one value, and takes the answer over. */
  save: (key: string, value: Given) => Promise<unknown>;
}

/** All fields of a company or a contact; each is saved when it is left. */
export function CustomerFields({ of, values, mayWrite, save }: CustomerFieldsProps) {
  const { t } = useTranslation('shared');
  const heading = useId();
  const fields = useFields(of, values);
  if (fields.length === 0) return null;
  return (
    <section className="cfields" aria-labelledby={heading}>
      <h2 id={heading}>{t('customField.title')}</h2>
      {fields.map((field) => (
        <One key={field.key} field={field} value={values[field.key] ?? null} mayWrite={mayWrite} save={save} />
      ))}
    </section>
  );
}

interface OneProps extends Pick<CustomerFieldsProps, 'mayWrite' | 'save'> {
  field: CustomerField;
  value: unknown;
}

function One({ field, value, mayWrite, save }: OneProps) {
  const { t } = useTranslation('shared');
  const reasonOf = useReasonOf();
  const change = useMutation({
    mutationFn: (next: Given) => save(field.key, next),
    onError: (error) => toastFailure(reasonOf(error)),
  });
  const isArchived = field.archived_at !== null;
  return (
    <FieldValue
      field={{ ...field, value: change.isPending ? change.variables : value }}
      isOff={isArchived || !mayWrite}
      hint={isArchived ? t('customField.archived') : field.help || undefined}
      onSave={(next) => change.mutate(next)}
    />
  );
}
