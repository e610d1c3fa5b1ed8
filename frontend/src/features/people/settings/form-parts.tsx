import type { ReactNode } from 'react';

export interface FieldGroupProps {
  legend: string;
  hint?: string;
  error?: string | undefined;
  isOff?: boolean;
  children: ReactNode;
}

/** Fields that belong together, with their name above. */
export function FieldGroup({ legend, hint, error, isOff = false, children }: FieldGroupProps) {
  return (
    <fieldset className="psec" disabled={isOff}>
      <legend>{legend}</legend>
      {hint ? <p className="hint">{hint}</p> : null}
      {children}
      {error ? (
        <p className="hint bad" role="alert">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
