import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, Field, useReasonOf } from '@/shared/ui';

export interface ViewName {
  value: string;
  set: (name: string) => void;
  /** Somebody tried to save without one. */
  isMissing: boolean;
  /** The name to be saved, null where there is none. */
  check: () => string | null;
  clear: () => void;
}

/** The name of a view while it is written. */
export function useViewName(): ViewName {
  const [value, setValue] = useState('');
  const [isChecked, setChecked] = useState(false);
  const name = value.trim();
  return {
    value,
    set: setValue,
    isMissing: isChecked && !name,
    check() {
      setChecked(true);
      return name || null;
    },
    clear() {
      setValue('');
      setChecked(false);
    },
  };
}

export interface ViewDialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  /** What the button says. */
  action: string;
  name: ViewName;
  save: { isPending: boolean; error: unknown; mutate: (name: string) => void };
  /** Further fields. */
  children?: ReactNode;
}

/** Asks for the name of a view, and saves it. */
export function ViewDialog({ isOpen, onClose, title, action, name, save, children }: ViewDialogProps) {
  const { t } = useTranslation('tickets');
  const reasonOf = useReasonOf();
  const submit = (): void => {
    const given = name.check();
    if (given !== null && !save.isPending) save.mutate(given);
  };
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={(isStillOpen) => (isStillOpen ? undefined : onClose())}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>{t('view.cancel')}</Button>
          <Button variant="primary" busy={save.isPending ? t('view.busy') : null} onClick={submit}>
            {action}
          </Button>
        </>
      }
    >
      <form
        className="form-grid"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Field
          label={t('view.name')}
          value={name.value}
          maxLength={80}
          error={save.error ? reasonOf(save.error) : name.isMissing ? t('view.nameMissing') : null}
          onChange={(event) => name.set(event.target.value)}
        />
        {children}
      </form>
    </Dialog>
  );
}
