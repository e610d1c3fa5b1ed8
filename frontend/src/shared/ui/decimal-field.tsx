import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from './field';

export interface DecimalFieldProps {
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

const NUMBER = /^\d+(?:[.,]\d+)?$/;

/** The number that is written, with a point or a comma; NaN for anything else. */
export function decimalOf(text: string, min: number, max: number, isOptional: boolean): number | null {
  const written = text.trim();
  if (written === '' && isOptional) return null;
  const value = NUMBER.test(written) ? Number(written.replace(',', '.')) : Number.NaN;
  return value >= min && value <= max ? value : Number.NaN;
}

/** A number with decimals as the language writes it; what is no number stays there and says so. */
export function DecimalField({ value, min, max, isOptional = false, digits = 4, onChange, ...rest }: DecimalFieldProps) {
  const { t, i18n } = useTranslation('shared');
  const [text, setText] = useState<string | null>(null);
  const format = new Intl.NumberFormat(i18n.language, { useGrouping: false, maximumFractionDigits: digits });
  // What came from elsewhere in the meantime counts, not what was written before.
  const isOwn = text !== null && Object.is(decimalOf(text, min, max, isOptional), value);
  const isWrong = Number.isNaN(value);
  return (
    <Field
      {...rest}
      className="numfield"
      inputMode="decimal"
      value={isOwn ? text : value === null || isWrong ? '' : format.format(value)}
      error={isWrong ? t('form.numberRange', { min: format.format(min), max: format.format(max) }) : null}
      onChange={(event) => {
        setText(event.target.value);
        onChange(decimalOf(event.target.value, min, max, isOptional));
      }}
    />
  );
}
