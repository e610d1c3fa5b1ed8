import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { AskedRemoval, LastChange, LeaveGuard, SaveFault, SaveFoot, useForm } from '@/shared/form';
import { useOpenSettings } from '@/shared/slots';
import { Button, Empty, Loaded, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { fieldKeys, fieldsApi, fieldsQuery, fieldUseQuery, MOST, type Field } from './api';
import { bodyOf, valuesOf } from './field-form';
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
    <Frame title={id === null ? t('add') : (field?.label ?? t('one'))} at="one" actions={field ? <Away field={field} /> : null}>
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
    faultsOf: ({ label, kind, choices, key }) => ({
      ...(label.trim() ? {} : { label: t('faults.label') }),
      ...(kind === 'choice' && !choices.some((one) => one.trim()) ? { choices: t('faults.choices') } : {}),
      ...(field === null && key && !/^[a-z][a-z0-9_]*$/.test(key) ? { key: t('faults.key') } : {}),
    }),
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
    <>
      <form
        ref={form.box}
        className="scroll fbody"
        noValidate
        aria-label={field?.label ?? t('add')}
        onSubmit={(event) => {
          event.preventDefault();
          void form.save();
        }}
      >
        <SaveFault title={t('notSaved')} error={form.fault} />
        {field?.archived_at ? <p className="notice">{t('archivedMeans')}</p> : null}
        <WhatFields form={form} isNew={field === null} use={use.data ?? null} />
        <RuleFields form={form} others={fields.filter((one) => one.id !== field?.id && one.archived_at === null)} />
        {field ? <Uses query={use} /> : null}
        {field ? <LastChange at={field.changed_at} by={field.changed_by} /> : null}
        {/* Enter in a field saves; the visible button stands in the foot. */}
        <button type="submit" className="vh" tabIndex={-1} aria-hidden="true" />
      </form>
      <SaveFoot form={form} {...(field ? {} : { action: t('create') })} />
      <LeaveGuard isChanged={form.isChanged} isLeaving={isLeaving} />
    </>
  );
}

/** Archiving, and the way back; deleting for a field of which no ticket has a value. */
function Away({ field }: { field: Field }) {
  const { t } = useTranslation('fields-settings');
  const client = useQueryClient();
  const openSettings = useOpenSettings();
  const put = usePut();
  const reasonOf = useReasonOf();
  const { data: use } = useQuery(fieldUseQuery(field.id));
  const restore = useMutation({ mutationFn: () => fieldsApi.restore(field.id), onSuccess: put, onError: (error) => toastFailure(reasonOf(error)) });
  const name = field.label;
  const held = use ? (use.held > MOST ? t('heldMany') : t('held', { count: use.held })) : '';
  return (
    <>
      {field.archived_at ? (
        <Button variant="ghost" busy={restore.isPending ? t('restoring') : null} onClick={() => restore.mutate()}>
          {t('restore')}
        </Button>
      ) : (
        <AskedRemoval
          action={t('archive')}
          title={t('archiveAsk', { name })}
          consequence={t('archiveMeans', { held })}
          cancel={t('keep')}
          busy={t('archiving')}
          done={t('archivedDone', { name })}
          remove={async () => put(await fieldsApi.archive(field.id))}
          onRemoved={() => undefined}
        />
      )}
      {use?.held === 0 ? (
        <AskedRemoval
          action={t('remove')}
          title={t('removeAsk', { name })}
          consequence={t('removeMeans')}
          cancel={t('keep')}
          busy={t('removing')}
          done={t('removed', { name })}
          remove={() => fieldsApi.remove(field.id)}
          onRemoved={async () => {
            await openSettings('/fields', { replace: true });
            client.setQueryData<Field[]>(fieldKeys.list, (known) => known?.filter(({ id }) => id !== field.id));
          }}
        />
      ) : null}
    </>
  );
}
