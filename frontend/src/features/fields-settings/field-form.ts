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

export function valuesOf(field: Field | null): FieldValues {
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
