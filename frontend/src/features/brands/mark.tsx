import { onColor } from '@/shared/lib/color';

export interface MarkProps {
  name: string;
  color: string;
  logo: string | null;
}

/** What stands for a brand: its logo, else its first letter on its color. */
export function Mark({ name, color, logo }: MarkProps) {
  if (logo) return <img className="blogo" src={logo} alt="" />;
  return (
    <span className="bmark" aria-hidden="true" style={{ background: color, color: onColor(color) }}>
      {name.trim().slice(0, 1)}
    </span>
  );
}
