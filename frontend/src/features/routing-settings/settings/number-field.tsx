import { Field } from '@/shared/ui';

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
  return (
    <Field
      {...rest}
      type="number"
      inputMode="numeric"
      min={min}
      max={max}
      value={String(value)}
      onChange={(event) => onChange(event.target.value === '' ? min : Math.trunc(Number(event.target.value)))}
    />
  );
}
