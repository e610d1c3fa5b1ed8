import type { TFunction } from 'i18next';
import type { Field, FieldBody } from './api';

export interface FieldValues {
  label: string;
  key: string;
  help: string;
  kind: Field['kind'];
  choices: readonly string[];
  /** A slug; empty for all brands. */
  brand: string;
  is_required_on_resolve: boolean;
  is_for_customers: boolean;
  when: Field['when'];
}

/** What every kind of field has that an admin defines. */
export type Defined = Pick<Field, 'label' | 'key' | 'help' | 'kind' | 'choices'>;

export function valuesOf(field: (Defined & Partial<Field>) | null): FieldValues {
  return {
    label: field?.label ?? '',
    key: field?.key ?? '',
    help: field?.help ?? '',
    kind: field?.kind ?? 'text',
    choices: field?.choices ?? [],
    brand: field?.brand?.slug ?? '',
    is_required_on_resolve: field?.is_required_on_resolve ?? false,
    is_for_customers: field?.is_for_customers ?? true,
    when: field?.when ?? null,
  };
}

/** The form as the server takes it; a key only for a new field. */
export function bodyOf(values: FieldValues, isNew: boolean): FieldBody {
  const { key, brand, label, help, choices, kind, ...rest } = values;
  return {
    ...rest,
    kind,
    label: label.trim(),
    help: help.trim(),
    brand: brand || null,
    choices: kind === 'choice' ? choices.map((one) => one.trim()).filter(Boolean) : [],
    ...(isNew && key.trim() ? { key: key.trim() } : {}),
  };
}

/** What is wrong with the form before it is sent. */
export const faultsOf = (t: TFunction<'fields-settings'>, { label, kind, choices, key }: FieldValues, isNew: boolean) => ({
  ...(label.trim() ? {} : { label: t('faults.label') }),
  ...(kind === 'choice' && !choices.some((one) => one.trim()) ? { choices: t('faults.choices') } : {}),
  ...(isNew && key && !/^[a-z][a-z0-9_]*$/.test(key) ? { key: t('faults.key') } : {}),
});
