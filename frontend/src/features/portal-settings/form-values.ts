import { moved as inOrder } from '@/shared/lib/moved';
import type { ContactForm, FormBody, FormField, FormKind } from './api';

export interface FormValues {
  name: string;
  intro: string;
  type: ContactForm['type'];
  product_area: string;
  fields: readonly FormField[];
  is_active: boolean;
  is_default: boolean;
}

export function valuesOf(form: ContactForm | null): FormValues {
  return {
    name: form?.name ?? '',
    intro: form?.intro ?? '',
    type: form?.type ?? '',
    product_area: form?.product_area ?? '',
    fields: form?.fields ?? [],
    is_active: form?.is_active ?? true,
    is_default: form?.is_default ?? false,
  };
}

/** Whether a new form becomes the default one is the server's choice until somebody says it. */
export function bodyOf(values: FormValues, isNew: boolean): FormBody {
  const { is_default, fields, ...rest } = values;
  return {
    ...rest,
    name: values.name.trim(),
    fields: fields.map((field) => ({ ...field, label: field.label.trim(), help: field.help.trim() })),
    ...(isNew && !is_default ? {} : { is_default }),
  };
}

/** The first field that the form does not ask for yet. */
export const nextKind = (kinds: readonly FormKind[], fields: readonly FormField[]): FormKind | undefined =>
  kinds.find(({ key }) => !fields.some((field) => field.key === key));

export const newField = (key: string): FormField => ({ key, label: '', help: '', is_required: false, when: null });

/** A field one place up or down; what hangs on a later field then is shown always. */
export function moved(fields: readonly FormField[], at: number, by: -1 | 1): FormField[] {
  return sound(inOrder(fields, at, at + by));
}

/** Without conditions on fields that do not stand before. */
export function sound(fields: readonly FormField[]): FormField[] {
  return fields.map((field, at) =>
    field.when && !fields.slice(0, at).some(({ key }) => key === field.when?.field) ? { ...field, when: null } : field,
  );
}
