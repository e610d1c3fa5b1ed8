import { useState, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { numberText, readNumber, TWO_MEANINGS } from '../lib/numbers';
import { Field } from './field';

export interface DecimalFieldProps {
  ref?: Ref<HTMLInputElement>;
  label: string;
  /** NaN while what is written is no number of the range; null where nothing is written and that is allowed. */
  value: number | null;
  min: number;
  max: number;
  isOptional?: boolean;
  hint?: string;
  unit?: string;
  /** Most digits behind the point that a value is shown with. */
  digits?: number;
  onChange: (value: number | null) => void;
}

export interface Range {
  min: number;
  max: number;
  isOptional: boolean;
  digits: number;
}

/** The number that is written as the locale has it; NaN for anything else. */
export function decimalOf(text: string, locale: string, { min, max, isOptional, digits }: Range): number | null {
  if (text.trim() === '' && isOptional) return null;
  const value = readNumber(text, locale, digits);
  return value !== TWO_MEANINGS && value >= min && value <= max ? value : Number.NaN;
}

/** A number with decimals as the language writes it; what is no number stays there and says so. */
export function DecimalField({ value, min, max, isOptional = false, digits = 4, onChange, ...rest }: DecimalFieldProps) {
  const { t, i18n } = useTranslation('shared');
  const [text, setText] = useState<string | null>(null);
  const shown = (number: number): string => numberText(number, i18n.language, digits);
  const read = (written: string): number | null => decimalOf(written, i18n.language, { min, max, isOptional, digits });
  // What came from elsewhere in the meantime counts, not what was written before.
  const isOwn = text !== null && Object.is(read(text), value);
  const isWrong = Number.isNaN(value);
  const isUnclear = isOwn && readNumber(text, i18n.language, digits) === TWO_MEANINGS;
  return (
    <Field
      {...rest}
      className="numfield"
      inputMode="decimal"
      value={isOwn ? text : value === null || isWrong ? '' : shown(value)}
      error={isWrong ? (isUnclear ? t('form.noThousands') : t('form.numberRange', { min: shown(min), max: shown(max) })) : null}
      onChange={(event) => {
        setText(event.target.value);
        onChange(read(event.target.value));
      }}
    />
  );
}
