import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { keys } from '@/shared/api';
import { useMay } from '@/shared/directory';
import { LastChange, LeaveGuard, SaveFault, SaveFoot } from '@/shared/form';
import { zoneOptions } from '@/shared/lib/time-zones';
import { SettingsLink } from '@/shared/slots';
import { Field, FormSection, Loaded, SelectField, toast } from '@/shared/ui';
import { brandKeys, brandsApi, LANGUAGES, workspaceQuery, type Workspace } from './api';
import { Frame } from './frame';
import { useVersioned } from './use-versioned';

/** What holds for the whole workspace. */
export function WorkspaceScreen() {
  const { t } = useTranslation('brands');
  const may = useMay('brand.write');
  const query = useQuery({ ...workspaceQuery, enabled: may });
  return (
    <Frame title={t('workspace.title')}>
      <Loaded query={query} fault={t('workspace.fault')}>
        {(workspace) => <WorkspaceForm workspace={workspace} />}
      </Loaded>
    </Frame>
  );
}

const valuesOf = ({ name, language, timezone }: Workspace) => ({ name, language, timezone });

function WorkspaceForm({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation('brands');
  const client = useQueryClient();
  const form = useVersioned({
    row: workspace,
    valuesOf,
    faultsOf: ({ name }) => (name.trim() === '' ? { name: t('workspace.nameMissing') } : {}),
    send: (version, values, changed) =>
      brandsApi.changeWorkspace(version, Object.fromEntries(changed.map((name) => [name, values[name].trim()]))),
    onSaved: (answer) => {
      client.setQueryData(brandKeys.workspace, answer);
      void client.invalidateQueries({ queryKey: keys.me });
      toast(t('workspace.saved'));
    },
    reload: () => void client.invalidateQueries({ queryKey: brandKeys.workspace }),
  });
  const { values, set, errorOf } = form;
  return (
    <>
      <form
        ref={form.box}
        className="scroll fbody"
        noValidate
        aria-label={t('workspace.title')}
        onSubmit={(event) => {
          event.preventDefault();
          if (form.isChanged) void form.save();
        }}
      >
        <SaveFault title={t('notSaved')} error={form.fault} reason={form.conflict} />
        <FormSection title={t('workspace.who')} hint={t('workspace.whoHint')}>
          <Field
            label={t('name')}
            hint={t('workspace.nameHint')}
            dir="auto"
            maxLength={120}
            value={values.name}
            error={errorOf('name')}
            onChange={(event) => set({ name: event.target.value })}
            onBlur={() => form.leave('name')}
          />
          <p className="hint">
            {t('workspace.logo')}{' '}
            <SettingsLink className="link" path="/brands">
              {t('workspace.toBrands')}
            </SettingsLink>
          </p>
        </FormSection>
        <FormSection title={t('workspace.start')} hint={t('workspace.startHint')}>
          <SelectField
            label={t('language')}
            hint={t('workspace.languageHint')}
            value={values.language}
            options={LANGUAGES.map((value) => ({ value, label: t(`languages.${value}`) }))}
            error={errorOf('language')}
            onChange={(language) => set({ language })}
          />
          <SelectField
            label={t('timezone')}
            hint={t('workspace.timezoneHint')}
            value={values.timezone}
            options={zoneOptions(workspace.timezone)}
            error={errorOf('timezone')}
            onChange={(timezone) => set({ timezone })}
          />
        </FormSection>
        <LastChange at={workspace.changed_at} by={workspace.changed_by} />
        {/* Enter in a field saves; the visible button stands in the foot. */}
        <button type="submit" className="vh" tabIndex={-1} aria-hidden="true" />
      </form>
      <SaveFoot form={form} />
      <LeaveGuard isChanged={form.isChanged} />
    </>
  );
}
