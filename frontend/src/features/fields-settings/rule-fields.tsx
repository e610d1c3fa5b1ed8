import { useTranslation } from 'react-i18next';
import type { Form } from '@/shared/form';
import { Checkbox, CheckOption, Field, FormSection, SelectField } from '@/shared/ui';
import { TYPES, type Field as TicketField, type FieldWhen } from './api';
import type { FieldValues } from './field-form';

export interface RuleFieldsProps {
  form: Form<FieldValues>;
  /** What it may depend on besides the fields that every ticket has. */
  others: readonly TicketField[];
}

const NO_VALUES: readonly string[] = [];

/** When a field is shown, who sees it, and whether a ticket can be resolved without it. */
export function RuleFields({ form, others }: RuleFieldsProps) {
  const { t } = useTranslation('fields-settings');
  const { values, set, errorOf } = form;
  const { when } = values;
  const fault = errorOf('when');
  return (
    <FormSection title={t('rules.title')}>
      <SelectField
        label={t('rules.when')}
        value={when?.field ?? ''}
        error={fault ?? null}
        options={[
          { value: '', label: t('rules.always') },
          { value: 'type', label: t('rules.type') },
          { value: 'product_area', label: t('rules.area') },
          ...others.map(({ key, label }) => ({ value: `custom.${key}`, label })),
        ]}
        onChange={(field) => set({ when: field ? { field, values: [] } : null })}
      />
      {when ? <Wanted when={when} others={others} onChange={(wanted) => set({ when: { field: when.field, values: wanted } })} /> : null}
      <CheckOption
        label={t('rules.required')}
        hint={t(when ? 'rules.requiredShown' : 'rules.requiredHint')}
        isChecked={values.is_required_on_resolve}
        onChange={(is_required_on_resolve) => set({ is_required_on_resolve })}
      />
      <CheckOption
        label={t('rules.customers')}
        hint={t('rules.customersHint')}
        isChecked={values.is_for_customers}
        onChange={(is_for_customers) => set({ is_for_customers })}
      />
    </FormSection>
  );
}

interface WantedProps {
  when: FieldWhen;
  others: readonly TicketField[];
  onChange: (values: string[]) => void;
}

/** Of what it depends on, the values for which it is shown; none stands for any. */
function Wanted({ when, others, onChange }: WantedProps) {
  const { t } = useTranslation(['fields-settings', 'shared']);
  const parent = others.find(({ key }) => when.field === `custom.${key}`);
  const known = when.field === 'type' ? TYPES : parent?.kind === 'choice' ? parent.choices : NO_VALUES;
  const wanted = when.values;
  if (parent?.kind === 'checkbox')
    return (
      <Checkbox label={t('fields-settings:rules.ticked')} isChecked={wanted.includes('yes')} onChange={(isOn) => onChange(isOn ? ['yes'] : [])} />
    );
  if (known.length === 0)
    return (
      <Field
        label={t('fields-settings:rules.is')}
        hint={t('fields-settings:rules.isHint')}
        dir="auto"
        value={wanted.join(', ')}
        onChange={(event) => onChange(event.target.value.split(',').map((one) => one.trimStart()))}
      />
    );
  return (
    <fieldset className="fset-wanted">
      <legend className="lab">{t('fields-settings:rules.is')}</legend>
      {known.map((value) => (
        <Checkbox
          key={value}
          label={when.field === 'type' ? t(`shared:type.${value}`) : value}
          isChecked={wanted.includes(value)}
          onChange={(isOn) => onChange(isOn ? [...wanted, value] : wanted.filter((one) => one !== value))}
        />
      ))}
      <p className="hint">{t('fields-settings:rules.anyHint')}</p>
    </fieldset>
  );
}
