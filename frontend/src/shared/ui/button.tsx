import { forwardRef, type ButtonHTMLAttributes, type MouseEvent, type ReactNode } from 'react';
import { Keys } from './kbd';
import { announce } from './live-region';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  variant?: 'primary' | 'default' | 'ghost' | 'danger';
  size?: 'sm' | 'md' | 'lg' | 'xl';
  /** The busy verb ("Sending"); keeps focus and swallows clicks while set. */
  busy?: string | false | null;
  /** Why it cannot be pressed; the button stays focusable, and says so when it is pressed all the same. */
  unavailable?: string | null;
  /** Shortcut shown on the button, as in the registry ("mod+enter"). */
  keys?: string;
  icon?: ReactNode;
}

const VARIANT = { primary: ' pri', default: '', ghost: ' ghost', danger: ' danger' };

export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button(
  { variant = 'default', size = 'md', busy, unavailable, keys, icon, className = '', children, onClick, ...rest },
  ref,
) {
  const isOff = Boolean(busy) || Boolean(unavailable);
  const refuse = (event: MouseEvent): void => {
    event.preventDefault();
    if (unavailable && !busy) announce(unavailable);
  };
  const sizeClass = size === 'md' ? '' : ` ${size}`;
  const stateClass = busy ? ' is-busy' : unavailable ? ' is-off' : '';
  return (
    <button
      type="button"
      ref={ref}
      {...rest}
      className={`btn${VARIANT[variant]}${sizeClass}${stateClass} ${className}`.trim()}
      aria-busy={busy ? true : undefined}
      aria-disabled={isOff || undefined}
      title={unavailable ?? rest.title}
      onClick={isOff ? refuse : onClick}
    >
      {busy ? <span className="spin" aria-hidden="true" /> : icon}
      {busy ? busy : children}
      {keys && !busy ? <Keys keys={keys} /> : null}
    </button>
  );
});

export interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'aria-label'> {
  /** The accessible name; also the tooltip, followed by the key. */
  label: string;
  keys?: string;
  size?: 'xs' | 'sm' | 'md';
  isOn?: boolean;
}

export const IconButton = forwardRef<HTMLButtonElement, IconButtonProps>(function IconButton(
  { label, keys, size = 'md', isOn, className = '', children, ...rest },
  ref,
) {
  return (
    <button
      type="button"
      ref={ref}
      title={keys ? `${label}  ${keys.toUpperCase()}` : label}
      {...rest}
      aria-label={label}
      aria-pressed={isOn}
      className={`ib${size === 'md' ? '' : ` ${size}`}${isOn ? ' on' : ''} ${className}`.trim()}
    >
      {children}
    </button>
  );
});
