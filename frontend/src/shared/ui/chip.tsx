import X from 'lucide-react/icons/x';
import type { ReactNode } from 'react';
import { Icon } from './icon';

export interface ChipProps {
  children: ReactNode;
  isOn?: boolean;
  isBad?: boolean;
  icon?: ReactNode;
  /** Name of the remove button; without it the chip has none. */
  removeLabel?: string;
  onRemove?: () => void;
}

export function Chip({ children, isOn, isBad, icon, removeLabel, onRemove }: ChipProps) {
  return (
    <span className={`chip${isOn ? ' on' : ''}${isBad ? ' bad' : ''}`}>
      {icon}
      {children}
      {onRemove ? (
        <button type="button" className="x" aria-label={removeLabel} onClick={onRemove}>
          <Icon icon={X} size={12} />
        </button>
      ) : null}
    </span>
  );
}

export type Tone = 'ok' | 'warn' | 'bad' | 'mute' | 'acc' | 'note';

export function Badge({ tone, icon, children }: { tone: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span className={`badge ${tone}`}>
      {icon}
      {children}
    </span>
  );
}
