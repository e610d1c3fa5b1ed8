import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import type { Form } from '@/shared/form';
import { beginHere } from '@/shared/lib/first-field';
import { Field, FormSection, SelectField } from '@/shared/ui';
import type { MacroValues } from './macro-form';

/** What it is called, where it stands, and who has it. */
export function NameFields({ form, isNew }: { form: Form<MacroValues>; isNew: boolean }) {
  const { t } = useTranslation('macros-settings');
  const mayShare = useMay('macro.shared');
  const { values, set, errorOf, leave } = form;
  return (
    <FormSection title={t('who')} hint={t('whoHint')}>
      <Field
        ref={isNew ? beginHere : undefined}
        label={t('column.name')}
        dir="auto"
        maxLength={80}
        value={values.name}
        error={errorOf('name')}
        onChange={(event) => set({ name: event.target.value })}
        onBlur={() => leave('name')}
      />
      <Field
        label={t('column.folder')}
        hint={t('folderHint')}
        dir="auto"
        maxLength={60}
        value={values.folder}
        error={errorOf('folder')}
        onChange={(event) => set({ folder: event.target.value })}
      />
      <SelectField
        label={t('for')}
        value={values.kind}
        disabled={!mayShare}
        hint={mayShare ? undefined : t('forHint')}
        options={(['personal', 'shared'] as const).map((value) => ({ value, label: t(`kind.${value}`) }))}
        onChange={(kind) => set({ kind })}
      />
    </FormSection>
  );
}
