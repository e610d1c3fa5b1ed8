import type { LucideIcon } from 'lucide-react';

export type IconSize = 12 | 14 | 16 | 20;

export interface IconProps {
  /** A single import: `import Inbox from 'lucide-react/icons/inbox'`. */
  icon: LucideIcon;
  size?: IconSize;
  className?: string;
  /** Give a name only where no text says the same. */
  label?: string;
}

export function Icon({ icon: Drawn, size = 16, className = '', label }: IconProps) {
  const name = label === undefined ? { 'aria-hidden': true as const } : { role: 'img', 'aria-label': label };
  return <Drawn {...name} strokeWidth={1.75} className={`i${size === 16 ? '' : ` s${size}`} ${className}`.trim()} />;
}
