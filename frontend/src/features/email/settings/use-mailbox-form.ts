import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { emailApi, mailKeys, type Mailbox } from './api';
import { changeOf, faultsOf, inputOf, isChanged, isShown, newValues, valuesOf, type FieldName, type MailboxValues } from './mailbox-form';

/** The server's name of a field where it is not the form's. */
const FIELD: Record<string, FieldName> = { brand_id: 'brand' };

export interface MailboxForm {
  values: MailboxValues;
  isChanged: boolean;
  isSaving: boolean;
  /** Why the last save did not work. */
  fault: unknown;
  set: (change: Partial<MailboxValues>) => void;
  /** The message below a field: the server's, or ours once the field has been left. */
  errorOf: (name: FieldName) => string | undefined;
  leave: (name: FieldName) => void;
  /** Resolves to what was saved, or to null. The input stays in either case. */
  save: () => Promise<Mailbox | null>;
  /** Messages of the server that belong to no field that is shown. */
  otherErrors: readonly string[];
  discard: () => void;
  /** Changes whenever the values are put back to what is saved. */
  revision: number;
  /** What a text field of the form needs. */
  bind: (name: TextField) => {
    value: string;
    error: string | undefined;
    onChange: (event: { target: { value: string } }) => void;
    onBlur: () => void;
  };
}

type TextField = {
  [Name in FieldName]: MailboxValues[Name] extends string ? Name : never;
}[FieldName];

/** The values of one mailbox while they are edited; `mailbox` is null for a new one. */
export function useMailboxForm(mailbox: Mailbox | null, firstBrand: number | undefined): MailboxForm {
  const { t } = useTranslation('email');
  const client = useQueryClient();
  const saved = mailbox ? valuesOf(mailbox) : newValues(firstBrand);
  const [changes, setChanges] = useState<Partial<MailboxValues>>({});
  const [left, setLeft] = useState<ReadonlySet<FieldName>>(new Set());
  const [errors, setErrors] = useState<Partial<Record<FieldName, string>>>({});
  const [revision, setRevision] = useState(0);
  const values: MailboxValues = { ...saved, ...changes };
  const faults = faultsOf(values);

  const store = useMutation({
    mutationFn: (current: MailboxValues) =>
      mailbox ? emailApi.update(mailbox.id, changeOf(current, saved)) : emailApi.create(inputOf(current)),
    onSuccess: (next) => {
      client.setQueryData(mailKeys.mailbox(next.id), next);
      void client.invalidateQueries({ queryKey: mailKeys.mailboxes, exact: true });
      setChanges({});
      setErrors({});
      setLeft(new Set());
    },
    onError: (error) => {
      if (isProblem(error)) setErrors(Object.fromEntries(knownErrors(error.errors, values)));
    },
  });

  const save = async (): Promise<Mailbox | null> => {
    const wrong = Object.keys(faults) as FieldName[];
    if (wrong.length > 0) {
      setLeft(new Set([...left, ...wrong]));
      return null;
    }
    return store.mutateAsync(values).catch(() => null);
  };

  const set = (change: Partial<MailboxValues>): void => {
    setChanges((old) => ({ ...old, ...change }));
    setErrors((old) => {
      const rest = { ...old };
      for (const name of Object.keys(change) as FieldName[]) delete rest[name];
      return rest;
    });
  };
  const leave = (name: FieldName): void => setLeft((old) => (old.has(name) ? old : new Set([...old, name])));
  const errorOf = (name: FieldName): string | undefined => {
    const fault = left.has(name) ? faults[name] : undefined;
    return errors[name] ?? (fault && t(`settings.faults.${fault}`));
  };
  return {
    values,
    isChanged: isChanged(values, saved),
    isSaving: store.isPending,
    fault: store.error,
    otherErrors: isProblem(store.error) ? otherErrors(store.error.errors, values) : [],
    set,
    errorOf,
    leave,
    save,
    revision,
    discard: () => {
      setRevision((count) => count + 1);
      setChanges({});
      setErrors({});
      setLeft(new Set());
      store.reset();
    },
    bind: (name) => ({
      value: values[name],
      error: errorOf(name),
      onChange: (event) => set({ [name]: event.target.value }),
      onBlur: () => leave(name),
    }),
  };
}

type Errors = Readonly<Record<string, readonly string[]>>;

const nameOf = (field: string, values: MailboxValues): FieldName | undefined => {
  const name = FIELD[field] ?? field;
  return (Object.keys(values) as FieldName[]).find((known) => known === name);
};

const knownErrors = (errors: Errors, values: MailboxValues): [FieldName, string][] =>
  Object.entries(errors).flatMap(([field, messages]) => {
    const name = nameOf(field, values);
    return name === undefined ? [] : [[name, messages.join(' ')] satisfies [FieldName, string]];
  });

const otherErrors = (errors: Errors, values: MailboxValues): string[] =>
  Object.entries(errors).flatMap(([field, messages]) => {
    const name = nameOf(field, values);
    return name !== undefined && isShown(name, values) ? [] : messages;
  });
