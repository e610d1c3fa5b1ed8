import { useState, type KeyboardEvent, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { numberText, readNumber, TWO_MEANINGS } from '../lib/numbers';
import { Field, type FieldProps } from './field';

export interface NumberFieldProps extends Pick<FieldProps, 'hideLabel' | 'size' | 'onBlur'> {
  ref?: Ref<HTMLInputElement>;
  label: string;
  /** NaN while what is written is no number of the range; null where nothing is written and that is allowed. */
  value: number | null;
  min?: number;
  max?: number;
  isOptional?: boolean;
  isWhole?: boolean;
  hint?: string;
  /** What else is wrong with the number. */
  error?: string | null;
  unit?: string;
  /** Most digits behind the point that a value is shown with. */
  digits?: number;
  /** What an arrow key adds or takes. */
  step?: number;
  className?: string;
  onChange: (value: number | null) => void;
}

interface Range {
  min: number;
  max: number;
  isOptional: boolean;
  isWhole?: boolean;
  digits: number;
}

/** The number that is written as the locale has it; NaN for anything else. */
export function numberOf(text: string, locale: string, { min, max, isOptional, isWhole = false, digits }: Range): number | null {
  if (text.trim() === '' && isOptional) return null;
  const value = readNumber(text, locale, digits);
  const fits = value !== TWO_MEANINGS && value >= min && value <= max && (!isWhole || Number.isInteger(value));
  return fits ? value : Number.NaN;
}

const MOST = Number.MAX_SAFE_INTEGER;
const STEPS: Record<string, number> = { ArrowUp: 1, ArrowDown: -1 };

/**
 * A number as the language writes it; what is no number stays there and says so.
 *
 * Not `type="number"`: that drops a comma without a word, and `12,5` becomes 125.
 */
export function NumberField({ value, min = -MOST, max = MOST, isOptional = false, isWhole = false, digits = isWhole ? 0 : 4, step = 1, error, className = '', onChange, ...rest }: NumberFieldProps) {
  const { t, i18n } = useTranslation('shared');
  const [text, setText] = useState<string | null>(null);
  const shown = (number: number): string => numberText(number, i18n.language, digits);
  const read = (written: string): number | null => numberOf(written, i18n.language, { min, max, isOptional, isWhole, digits });
  // What came from elsewhere in the meantime counts, not what was written before.
  const isOwn = text !== null && Object.is(read(text), value);
  const isWrong = Number.isNaN(value);
  const isUnclear = isOwn && readNumber(text, i18n.language, digits) === TWO_MEANINGS;
  const range = max === MOST ? t('form.aNumber') : t(isWhole ? 'form.wholeRange' : 'form.numberRange', { min: shown(min), max: shown(max) });
  const move = (event: KeyboardEvent): void => {
    const by = STEPS[event.key];
    if (by === undefined || isWrong || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    setText(null);
    onChange(Math.min(max, Math.max(min, Number(((value ?? Math.max(min, 0)) + by * step).toFixed(digits)))));
  };
  return (
    <Field
      {...rest}
      className={`numfield ${className}`.trim()}
      inputMode={isWhole ? 'numeric' : 'decimal'}
      value={isOwn ? text : value === null || isWrong ? '' : shown(value)}
      error={isWrong ? (isUnclear ? t('form.noThousands') : range) : error}
      onChange={(event) => {
        setText(event.target.value);
        onChange(read(event.target.value));
      }}
      onKeyDown={move}
    />
  );
}
