import CircleAlert from 'lucide-react/icons/circle-alert';
import { useId, useState } from 'react';
import { Icon } from '@/shared/ui';

export interface LinesFieldProps {
  label: string;
  hint: string;
  /** One a line. */
  values: readonly string[];
  error?: string | undefined;
  placeholder?: string;
  onChange: (values: string[]) => void;
  onBlur?: () => void;
}

const linesOf = (text: string): string[] => text.split('\n').map((line) => line.trim()).filter(Boolean);
const isSame = (a: readonly string[], b: readonly string[]): boolean => a.join('\n') === b.join('\n');

/** A list of short texts, written one a line. */
export function LinesField({ label, hint, values, error, placeholder, onChange, onBlur }: LinesFieldProps) {
  const id = useId();
  const [text, setText] = useState(values.join('\n'));
  // What was saved, discarded or added from elsewhere stands there; a line being begun stays.
  const shown = isSame(linesOf(text), values) ? text : values.join('\n');
  return (
    <div>
      <label className="lab" htmlFor={id}>
        {label}
      </label>
      <span className={`field tall${error ? ' is-bad' : ''}`}>
        <textarea
          id={id}
          dir="ltr"
          spellCheck={false}
          rows={Math.min(8, Math.max(2, shown.split('\n').length))}
          value={shown}
          placeholder={placeholder}
          aria-invalid={error ? true : undefined}
          aria-describedby={`${id}-note`}
          onChange={(event) => {
            setText(event.target.value);
            onChange(linesOf(event.target.value));
          }}
          onBlur={onBlur}
        />
      </span>
      <p className={`hint${error ? ' bad' : ''}`} id={`${id}-note`}>
        {error ? <Icon icon={CircleAlert} size={12} /> : null}
        {error ?? hint}
      </p>
    </div>
  );
}
