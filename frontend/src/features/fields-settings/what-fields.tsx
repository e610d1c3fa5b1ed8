import { useTranslation } from 'react-i18next';
import { useBrands } from '@/shared/directory';
import type { Form } from '@/shared/form';
import { beginHere } from '@/shared/lib/first-field';
import { Field, FormSection, SelectField } from '@/shared/ui';
import { KINDS, type FieldUse } from './api';
import { Choices } from './choices';
import type { FieldValues } from './field-form';

export interface WhatFieldsProps {
  form: Form<FieldValues>;
  isNew: boolean;
  use: FieldUse | null;
  /** False for what stands in all brands. */
  hasBrand?: boolean;
  /** Where its help is shown. */
  helpHint?: string;
  /** Why its kind is fixed once there are values. */
  fixedHint?: string;
}

/** What a field is called, what it takes and in which brand it stands. */
export function WhatFields({ form, isNew, use, hasBrand = true, helpHint, fixedHint }: WhatFieldsProps) {
  const { t } = useTranslation('fields-settings');
  const brands = useBrands();
  const { values, set, errorOf, leave } = form;
  const isFixed = use !== null && use.held > 0;
  const choicesFault = errorOf('choices');
  return (
    <FormSection title={t('what.title')} hint={t('what.hint')}>
      <Field
        ref={isNew ? beginHere : undefined}
        label={t('what.label')}
        dir="auto"
        maxLength={120}
        value={values.label}
        error={errorOf('label')}
        onChange={(event) => set({ label: event.target.value })}
        onBlur={() => leave('label')}
      />
      <Field
        label={t('what.key')}
        hint={t(isNew ? 'what.keyNew' : 'what.keyFixed')}
        dir="ltr"
        maxLength={60}
        readOnly={!isNew}
        value={values.key}
        error={errorOf('key')}
        onChange={(event) => set({ key: event.target.value })}
        onBlur={() => leave('key')}
      />
      <Field
        label={t('what.help')}
        hint={helpHint ?? t('what.helpHint')}
        dir="auto"
        maxLength={300}
        value={values.help}
        error={errorOf('help')}
        onChange={(event) => set({ help: event.target.value })}
      />
      <SelectField
        label={t('column.kind')}
        value={values.kind}
        disabled={isFixed}
        error={errorOf('kind') ?? null}
        {...(isFixed ? { hint: fixedHint ?? t('what.kindFixed') } : {})}
        options={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
        onChange={(kind) => set({ kind })}
      />
      {values.kind === 'choice' ? (
        <Choices choices={values.choices} use={use} onChange={(choices) => set({ choices })} {...(choicesFault ? { error: choicesFault } : {})} />
      ) : null}
      {hasBrand && brands.length > 1 ? (
        <SelectField
          label={t('column.brand')}
          value={values.brand}
          options={[{ value: '', label: t('allBrands') }, ...brands.map((one) => ({ value: one.slug, label: one.name }))]}
          onChange={(brand) => set({ brand })}
        />
      ) : null}
    </FormSection>
  );
}
