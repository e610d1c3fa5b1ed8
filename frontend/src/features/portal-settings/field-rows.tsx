import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import Plus from 'lucide-react/icons/plus';
import X from 'lucide-react/icons/x';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Checkbox, Field, Icon, IconButton, SelectField } from '@/shared/ui';
import type { FormField, FormKind } from './api';
import { moved, newField, nextKind, sound } from './form-values';

export interface FieldRowsProps {
  kinds: readonly FormKind[];
  fields: readonly FormField[];
  error: string | undefined;
  onChange: (fields: readonly FormField[]) => void;
}

/** What a form asks besides address, subject and text, in order. */
export function FieldRows({ kinds, fields, error, onChange }: FieldRowsProps) {
  const { t } = useTranslation('portal-settings');
  const add = useRef<HTMLButtonElement>(null);
  const next = nextKind(kinds, fields);
  const put = (at: number, change: Partial<FormField>): void =>
    onChange(sound(fields.map((field, place) => (place === at ? { ...field, ...change } : field))));
  return (
    <div className="pfs">
      {error ? (
        <p className="hint bad" role="alert" dir="auto">
          {error}
        </p>
      ) : null}
      {fields.length === 0 ? <p className="t2">{t('fields.none')}</p> : null}
      <ol className="pfl">
        {fields.map((field, at) => (
          <li key={field.key}>
            <FieldRow
              kinds={kinds}
              fields={fields}
              at={at}
              onPut={(change) => put(at, change)}
              onMove={(by) => onChange(moved(fields, at, by))}
              onRemove={() => {
                add.current?.focus();
                onChange(sound(fields.filter((_, place) => place !== at)));
              }}
            />
          </li>
        ))}
      </ol>
      <Button
        ref={add}
        icon={<Icon icon={Plus} />}
        unavailable={next ? null : t('fields.all')}
        onClick={() => (next ? onChange([...fields, newField(next.key)]) : undefined)}
      >
        {t('fields.add')}
      </Button>
    </div>
  );
}

/** A field of tickets by name: its own, or the word for one that every ticket has. */
function useNameOf(): (kind: FormKind | undefined, key: string) => string {
  const { t } = useTranslation('portal-settings');
  return (kind, key) => {
    if (key === 'type' || key === 'product_area') return t(`kind.${key}`);
    return kind?.label ?? key;
  };
}

interface FieldRowProps {
  kinds: readonly FormKind[];
  fields: readonly FormField[];
  at: number;
  onPut: (change: Partial<FormField>) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

function FieldRow({ kinds, fields, at, onPut, onMove, onRemove }: FieldRowProps) {
  const { t } = useTranslation('portal-settings');
  const nameOf = useNameOf();
  const field = fields[at];
  if (!field) return null;
  const kindOf = (key: string): FormKind | undefined => kinds.find((kind) => kind.key === key);
  const name = field.label || nameOf(kindOf(field.key), field.key);
  const free = kinds.filter(({ key }) => key === field.key || !fields.some((other) => other.key === key));
  const known = free.some(({ key }) => key === field.key) ? free : [...free, { key: field.key, kind: 'text' as const, label: field.key, choices: [] }];
  return (
    <fieldset className="pf">
      <legend className="vh">{name}</legend>
      <div className="pf-top">
        <SelectField
          label={t('fields.field')}
          value={field.key}
          options={known.map((kind) => ({ value: kind.key, label: nameOf(kind, kind.key) }))}
          onChange={(key) => onPut({ key })}
        />
        <span className="pf-acts">
          <IconButton label={t('fields.up', { name })} disabled={at === 0} onClick={() => onMove(-1)}>
            <Icon icon={ArrowUp} />
          </IconButton>
          <IconButton label={t('fields.down', { name })} disabled={at === fields.length - 1} onClick={() => onMove(1)}>
            <Icon icon={ArrowDown} />
          </IconButton>
          <IconButton label={t('fields.remove', { name })} onClick={onRemove}>
            <Icon icon={X} />
          </IconButton>
        </span>
      </div>
      <Field label={t('fields.label')} hint={t('fields.labelHint')} dir="auto" maxLength={120} value={field.label} onChange={(event) => onPut({ label: event.target.value })} />
      <Field label={t('fields.help')} dir="auto" maxLength={300} value={field.help} onChange={(event) => onPut({ help: event.target.value })} />
      <Checkbox label={t('fields.required')} isChecked={field.is_required} onChange={(is_required) => onPut({ is_required })} />
      <Condition kinds={kinds} earlier={fields.slice(0, at)} field={field} onPut={onPut} />
    </fieldset>
  );
}

interface ConditionProps {
  kinds: readonly FormKind[];
  earlier: readonly FormField[];
  field: FormField;
  onPut: (change: Partial<FormField>) => void;
}

function Condition({ kinds, earlier, field, onPut }: ConditionProps) {
  const { t } = useTranslation(['portal-settings', 'shared']);
  const nameOf = useNameOf();
  const when = field.when;
  const on = kinds.find(({ key }) => key === when?.field);
  const labelled = (key: string): string => earlier.find((one) => one.key === key)?.label || nameOf(kinds.find((kind) => kind.key === key), key);
  const choices = on?.kind === 'checkbox' ? [{ value: 'yes', label: t('portal-settings:fields.ticked') }] : (on?.choices ?? []);
  return (
    <div className="pf-when">
      <SelectField
        label={t('portal-settings:fields.when')}
        value={when?.field ?? ''}
        disabled={earlier.length === 0}
        options={[
          { value: '', label: t('portal-settings:fields.always') },
          ...earlier.map(({ key }) => ({ value: key, label: t('portal-settings:fields.if', { name: labelled(key) }) })),
        ]}
        onChange={(key) => onPut({ when: key ? { field: key, value: '' } : null })}
      />
      {when && choices.length > 0 ? (
        <SelectField
          label={t('portal-settings:fields.is')}
          value={when.value}
          options={[
            { value: '', label: t('portal-settings:fields.answered') },
            ...choices.map(({ value, label }) => ({ value, label: when.field === 'type' ? t(`shared:type.${value}`, { defaultValue: label }) : label })),
          ]}
          onChange={(value) => onPut({ when: { field: when.field, value } })}
        />
      ) : null}
      {when && choices.length === 0 ? (
        <Field
          label={t('portal-settings:fields.is')}
          hint={t('portal-settings:fields.isHint')}
          dir="auto"
          maxLength={120}
          value={when.value}
          onChange={(event) => onPut({ when: { field: when.field, value: event.target.value } })}
        />
      ) : null}
    </div>
  );
}
