import { useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui';

interface GrowingListProps<Row extends object> {
  label: string;
  hint?: string;
  rows: readonly Row[];
  most: number;
  /** What is on the button that adds one. */
  add: string;
  fresh: () => Row;
  onChange: (rows: Row[]) => void;
  /** The fields of one; `set` changes a part of it. */
  children: (row: Row, set: (part: Partial<Row>) => void) => ReactNode;
}

/** Rows of fields that are added and taken out; the focus goes to the button that adds one. */
export function GrowingList<Row extends object>({ label, hint, rows, most, add, fresh, onChange, children }: GrowingListProps<Row>) {
  const { t } = useTranslation('assistant-settings');
  const adder = useRef<HTMLButtonElement>(null);
  return (
    <div role="group" aria-label={label} className="as-group">
      <span className="lab">{label}</span>
      {hint ? <p className="hint">{hint}</p> : null}
      <ul className="as-limits">
        {rows.map((row, place) => (
          <li key={place}>
            {children(row, (part) => onChange(rows.map((one, at) => (at === place ? { ...one, ...part } : one))))}
            <Button
              variant="ghost"
              onClick={() => {
                onChange(rows.filter((_, at) => at !== place));
                adder.current?.focus();
              }}
            >
              {t('remove')}
            </Button>
          </li>
        ))}
      </ul>
      <div>
        <Button ref={adder} size="sm" unavailable={rows.length < most ? null : t('inputs.enough', { most })} onClick={() => onChange([...rows, fresh()])}>
          {add}
        </Button>
      </div>
    </div>
  );
}
