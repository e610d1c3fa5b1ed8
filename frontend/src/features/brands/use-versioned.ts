import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { useForm, type Form } from '@/shared/form';

export interface VersionedOptions<Values, Row> {
  /** What the server has now. */
  row: Row;
  valuesOf: (row: Row) => Values;
  faultsOf: (values: Values) => Partial<Record<keyof Values, string>>;
  send: (version: number, values: Values, changed: readonly (keyof Values)[]) => Promise<Row>;
  /** Takes in what was saved. */
  onSaved: (row: Row) => void;
  /** Asks for what is new, after changes were discarded. */
  reload: () => void;
}

export interface VersionedForm<Values, Row> extends Form<Values> {
  /** Why nothing was saved, where somebody else was faster. */
  conflict: string | undefined;
  /** One's own change besides the form, such as a logo: the form goes on from there. */
  follow: (row: Row) => void;
}

/** A form whose changes are made to the version that one saw, whatever arrives meanwhile. */
export function useVersioned<Values extends object, Row extends { version: number }>(
  options: VersionedOptions<Values, Row>,
): VersionedForm<Values, Row> {
  const { t } = useTranslation('brands');
  const { row, reload } = options;
  const [seen, setSeen] = useState<number | null>(null);
  const form = useForm({
    saved: options.valuesOf(row),
    faultsOf: options.faultsOf,
    send: (values, changed) => options.send(seen ?? row.version, values, changed),
    onSaved: (answer) => {
      setSeen(null);
      options.onSaved(answer);
    },
  });
  const { fault } = form;
  const who = isProblem(fault, 'version_changed') ? fault.data.changed_by : undefined;
  const name = typeof who === 'string' && who ? who : t('somebody');
  return {
    ...form,
    set: (change) => {
      setSeen((version) => version ?? row.version);
      form.set(change);
    },
    discard: () => {
      setSeen(null);
      form.discard();
      reload();
    },
    conflict: isProblem(fault, 'version_changed') ? t('conflict', { name }) : undefined,
    follow: (changed) => setSeen((version) => (version === row.version ? changed.version : version)),
  };
}
