import type { JSX } from 'preact';

/** Bars with their values beside them, readable without the drawing. */
export function Bars({ rows, unit }: { rows: readonly (readonly [string, number])[]; unit: string }): JSX.Element {
  const most = Math.max(...rows.map(([, value]) => value), 1);
  return (
    <ol class="hy-bars">
      {rows.map(([label, value]) => (
        <li key={label}>
          <span class="hy-bar-name">{label}</span>
          <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
            <rect width={(value / most) * 100} height="10" rx="1" />
          </svg>
          <span class="hy-bar-value">
            {value.toLocaleString('en')} {unit}
          </span>
        </li>
      ))}
    </ol>
  );
}
