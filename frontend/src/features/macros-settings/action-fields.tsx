import { useTranslation } from 'react-i18next';
import { useTeams, useUsers } from '@/shared/directory';
import type { Form } from '@/shared/form';
import { Field, FormSection, SelectField } from '@/shared/ui';
import type { Macro } from './api';
import { PRIORITIES, STATUSES, TYPES, type MacroValues } from './macro-form';

/** What is changed together with the reply. */
export function ActionFields({ form, macro }: { form: Form<MacroValues>; macro: Macro | null }) {
  const { t } = useTranslation(['macros-settings', 'shared']);
  const users = useUsers();
  const teams = useTeams();
  const { values, set, errorOf } = form;
  const nothing = { value: '', label: t('macros-settings:stays') };
  const named = (records: readonly { id: number; name: string }[], extra: { id: number; name: string } | null | undefined) => {
    const all = extra && !records.some(({ id }) => id === extra.id) ? [...records, extra] : records;
    return all.map(({ id, name }) => ({ value: String(id), label: name }));
  };
  return (
    <FormSection title={t('macros-settings:then')} hint={t('macros-settings:thenHint')}>
      <SelectField
        label={t('macros-settings:action.status')}
        value={values.status}
        options={[nothing, ...STATUSES.map((value) => ({ value, label: t(`shared:status.${value}`) }))]}
        onChange={(status) => set({ status })}
      />
      <SelectField
        label={t('macros-settings:action.priority')}
        value={values.priority}
        options={[nothing, ...PRIORITIES.map((value) => ({ value, label: value }))]}
        onChange={(priority) => set({ priority })}
      />
      <SelectField
        label={t('macros-settings:action.type')}
        value={values.type}
        options={[nothing, ...TYPES.map((value) => ({ value, label: t(`shared:type.${value}`) }))]}
        onChange={(type) => set({ type })}
      />
      <SelectField
        label={t('macros-settings:action.assignee')}
        value={values.assignee}
        options={[nothing, { value: 'me', label: t('macros-settings:whoeverUses') }, ...named(users, macro?.actions.assignee)]}
        onChange={(assignee) => set({ assignee })}
      />
      <SelectField
        label={t('macros-settings:action.team')}
        value={values.team}
        options={[nothing, ...named(teams, macro?.actions.team)]}
        onChange={(team) => set({ team })}
      />
      {(['add_tags', 'remove_tags'] as const).map((name) => (
        <Field
          key={name}
          label={t(`macros-settings:action.${name}`)}
          hint={t('macros-settings:tagsHint')}
          dir="auto"
          maxLength={600}
          value={values[name]}
          error={errorOf(name)}
          onChange={(event) => set({ [name]: event.target.value })}
        />
      ))}
    </FormSection>
  );
}
