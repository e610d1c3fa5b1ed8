import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { LastChange, useForm } from '@/shared/form';
import { useOpenSettings } from '@/shared/slots';
import { Empty, Loaded, toast } from '@/shared/ui';
import { fieldKeys, fieldsApi, fieldsQuery, fieldUseQuery, MOST, type Field } from './api';
import { Away } from './away';
import { bodyOf, faultsOf, valuesOf } from './field-form';
import { FormBox } from './form-box';
import { Frame } from './frame';
import { RuleFields } from './rule-fields';
import { Uses } from './uses';
import { WhatFields } from './what-fields';

/** One field of tickets, or a new one. */
export function FieldScreen({ id }: { id: number | null }) {
  const { t } = useTranslation('fields-settings');
  const may = useMay('field.write');
  const query = useQuery({ ...fieldsQuery, enabled: may, refetchOnWindowFocus: false });
  const field = query.data?.find((one) => one.id === id) ?? null;
  return (
    <Frame title={id === null ? t('add') : (field?.label ?? t('one'))} at="fields" isOne actions={field ? <AwayFor field={field} /> : null}>
      <Loaded query={query} fault={t('fault')}>
        {(fields) =>
          id !== null && !field ? (
            <Empty title={t('gone')}>{t('goneHint')}</Empty>
          ) : (
            <Editor key={field?.id ?? 'new'} field={field} fields={fields} />
          )
        }
      </Loaded>
    </Frame>
  );
}

function usePut(): (saved: Field) => void {
  const client = useQueryClient();
  return (saved) => {
    client.setQueryData<Field[]>(fieldKeys.list, (known) =>
      known?.some(({ id }) => id === saved.id) ? known.map((one) => (one.id === saved.id ? saved : one)) : [...(known ?? []), saved],
    );
    void client.invalidateQueries({ queryKey: fieldKeys.all });
  };
}

function useFieldForm(field: Field | null, onMade: (made: Field) => void) {
  const { t } = useTranslation('fields-settings');
  const put = usePut();
  const version = useRef(field?.version ?? 0);
  return useForm({
    saved: valuesOf(field),
    faultsOf: (values) => faultsOf(t, values, field === null),
    send: (values) => (field ? fieldsApi.change(field.id, version.current, bodyOf(values, false)) : fieldsApi.create(bodyOf(values, true))),
    onSaved: (saved) => {
      version.current = saved.version;
      put(saved);
      toast(t(field ? 'saved' : 'created', { name: saved.label }));
      if (!field) onMade(saved);
    },
  });
}

function Editor({ field, fields }: { field: Field | null; fields: readonly Field[] }) {
  const { t } = useTranslation('fields-settings');
  const openSettings = useOpenSettings();
  const isLeaving = useRef(false);
  const form = useFieldForm(field, (made) => {
    isLeaving.current = true;
    void openSettings(`/fields/${made.id}`, { replace: true });
  });
  const use = useQuery({ ...fieldUseQuery(field?.id ?? 0), enabled: field !== null });
  return (
    <FormBox form={form} label={field?.label ?? t('add')} isNew={field === null} isLeaving={isLeaving}>
      {field?.archived_at ? <p className="notice">{t('archivedMeans')}</p> : null}
      <WhatFields form={form} isNew={field === null} use={use.data ?? null} />
      <RuleFields form={form} others={fields.filter((one) => one.id !== field?.id && one.archived_at === null)} />
      {field ? <Uses query={use} /> : null}
      {field ? <LastChange at={field.changed_at} by={field.changed_by} /> : null}
    </FormBox>
  );
}

function AwayFor({ field }: { field: Field }) {
  const { t } = useTranslation('fields-settings');
  const client = useQueryClient();
  const openSettings = useOpenSettings();
  const put = usePut();
  const { data: use } = useQuery(fieldUseQuery(field.id));
  const held = use ? (use.held > MOST ? t('heldMany') : t('held', { count: use.held })) : '';
  return (
    <Away
      name={field.label}
      isArchived={field.archived_at !== null}
      archiveMeans={t('archiveMeans', { held })}
      removeMeans={t('removeMeans')}
      isEmpty={use?.held === 0}
      archive={async () => put(await fieldsApi.archive(field.id))}
      restore={async () => put(await fieldsApi.restore(field.id))}
      remove={() => fieldsApi.remove(field.id)}
      onRemoved={async () => {
        await openSettings('/fields', { replace: true });
        client.setQueryData<Field[]>(fieldKeys.list, (known) => known?.filter(({ id }) => id !== field.id));
      }}
    />
  );
}
