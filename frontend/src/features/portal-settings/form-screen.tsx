import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useBrands, useMay } from '@/shared/directory';
import { AskedRemoval, LastChange, LeaveGuard, SaveFault, SaveFoot, useForm, type Form } from '@/shared/form';
import { beginHere } from '@/shared/lib/first-field';
import { useOpenSettings } from '@/shared/slots';
import { CheckOption, Empty, Field, FormSection, Loaded, SelectField, toast } from '@/shared/ui';
import { portalApi, portalKey, portalQuery, TYPES, type ContactForm, type Portal } from './api';
import { FieldRows } from './field-rows';
import { bodyOf, valuesOf, type FormValues } from './form-values';
import { Frame } from './frame';

/** One contact form of a brand, or a new one. */
export function FormScreen({ id, brand }: { id: number | null; brand: string | undefined }) {
  const { t } = useTranslation('portal-settings');
  const may = useMay('brand.write');
  const brands = useBrands();
  const slug = brand ?? brands[0]?.slug ?? '';
  const query = useQuery({ ...portalQuery(slug), enabled: may && slug !== '', refetchOnWindowFocus: false });
  const form = query.data?.forms.find((one) => one.id === id) ?? null;
  return (
    <Frame
      title={id === null ? t('add') : (form?.name ?? t('one'))}
      brand={slug}
      actions={form ? <Remove form={form} brand={slug} /> : null}
    >
      <Loaded query={query} fault={t('fault')}>
        {(portal) =>
          id !== null && !form ? (
            <Empty title={t('gone')}>{t('goneHint')}</Empty>
          ) : (
            <Editor key={form?.id ?? 'new'} form={form} portal={portal} />
          )
        }
      </Loaded>
    </Frame>
  );
}

function useFormForm(known: ContactForm | null, portal: Portal, onMade: (made: ContactForm) => void) {
  const { t } = useTranslation('portal-settings');
  const client = useQueryClient();
  const version = useRef(known?.version ?? 0);
  return useForm<FormValues, ContactForm>({
    saved: valuesOf(known),
    faultsOf: ({ name, is_active, is_default }) => ({
      ...(name.trim() ? {} : { name: t('faults.name') }),
      ...(is_default && !is_active ? { is_active: t('faults.default') } : {}),
    }),
    send: (values) =>
      known ? portalApi.changeForm(known.id, version.current, bodyOf(values, false)) : portalApi.create(portal.brand, bodyOf(values, true)),
    onSaved: (saved) => {
      version.current = saved.version;
      // Another form may have been the default one until now.
      const others = portal.forms.filter((one) => one.id !== saved.id).map((one) => ({ ...one, is_default: one.is_default && !saved.is_default }));
      client.setQueryData(portalKey(portal.brand), { ...portal, forms: [...others, saved].sort((a, b) => a.position - b.position) });
      toast(t(known ? 'saved' : 'created', { name: saved.name }));
      if (!known) onMade(saved);
    },
  });
}

function Editor({ form: known, portal }: { form: ContactForm | null; portal: Portal }) {
  const { t } = useTranslation('portal-settings');
  const openSettings = useOpenSettings();
  const isLeaving = useRef(false);
  const form = useFormForm(known, portal, (made) => {
    isLeaving.current = true;
    void openSettings(`/portal/${made.id}`, { search: { brand: portal.brand }, replace: true });
  });
  const save = (): void => void form.save();
  return (
    <>
      <form
        ref={form.box}
        className="scroll fbody"
        noValidate
        aria-label={known?.name ?? t('add')}
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <SaveFault title={t('notSaved')} error={form.fault} />
        <WhatFields form={form} isNew={known === null} />
        <FormSection title={t('fields.title')} hint={t('fields.hint')}>
          <FieldRows kinds={portal.kinds} fields={form.values.fields} error={form.errorOf('fields')} onChange={(fields) => form.set({ fields })} />
        </FormSection>
        <UseFields form={form} known={known} />
        {known ? <LastChange at={known.changed_at} by={known.changed_by} /> : null}
        {/* Enter in a field saves; the visible button stands in the foot. */}
        <button type="submit" className="vh" tabIndex={-1} aria-hidden="true" />
      </form>
      <SaveFoot form={form} {...(known ? {} : { action: t('create') })} />
      <LeaveGuard isChanged={form.isChanged} isLeaving={isLeaving} />
    </>
  );
}

function WhatFields({ form, isNew }: { form: Form<FormValues>; isNew: boolean }) {
  const { t } = useTranslation(['portal-settings', 'shared']);
  const { values, set, errorOf, leave } = form;
  return (
    <FormSection title={t('portal-settings:what.title')} hint={t('portal-settings:what.hint')}>
      <Field
        ref={isNew ? beginHere : undefined}
        label={t('portal-settings:forms.name')}
        hint={t('portal-settings:what.nameHint')}
        dir="auto"
        maxLength={120}
        value={values.name}
        error={errorOf('name')}
        onChange={(event) => set({ name: event.target.value })}
        onBlur={() => leave('name')}
      />
      <Field
        label={t('portal-settings:what.intro')}
        dir="auto"
        maxLength={500}
        value={values.intro}
        error={errorOf('intro')}
        onChange={(event) => set({ intro: event.target.value })}
      />
      <SelectField
        label={t('portal-settings:forms.type')}
        hint={t('portal-settings:what.typeHint')}
        value={values.type}
        options={[
          { value: '' as const, label: t('portal-settings:forms.anyType') },
          ...TYPES.map((value) => ({ value, label: t(`shared:type.${value}`) })),
        ]}
        onChange={(type) => set({ type })}
      />
      <Field
        label={t('portal-settings:what.area')}
        dir="auto"
        maxLength={80}
        value={values.product_area}
        error={errorOf('product_area')}
        onChange={(event) => set({ product_area: event.target.value })}
      />
    </FormSection>
  );
}

function UseFields({ form, known }: { form: Form<FormValues>; known: ContactForm | null }) {
  const { t } = useTranslation('portal-settings');
  const { values, set, errorOf } = form;
  const fault = errorOf('is_active');
  return (
    <FormSection title={t('use.title')}>
      <CheckOption
        label={t('use.active')}
        hint={t('use.activeHint')}
        isChecked={values.is_active}
        onChange={(is_active) => set({ is_active })}
        {...(fault ? { error: fault } : {})}
      />
      <CheckOption label={t('use.default')} hint={t('use.defaultHint')} isChecked={values.is_default} onChange={(is_default) => set({ is_default })} />
      {known?.is_active ? (
        <p className="hint">
          <a className="link" href={known.path} target="_blank" rel="noreferrer">
            {t('use.look')}
          </a>
        </p>
      ) : null}
    </FormSection>
  );
}

function Remove({ form, brand }: { form: ContactForm; brand: string }) {
  const { t } = useTranslation('portal-settings');
  const client = useQueryClient();
  const openSettings = useOpenSettings();
  return (
    <AskedRemoval
      action={t('remove')}
      title={t('removeAsk', { name: form.name })}
      consequence={t('removeMeans')}
      cancel={t('keep')}
      busy={t('removing')}
      done={t('removed', { name: form.name })}
      remove={() => portalApi.remove(form.id)}
      onRemoved={async () => {
        await openSettings('/portal', { search: { brand }, replace: true });
        void client.invalidateQueries({ queryKey: portalKey(brand) });
      }}
    />
  );
}
