import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBrands, useTeams } from '@/shared/directory';
import { Chip, ChoiceMenu, Field, NumberField, SelectField } from '@/shared/ui';
import type { Condition, ConditionField } from './api';
import { comparisonOf, valuesOf } from './draft';
import { fieldName, valueName } from './sentences';

const GROUPS = ['ticket', 'assistant', 'contact', 'customer', 'page', 'hours'] as const;
const CUSTOM = 'custom.';
/** A key that nobody defined, or a field that is archived. */
const LOOSE: Omit<ConditionField, 'name'> = {
  label: '', kind: 'texts', group: 'ticket', operators: ['is', 'is_not', 'contains', 'starts_with'], choices: [], is_open: true, unit: '',
};

export interface ComparisonProps {
  condition: Condition;
  fields: readonly ConditionField[];
  onChange: (next: Condition) => void;
}

/** One comparison: a field, how it is compared, and with what. */
export function Comparison({ condition, fields, onChange }: ComparisonProps) {
  const { t } = useTranslation('routing-settings');
  const name = condition.field ?? '';
  const found = fields.find((field) => field.name === name);
  const isLoose = !found && name.startsWith(CUSTOM);
  const isAway = !found && !isLoose && name.includes('.');
  const known: ConditionField | undefined = found ?? (isLoose || isAway ? { ...LOOSE, name } : undefined);
  const options = GROUPS.flatMap((group) =>
    fields
      .filter((field) => field.group === group)
      .map((field) => ({ value: field.name, label: `${t(`group_.${group}`)}: ${fieldName(t, field.name, field.label)}` }))
      .sort((a, b) => a.label.localeCompare(b.label)),
  );
  const choose = (next: string): void => {
    const field = fields.find((one) => one.name === next);
    onChange(field ? comparisonOf(field) : { field: next, op: 'is', value: '' });
  };
  return (
    <>
      <SelectField
        hideLabel
        label={t('conditionField')}
        value={isLoose ? CUSTOM : name}
        options={[...options, { value: CUSTOM, label: t('customChoice') }, ...(isAway ? [{ value: name, label: fieldName(t, name) }] : [])]}
        onChange={choose}
      />
      {isLoose ? (
        <Field hideLabel label={t('customName')} placeholder={t('customName')} maxLength={60} value={name.slice(CUSTOM.length)} onChange={(event) => onChange({ ...condition, field: CUSTOM + event.target.value })} />
      ) : null}
      <SelectField
        hideLabel
        label={t('conditionOp')}
        value={condition.op ?? 'is'}
        options={(known?.operators ?? ['is']).map((op) => ({ value: op, label: t(`op.${op}`) }))}
        onChange={(op) => onChange({ ...condition, op })}
      />
      {known ? <Value condition={condition} field={known} onChange={onChange} /> : null}
    </>
  );
}

interface ValueProps {
  condition: Condition;
  field: ConditionField;
  onChange: (next: Condition) => void;
}

function Value({ condition, field, onChange }: ValueProps) {
  const { t } = useTranslation('routing-settings');
  const teams = useTeams();
  const brands = useBrands();
  const label = t('conditionValue', { field: fieldName(t, field.name, field.label) });
  if (field.kind === 'number') {
    return (
      <NumberField
        hideLabel
        label={label}
        className="rt-number"
        unit={field.unit ? t(`unit.${field.unit}`) : ''}
        value={typeof condition.value === 'number' ? condition.value : Number.NaN}
        onChange={(value) => onChange({ ...condition, value: value ?? Number.NaN })}
      />
    );
  }
  if (field.kind === 'flag') {
    return (
      <SelectField
        hideLabel
        label={label}
        value={String(condition.value ?? true)}
        options={['true', 'false'].map((value) => ({ value, label: t(`value.${value}`) }))}
        onChange={(value) => onChange({ ...condition, value: value === 'true' })}
      />
    );
  }
  const named = field.name === 'team' ? teams.map(({ slug, name }) => ({ value: slug, label: name })) : field.name === 'brand' ? brands.map(({ slug, name }) => ({ value: slug, label: name })) : null;
  const options = named ?? field.choices.map((value) => ({ value, label: valueName(t, value) }));
  return <Words label={label} options={options} isOpen={field.is_open && !named} condition={condition} onChange={onChange} hasList={options.length > 0} />;
}

interface WordsProps {
  label: string;
  options: readonly { value: string; label: string }[];
  /** Whether other words may be written. */
  isOpen: boolean;
  hasList: boolean;
  condition: Condition;
  onChange: (next: Condition) => void;
}

/** Several values: chosen from a list, or written and taken with Enter. */
function Words({ label, options, isOpen, hasList, condition, onChange }: WordsProps) {
  const { t } = useTranslation('routing-settings');
  const [text, setText] = useState('');
  const chosen = valuesOf(condition);
  const set = (values: string[]): void => onChange({ ...condition, value: values });
  const take = (): void => {
    const value = text.trim();
    if (value && !chosen.includes(value)) set([...chosen, value]);
    setText('');
  };
  const left = options.filter(({ value }) => !chosen.includes(value));
  return (
    <span className="rt-words">
      {chosen.map((value) => (
        <Chip key={value} removeLabel={t('removeValue', { value })} onRemove={() => set(chosen.filter((one) => one !== value))}>
          <bdi>{options.find((option) => option.value === value)?.label ?? valueName(t, value)}</bdi>
        </Chip>
      ))}
      {hasList ? (
        <ChoiceMenu about={label} options={left} onChoose={(value) => set([...chosen, value])}>
          {t('addValue')}
        </ChoiceMenu>
      ) : null}
      {isOpen || !hasList ? (
        <Field
          hideLabel
          label={hasList ? t('otherValue') : label}
          placeholder={t('writeValue')}
          maxLength={200}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onBlur={take}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
            event.preventDefault();
            take();
          }}
        />
      ) : null}
    </span>
  );
}
