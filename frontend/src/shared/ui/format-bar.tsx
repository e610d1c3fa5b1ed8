import { Toolbar } from 'radix-ui';
import type { ReactNode } from 'react';

import { IconButton, type IconButtonProps } from './button';

interface FormatBarProps {
  label: string;
  className: string;
  children: ReactNode;
}

/** Buttons for formatting: one stop for Tab, arrow keys within. */
export function FormatBar({ label, className, children }: FormatBarProps) {
  return (
    <Toolbar.Root className={className} aria-label={label}>
      {children}
    </Toolbar.Root>
  );
}

/** One of its buttons; a click leaves the caret where it is. */
export function FormatButton(props: IconButtonProps) {
  return (
    <Toolbar.Button asChild>
      <IconButton size="sm" onMouseDown={(event) => event.preventDefault()} {...props} />
    </Toolbar.Button>
  );
}
