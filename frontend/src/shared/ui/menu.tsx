import { ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button';
import { Icon } from './icon';
import { Keys } from './kbd';

export interface MenuProps {
  /** The opener; it must forward its ref (Button and IconButton do). */
  trigger: ReactNode;
  children: ReactNode;
  align?: 'start' | 'center' | 'end';
  side?: 'top' | 'right' | 'bottom' | 'left';
  label?: string;
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
}

export function Menu({ trigger, children, align = 'start', side = 'bottom', label, isOpen, onOpenChange }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false} open={isOpen} onOpenChange={onOpenChange}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className="pop menu"
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

export interface MenuItemProps {
  children: ReactNode;
  onSelect: () => void;
  icon?: ReactNode;
  keys?: string;
  /** The value at the end of the line. */
  value?: ReactNode;
  isDanger?: boolean;
  /** Why it is not allowed; the item stays and says so beneath. */
  unavailable?: string | null;
  /** A second line that explains the choice. */
  hint?: string;
  /** The menu stays, to show what follows from the choice. */
  staysOpen?: boolean;
}

export function MenuItem({ children, onSelect, icon, keys, value, isDanger, unavailable, hint, staysOpen }: MenuItemProps) {
  const below = unavailable ?? hint;
  return (
    <DropdownMenu.Item
      className={`mi${isDanger ? ' danger' : ''}${unavailable ? ' is-off' : ''}`}
      disabled={Boolean(unavailable)}
      onSelect={(event) => {
        if (staysOpen) event.preventDefault();
        onSelect();
      }}
    >
      {icon}
      <span>
        {children}
        {below ? <span className="why">{below}</span> : null}
      </span>
      {value !== undefined ? <span className="r">{value}</span> : null}
      {keys ? <Keys keys={keys} /> : null}
    </DropdownMenu.Item>
  );
}

export interface MenuChoiceProps<Value extends string> {
  label?: string;
  value: Value;
  options: readonly { value: Value; label: ReactNode; icon?: ReactNode; hint?: string }[];
  onChoose: (value: Value) => void;
}

/** One of several, with the current one marked. */
export function MenuChoice<Value extends string>({ label, value, options, onChoose }: MenuChoiceProps<Value>) {
  return (
    <DropdownMenu.RadioGroup value={value} onValueChange={(next) => onChoose(next as Value)}>
      {label ? <DropdownMenu.Label className="mh">{label}</DropdownMenu.Label> : null}
      {options.map((option) => (
        <DropdownMenu.RadioItem key={option.value} value={option.value} className="mi choice">
          {option.icon}
          <span>
            {option.label}
            {option.hint ? <span className="why">{option.hint}</span> : null}
          </span>
          <span className="r" aria-hidden="true">
            <DropdownMenu.ItemIndicator>✓</DropdownMenu.ItemIndicator>
          </span>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <DropdownMenu.Label className="mh">{children}</DropdownMenu.Label>
);

export const MenuLine = () => <DropdownMenu.Separator className="pop-line" />;

export interface ChoiceMenuProps {
  /** What is on the button: what choosing does. */
  children: ReactNode;
  /** What only a reader hears after it, where several such buttons stand together. */
  about?: string;
  options: readonly { value: string; label: ReactNode; hint?: string | undefined }[];
  onChoose: (value: string) => void;
  size?: 'sm' | 'md';
}

/**
 * A button with a list of which one is taken at once.
 *
 * Not a select: by keyboard, the first arrow in a closed select would take its first entry already.
 */
export function ChoiceMenu({ children, about, options, onChoose, size = 'md' }: ChoiceMenuProps) {
  const { t } = useTranslation('shared');
  const opener = (
    <Button size={size} className="choicemenu" unavailable={options.length > 0 ? null : t('nothingLeft')}>
      <span>
        {children} {about ? <span className="vh">{about}</span> : null}
      </span>
      <Icon icon={ChevronDown} size={14} />
    </Button>
  );
  if (options.length === 0) return opener;
  return (
    <Menu trigger={opener}>
      {options.map(({ value, label, hint }) => (
        <MenuItem key={value} onSelect={() => onChoose(value)} {...(hint ? { hint } : {})}>
          {label}
        </MenuItem>
      ))}
    </Menu>
  );
}
