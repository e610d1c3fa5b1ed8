import { useId, type ReactNode, type Ref } from 'react';

export interface FormSectionProps {
  title: string;
  hint?: string;
  /** The name by which the search over settings leads here. */
  id?: string;
  /** For tables, which want more room than fields. */
  isWide?: boolean;
  ref?: Ref<HTMLElement>;
  children: ReactNode;
}

/** A part of a form: what it is about at the side, its fields beside that. */
export function FormSection({ title, hint, id, isWide = false, ref, children }: FormSectionProps) {
  const heading = useId();
  return (
    <section ref={ref} id={id} tabIndex={id ? -1 : undefined} className={isWide ? 'fsec wide' : 'fsec'} aria-labelledby={heading}>
      <div className="fsec-h">
        <h2 id={heading}>{title}</h2>
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
