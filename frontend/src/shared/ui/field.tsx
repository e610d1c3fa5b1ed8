import CircleAlert from 'lucide-react/icons/circle-alert';
import { forwardRef, useId, type InputHTMLAttributes, type ReactNode } from 'react';
import { Icon } from './icon';

export interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'size'> {
  label: string;
  /** The label is still there for readers. */
  hideLabel?: boolean;
  hint?: ReactNode;
  error?: string | null;
  unit?: string;
  icon?: ReactNode;
  end?: ReactNode;
  size?: 'sm' | 'md';
}

/** Label above, control, hint or error below. */
export const Field = forwardRef<HTMLInputElement, FieldProps>(function Field(
  { label, hideLabel, hint, error, unit, icon, end, size = 'md', id, className = '', ...rest },
  ref,
) {
  const made = useId();
  const inputId = id ?? made;
  const noteId = `${inputId}-note`;
  const hasNote = Boolean(error) || Boolean(hint);
  return (
    <div className={className || undefined}>
      <label className={hideLabel ? 'vh' : 'lab'} htmlFor={inputId}>
        {label}
      </label>
      <span className={`field${size === 'sm' ? ' sm' : ''}${error ? ' is-bad' : ''}${rest.disabled ? ' is-off' : ''}`}>
        {icon}
        <input
          ref={ref}
          {...rest}
          id={inputId}
          aria-invalid={error ? true : undefined}
          aria-describedby={hasNote ? noteId : undefined}
        />
        {unit ? <span className="unit">{unit}</span> : null}
        {end}
      </span>
      {error ? (
        <p className="hint bad" id={noteId}>
          <Icon icon={CircleAlert} size={12} />
          {error}
        </p>
      ) : hint ? (
        <p className="hint" id={noteId}>
          {hint}
        </p>
      ) : null}
    </div>
  );
});

export interface SelectFieldProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
  hideLabel?: boolean;
  hint?: string;
  error?: string | null;
  disabled?: boolean;
}

/** A choice from a short, fixed list, with the browser's own list. */
export function SelectField<Value extends string>(props: SelectFieldProps<Value>) {
  const { label, value, options, onChange, hideLabel, hint, error, disabled } = props;
  const id = useId();
  const noteId = `${id}-note`;
  return (
    <div>
      <label className={hideLabel ? 'vh' : 'lab'} htmlFor={id}>
        {label}
      </label>
      <span className={`field${error ? ' is-bad' : ''}${disabled ? ' is-off' : ''}`}>
        <select
          id={id}
          value={value}
          disabled={disabled}
          aria-invalid={error ? true : undefined}
          aria-describedby={error || hint ? noteId : undefined}
          // The options are all that can be chosen.
          onChange={(event) => onChange(event.target.value as Value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      </span>
      {error ? (
        <p className="hint bad" id={noteId}>
          <Icon icon={CircleAlert} size={12} />
          {error}
        </p>
      ) : hint ? (
        <p className="hint" id={noteId}>
          {hint}
        </p>
      ) : null}
    </div>
  );
}
