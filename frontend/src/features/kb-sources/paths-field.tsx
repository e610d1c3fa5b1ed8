import { useId } from 'react';

export interface PathsFieldProps {
  label: string;
  hint: string;
  value: string;
  error?: string | undefined;
  onChange: (value: string) => void;
}

/** Paths of a website, one a line. */
export function PathsField({ label, hint, value, error, onChange }: PathsFieldProps) {
  const id = useId();
  return (
    <div>
      <label className="lab" htmlFor={id}>
        {label}
      </label>
      <span className={`field area${error ? ' is-bad' : ''}`}>
        <textarea
          id={id}
          rows={2}
          value={value}
          spellCheck={false}
          aria-invalid={error ? true : undefined}
          aria-describedby={`${id}-note`}
          onChange={(event) => onChange(event.target.value)}
        />
      </span>
      <p className={`hint${error ? ' bad' : ''}`} id={`${id}-note`}>
        {error ?? hint}
      </p>
    </div>
  );
}
