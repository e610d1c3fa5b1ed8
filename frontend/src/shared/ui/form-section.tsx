import { useId, type ReactNode } from 'react';

/** A part of a form: what it is about at the side, its fields beside that. */
export function FormSection({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className="fsec" aria-labelledby={id}>
      <div className="fsec-h">
        <h2 id={id}>{title}</h2>
        {hint ? <p className="hint">{hint}</p> : null}
      </div>
      <div className="fsec-b">{children}</div>
    </section>
  );
}

export interface CheckOptionProps {
  label: string;
  hint: string;
  isChecked: boolean;
  error?: string;
  onChange: (isChecked: boolean) => void;
}

/** A choice of the form; it waits for Save. */
export function CheckOption({ label, hint, isChecked, error, onChange }: CheckOptionProps) {
  const id = useId();
  return (
    <div className="copt">
      <label className="opt">
        <input
          type="checkbox"
          className="cb"
          checked={isChecked}
          aria-describedby={id}
          onChange={(event) => onChange(event.target.checked)}
        />
        {label}
      </label>
      <p className={`hint${error ? ' bad' : ''}`} id={id}>
        {error ?? hint}
      </p>
    </div>
  );
}
