import { AlertDialog, Dialog as RadixDialog } from 'radix-ui';
import { useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { isComposing } from '@/shared/lib/composing';
import { Button } from './button';

/** Gives focus back to what had it before a layer opened: Radix knows of no opener where none is declared. */
function useOpener() {
  const opener = useRef<Element | null>(null);
  return {
    note: (): void => {
      opener.current = document.activeElement;
    },
    giveBack: (event: Event): void => {
      // One who has moved on since stays there.
      event.preventDefault();
      const isLost = document.activeElement === null || document.activeElement === document.body;
      if (isLost && opener.current instanceof HTMLElement) opener.current.focus();
    },
  };
}

export interface DialogProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: string;
  /** One line under the title. */
  description?: string;
  children: ReactNode;
  footer?: ReactNode;
  width?: number;
  /** What has focus at first, where that is not the first control. */
  startsAt?: RefObject<HTMLElement | null>;
  /** Something was written in it: Escape and a click beside it ask before that is lost. */
  isChanged?: boolean;
}

/** The key that sends a reply does what a dialog is for, from any of its fields: Enter alone is a new line in some. */
function finish(event: KeyboardEvent<HTMLElement>): void {
  const isMeant = event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.defaultPrevented;
  // What a layer above it hears comes up here as well, through React.
  if (!isMeant || isComposing(event.nativeEvent) || !event.currentTarget.contains(event.target as Node)) return;
  const button = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('.btn.pri')].at(-1);
  if (!button) return;
  event.preventDefault();
  button.click();
}

/** A task of its own, such as naming a view. For consequences that cannot be undone use Confirm. */
export function Dialog({ isOpen, onOpenChange, title, description, children, footer, width, startsAt, isChanged = false }: DialogProps) {
  const { t } = useTranslation('shared');
  const opener = useOpener();
  const [isAsking, setAsking] = useState(false);
  return (
    <RadixDialog.Root open={isOpen} onOpenChange={(open) => (isChanged && !open ? setAsking(true) : onOpenChange(open))}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="overlay">
          <RadixDialog.Content
            className="dialog"
            style={{ width }}
            {...(description ? {} : { 'aria-describedby': undefined })}
            onKeyDown={finish}
            onEscapeKeyDown={(event) => {
              // A list that is open takes Escape for itself.
              if (document.activeElement?.matches('[role="combobox"][aria-expanded="true"]')) event.preventDefault();
            }}
            onOpenAutoFocus={(event) => {
              opener.note();
              if (!startsAt?.current) return;
              event.preventDefault();
              startsAt.current.focus();
            }}
            onCloseAutoFocus={opener.giveBack}
          >
            <RadixDialog.Title asChild>
              <header>{title}</header>
            </RadixDialog.Title>
            <div className="b">
              {description ? <RadixDialog.Description>{description}</RadixDialog.Description> : null}
              {children}
            </div>
            {footer ? <footer>{footer}</footer> : null}
            <Confirm
              isOpen={isAsking}
              onOpenChange={setAsking}
              title={t('form.leave.title')}
              consequence={t('form.leave.consequence')}
              cancel={t('form.leave.stay')}
              action={t('form.leave.go')}
              onConfirm={() => {
                setAsking(false);
                onOpenChange(false);
              }}
            />
          </RadixDialog.Content>
        </RadixDialog.Overlay>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}

export interface ConfirmProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  /** A question: "Delete this view?" */
  title: string;
  /** What happens, and what stays. */
  consequence: string;
  /** More of what happens, below it. */
  children?: ReactNode;
  /** "Delete view" */
  action: string;
  /** "Keep it"; focus starts here. */
  cancel?: string;
  busy?: string | null;
  /** `primary` for what is large but can be taken back. */
  variant?: 'danger' | 'primary';
  onConfirm: () => void;
}

/** Only for what cannot be undone, or reaches far. */
export function Confirm({ isOpen, onOpenChange, title, consequence, children, action, cancel, busy, variant = 'danger', onConfirm }: ConfirmProps) {
  const { t } = useTranslation('shared');
  const opener = useOpener();
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="overlay">
          <AlertDialog.Content className="dialog" onOpenAutoFocus={opener.note} onCloseAutoFocus={opener.giveBack}>
            <AlertDialog.Title asChild>
              <header>{title}</header>
            </AlertDialog.Title>
            <AlertDialog.Description className="b">{consequence}</AlertDialog.Description>
            {children ? <div className="b">{children}</div> : null}
            <footer>
              <AlertDialog.Cancel asChild>
                <Button>{cancel ?? t('dialog.cancel')}</Button>
              </AlertDialog.Cancel>
              <Button variant={variant} busy={busy} onClick={onConfirm}>
                {action}
              </Button>
            </footer>
          </AlertDialog.Content>
        </AlertDialog.Overlay>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
