import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { numberText, readNumber, TWO_MEANINGS } from '../lib/numbers';
import { Badge, Checkbox, Field, SelectField } from '../ui';

/** A field that an admin defined, with the value of one record. */
export interface ValueField {
  label: string;
  help: string;
  kind: 'text' | 'number' | 'choice' | 'date' | 'checkbox';
  choices: readonly string[];
  /** Null without one. */
  value: unknown;
}

/** A value as it is sent; null empties the field. */
export type Given = string | number | boolean | null;

export interface FieldValueProps {
  field: ValueField;
  /** Only shown. */
  isOff: boolean;
  hint: string | undefined;
  onSave: (value: Given) => void;
}

/** One value: a choice or a box is saved at once, anything else when it is left. */
export function FieldValue({ field, isOff, hint, onSave }: FieldValueProps) {
  const { t } = useTranslation('shared');
  const { value } = field;
  if (field.kind === 'checkbox')
    return (
      <div>
        {isOff ? (
          <p>
            {field.label} <Badge tone="mute">{t(value === true ? 'customField.yes' : 'customField.no')}</Badge>
          </p>
        ) : (
          <Checkbox label={field.label} isChecked={value === true} onChange={(isOn) => onSave(isOn)} />
        )}
        {hint ? <p className="hint">{hint}</p> : null}
      </div>
    );
  if (field.kind === 'choice') {
    const now = typeof value === 'string' ? value : '';
    const known = now && !field.choices.includes(now) ? [...field.choices, now] : field.choices;
    return (
      <SelectField
        label={field.label}
        value={now}
        disabled={isOff}
        {...(hint ? { hint } : {})}
        options={[{ value: '', label: t('customField.none') }, ...known.map((one) => ({ value: one, label: one }))]}
        onChange={(chosen) => onSave(chosen || null)}
      />
    );
  }
  return <TypedField field={field} isOff={isOff} hint={hint} onSave={onSave} />;
}

/**
 * Text, a number or a date: kept while it is typed, sent when it is left, taken back with Escape.
 *
 * What was sent gives way to what is then stored; what was typed meanwhile stays.
 */
function TypedField({ field, isOff, hint, onSave }: FieldValueProps) {
  const { t, i18n } = useTranslation('shared');
  const isNumber = field.kind === 'number';
  const saved = shownValue(field.value, i18n.language);
  const [known, setKnown] = useState(saved);
  const [typed, setTyped] = useState<string | null>(null);
  const [sent, setSent] = useState<string | null>(null);
  const [fault, setFault] = useState<'customField.notANumber' | 'form.noThousands' | null>(null);
  if (known !== saved) {
    setKnown(saved);
    if (typed === sent) setTyped(null);
  }
  const text = typed ?? saved;
  const write = (next: string | null): void => {
    setTyped(next);
    setFault(null);
  };
  const leave = (): void => {
    if (text === saved) return;
    const value = isNumber ? numberOf(text, i18n.language) : text.trim();
    if (value === TWO_MEANINGS || Number.isNaN(value)) {
      setFault(value === TWO_MEANINGS ? 'form.noThousands' : 'customField.notANumber');
      return;
    }
    setFault(null);
    setSent(typed);
    onSave(value === '' ? null : value);
  };
  return (
    <Field
      label={field.label}
      hint={hint}
      error={fault ? t(fault) : null}
      size="sm"
      dir="auto"
      type={field.kind === 'date' ? 'date' : 'text'}
      inputMode={isNumber ? 'decimal' : undefined}
      maxLength={4000}
      disabled={isOff}
      value={text}
      onChange={(event) => write(event.target.value)}
      onBlur={leave}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) leave();
        if (event.key === 'Escape') write(null);
      }}
    />
  );
}

/** A typed value as it is shown and edited. */
export const shownValue = (value: unknown, language: string): string => {
  if (typeof value === 'number') return numberText(value, language);
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' ? value : '';
};

/** Empty for nothing, NaN for no number. */
const numberOf = (text: string, language: string): number | '' | typeof TWO_MEANINGS => (text.trim() === '' ? '' : readNumber(text, language));
