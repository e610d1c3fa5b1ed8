import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '@/shared/ui';

export interface DecimalFieldProps {
  label: string;
  /** NaN while what is written is no number of the range; null where nothing is written and that is allowed. */
  value: number | null;
  min: number;
  max: number;
  isOptional?: boolean;
  hint?: string;
  unit?: string;
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
export function DecimalField({ value, min, max, isOptional = false, onChange, ...rest }: DecimalFieldProps) {
  const { t, i18n } = useTranslation('assistant-settings');
  const [text, setText] = useState<string | null>(null);
  const format = new Intl.NumberFormat(i18n.language, { useGrouping: false, maximumFractionDigits: 4 });
  // What came from elsewhere in the meantime counts, not what was written before.
  const isOwn = text !== null && Object.is(decimalOf(text, min, max, isOptional), value);
  const isWrong = Number.isNaN(value);
  return (
    <Field
      {...rest}
      className="as-number"
      inputMode="decimal"
      value={isOwn ? text : value === null || isWrong ? '' : format.format(value)}
      error={isWrong ? t('numberRange', { min: format.format(min), max: format.format(max) }) : null}
      onChange={(event) => {
        setText(event.target.value);
        onChange(decimalOf(event.target.value, min, max, isOptional));
      }}
    />
  );
}
