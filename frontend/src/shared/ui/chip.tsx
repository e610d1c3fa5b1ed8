import X from 'lucide-react/icons/x';
import type { MouseEvent, ReactNode } from 'react';
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

const CONTROL = 'input, select, textarea, button, [tabindex="0"]';

export function Chip({ children, isOn, isBad, icon, removeLabel, onRemove }: ChipProps) {
  const remove = (event: MouseEvent<HTMLElement>): void => {
    const around = event.currentTarget.closest('.chip')?.parentElement;
    onRemove?.();
    // Its button is gone with it: what stands beside it goes on.
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) around?.querySelector<HTMLElement>(CONTROL)?.focus();
    });
  };
  return (
    <span className={`chip${isOn ? ' on' : ''}${isBad ? ' bad' : ''}`}>
      {icon}
      {children}
      {onRemove ? (
        <button type="button" className="x" aria-label={removeLabel} onClick={remove}>
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
