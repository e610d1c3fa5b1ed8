import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { keys } from '@/shared/api';
import { useMay } from '@/shared/directory';
import { LeaveGuard, SaveFault, SaveFoot, useForm } from '@/shared/form';
import { beginHere } from '@/shared/lib/first-field';
import { zoneOptions } from '@/shared/lib/time-zones';
import { useOpenSettings } from '@/shared/slots';
import { Field, FormSection, Loaded, SelectField, toast } from '@/shared/ui';
import { brandKeys, brandsApi, LANGUAGES, workspaceQuery, type Workspace } from './api';
import { colorFault } from './brand-form';
import { ColorField } from './color-field';
import { Frame } from './frame';

const FIRST_COLOR = '#0A5F6A';

/** A brand that begins with the workspace's language and time zone; the rest is set on its own screen. */
export function NewBrandScreen() {
  const { t } = useTranslation('brands');
  const may = useMay('brand.write');
  const query = useQuery({ ...workspaceQuery, enabled: may });
  return (
    <Frame title={t('add')} isOne>
      <Loaded query={query} fault={t('workspace.fault')}>
        {(workspace) => <NewBrandForm workspace={workspace} />}
      </Loaded>
    </Frame>
  );
}

function NewBrandForm({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation('brands');
  const client = useQueryClient();
  const openSettings = useOpenSettings();
  const isLeaving = useRef(false);
  const form = useForm({
    saved: { name: '', color: FIRST_COLOR, support_email: '', language: workspace.language, timezone: workspace.timezone },
    faultsOf: ({ name, color }) => {
      const fault = colorFault(color);
      return { ...(name.trim() ? {} : { name: t('faults.nameMissing') }), ...(fault ? { color: t(`faults.${fault}`) } : {}) };
    },
    send: (values) => brandsApi.create({ ...values, name: values.name.trim(), support_email: values.support_email.trim() }),
    onSaved: (brand) => {
      client.setQueryData(brandKeys.one(brand.id), brand);
      void client.invalidateQueries({ queryKey: keys.brands, predicate: ({ queryKey }) => queryKey[1] !== 'one' });
      toast(t('created', { name: brand.name }));
      isLeaving.current = true;
      void openSettings(`/brands/${brand.id}`, { search: { part: 'look' }, replace: true });
    },
  });
  const { values, set, errorOf, leave } = form;
  return (
    <>
      <form
        ref={form.box}
        className="scroll fbody"
        noValidate
        aria-label={t('add')}
        onSubmit={(event) => {
          event.preventDefault();
          void form.save();
        }}
      >
        <SaveFault title={t('notCreated')} error={form.fault} />
        <FormSection title={t('part.look')} hint={t('newHint')}>
          <Field
            ref={beginHere}
            label={t('name')}
            dir="auto"
            maxLength={120}
            value={values.name}
            error={errorOf('name')}
            onChange={(event) => set({ name: event.target.value })}
            onBlur={() => leave('name')}
          />
          <ColorField value={values.color} error={errorOf('color')} onChange={(color) => set({ color })} onLeave={() => leave('color')} />
        </FormSection>
        <FormSection title={t('part.requests')} hint={t('newRequestsHint')}>
          <Field
            label={t('addresses.support')}
            hint={t('addresses.supportHint')}
            type="email"
            inputMode="email"
            dir="ltr"
            maxLength={254}
            value={values.support_email}
            error={errorOf('support_email')}
            onChange={(event) => set({ support_email: event.target.value })}
          />
          <SelectField
            label={t('language')}
            value={values.language}
            options={LANGUAGES.map((value) => ({ value, label: t(`languages.${value}`) }))}
            error={errorOf('language')}
            onChange={(language) => set({ language })}
          />
          <SelectField
            label={t('timezone')}
            value={values.timezone}
            options={zoneOptions(workspace.timezone)}
            error={errorOf('timezone')}
            onChange={(timezone) => set({ timezone })}
          />
        </FormSection>
        {/* Enter in a field saves; the visible button stands in the foot. */}
        <button type="submit" className="vh" tabIndex={-1} aria-hidden="true" />
      </form>
      <SaveFoot form={form} action={t('create')} canSaveUnchanged />
      <LeaveGuard isChanged={form.isChanged} isLeaving={isLeaving} />
    </>
  );
}
