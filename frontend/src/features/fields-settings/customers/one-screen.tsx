import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { customerFieldsKey, customerFieldsQuery, type CustomerField } from '@/shared/custom-fields';
import { useMay } from '@/shared/directory';
import { LastChange, useForm } from '@/shared/form';
import { useOpenSettings } from '@/shared/slots';
import { Empty, Loaded, toast } from '@/shared/ui';
import { MOST, type FieldUse } from '../api';
import { Away } from '../away';
import { faultsOf, valuesOf, type FieldValues } from '../field-form';
import { FormBox } from '../form-box';
import { Frame, pathOf, PATHS } from '../frame';
import { Uses } from '../uses';
import { WhatFields } from '../what-fields';
import { customerFieldsApi, useQueryOf, type CustomerFieldBody, type Of } from './api';

/** One field of companies or contacts, or a new one. */
export function CustomerFieldScreen({ of, id }: { of: Of; id: number | null }) {
  const { t } = useTranslation('fields-settings');
  const may = useMay('field.write');
  const query = useQuery({ ...customerFieldsQuery, enabled: may, refetchOnWindowFocus: false });
  const field = query.data?.find((one) => one.id === id && one.of === of) ?? null;
  return (
    <Frame title={id === null ? t('add') : (field?.label ?? t('one'))} at={of} isOne actions={field ? <AwayFor field={field} /> : null}>
      <Loaded query={query} fault={t('fault')}>
        {() => (id !== null && !field ? <Empty title={t('gone')}>{t('goneHint')}</Empty> : <Editor key={field?.id ?? 'new'} of={of} field={field} />)}
      </Loaded>
    </Frame>
  );
}

function usePut(): (saved: CustomerField) => void {
  const client = useQueryClient();
  return (saved) => {
    client.setQueryData<CustomerField[]>(customerFieldsKey, (known) =>
      known?.some(({ id }) => id === saved.id) ? known.map((one) => (one.id === saved.id ? saved : one)) : [...(known ?? []), saved],
    );
    void client.invalidateQueries({ queryKey: ['customer-fields'] });
  };
}

const bodyOf = (of: Of, { label, help, kind, choices, key }: FieldValues, isNew: boolean): CustomerFieldBody => ({
  of,
  kind,
  label: label.trim(),
  help: help.trim(),
  choices: kind === 'choice' ? choices.map((one) => one.trim()).filter(Boolean) : [],
  ...(isNew && key.trim() ? { key: key.trim() } : {}),
});

/** What hangs on a field, in the form of those of tickets. */
function useUse(field: CustomerField | null) {
  const query = useQuery({
    ...useQueryOf(field?.id ?? 0),
    enabled: field !== null,
    select: ({ held, rules }): FieldUse => ({
      held,
      choices: [],
      uses: rules.map(({ id, name }) => ({ word: field?.key ?? '', kind: 'rule', id, name })),
    }),
  });
  return query;
}

function useHeldText(of: Of): (held: number) => string {
  const { t } = useTranslation('fields-settings');
  return (held) => (held > MOST ? t(`customers.heldMany.${of}`) : t(`customers.held.${of}`, { count: held }));
}

function Editor({ of, field }: { of: Of; field: CustomerField | null }) {
  const { t } = useTranslation('fields-settings');
  const openSettings = useOpenSettings();
  const put = usePut();
  const isLeaving = useRef(false);
  const version = useRef(field?.version ?? 0);
  const form = useForm({
    saved: valuesOf(field),
    faultsOf: (values) => faultsOf(t, values, field === null),
    send: (values) =>
      field ? customerFieldsApi.change(field.id, version.current, bodyOf(of, values, false)) : customerFieldsApi.create(bodyOf(of, values, true)),
    onSaved: (saved) => {
      version.current = saved.version;
      put(saved);
      toast(t(field ? 'saved' : 'created', { name: saved.label }));
      if (field) return;
      isLeaving.current = true;
      void openSettings(pathOf(of, saved.id), { replace: true });
    },
  });
  const use = useUse(field);
  const heldText = useHeldText(of);
  return (
    <FormBox form={form} label={field?.label ?? t('add')} isNew={field === null} isLeaving={isLeaving}>
      {field?.archived_at ? <p className="notice">{t('customers.archivedMeans')}</p> : null}
      <WhatFields
        form={form}
        isNew={field === null}
        use={use.data ?? null}
        hasBrand={false}
        helpHint={t('customers.helpHint')}
        fixedHint={t('customers.kindFixed')}
      />
      {field ? <Uses query={use} heldText={heldText} /> : null}
      {field ? <LastChange at={field.changed_at} by={field.changed_by} /> : null}
    </FormBox>
  );
}

function AwayFor({ field }: { field: CustomerField }) {
  const { t } = useTranslation('fields-settings');
  const client = useQueryClient();
  const openSettings = useOpenSettings();
  const put = usePut();
  const { data: use } = useUse(field);
  const heldText = useHeldText(field.of);
  return (
    <Away
      name={field.label}
      isArchived={field.archived_at !== null}
      archiveMeans={t('customers.archiveMeans', { held: use ? heldText(use.held) : '' })}
      removeMeans={t('customers.removeMeans')}
      isEmpty={use?.held === 0}
      archive={async () => put(await customerFieldsApi.archive(field.id))}
      restore={async () => put(await customerFieldsApi.restore(field.id))}
      remove={() => customerFieldsApi.remove(field.id)}
      onRemoved={async () => {
        await openSettings(PATHS[field.of], { replace: true });
        client.setQueryData<CustomerField[]>(customerFieldsKey, (known) => known?.filter(({ id }) => id !== field.id));
      }}
    />
  );
}
