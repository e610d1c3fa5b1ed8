import { Field } from '@/shared/ui';
import { useNumberText } from './use-number-text';

export interface NumberFieldProps {
  label: string;
  value: number;
  hint?: string;
  unit?: string;
  min?: number;
  max?: number;
  error?: string | null;
  onChange: (value: number) => void;
}

/** A whole number; nothing written counts as the least. */
export function NumberField({ value, min = 0, max, onChange, ...rest }: NumberFieldProps) {
  const typed = useNumberText(value, min, (next) => onChange(Math.trunc(next)));
  return (
    <Field
      {...rest}
      type="number"
      inputMode="numeric"
      min={min}
      max={max}
      {...typed}
    />
  );
}
