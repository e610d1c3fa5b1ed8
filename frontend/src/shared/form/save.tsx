import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../lib/shortcuts';
import { Button, useReason } from '../ui';
import type { Form } from './use-form';

/** Why nothing was saved; fields say their own part below themselves. */
export function SaveFault({ title, error, reason }: { title: string; error: unknown; reason?: string | undefined }) {
  const given = useReason(error);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error) box.current?.scrollIntoView?.({ block: 'nearest' });
  }, [error]);
  return (
    <div role="alert" ref={box}>
      {error ? (
        <div className="notice bad" dir="auto">
          <b>{title}</b> {reason ?? given}
        </div>
      ) : null}
    </div>
  );
}

export interface SaveFootProps {
  form: Pick<Form<object>, 'isChanged' | 'isSaving' | 'save' | 'discard'>;
  /** The verb of the button; without it "Save". */
  action?: string;
  /** A new thing can be saved as it is proposed. */
  canSaveUnchanged?: boolean;
}

/** Says that something is not saved, and saves it, by its key too. */
export function SaveFoot({ form, action, canSaveUnchanged = false }: SaveFootProps) {
  const { t } = useTranslation('shared');
  const save = useRef<HTMLButtonElement>(null);
  const may = form.isChanged || canSaveUnchanged;
  const label = action ?? t('form.save');
  // Also with nothing to save: then the browser would offer to save the page.
  useShortcuts(t('form.keys'), [{ keys: 'mod+s', label, run: () => void (may && !form.isSaving ? form.save() : undefined), whileTyping: true }]);
  return (
    <footer className="foot">
      <span className="t3 f12" role="status">
        {form.isChanged ? t('form.unsaved') : ''}
      </span>
      <span className="sp" />
      {form.isChanged ? (
        <Button
          variant="ghost"
          onClick={() => {
            // This button goes away with what it discards.
            save.current?.focus();
            form.discard();
          }}
        >
          {t('form.discard')}
        </Button>
      ) : null}
      <Button
        ref={save}
        variant="primary"
        keys="mod+s"
        busy={form.isSaving ? t('form.saving') : null}
        unavailable={may ? null : t('form.nothingToSave')}
        onClick={() => void form.save()}
      >
        {label}
      </Button>
    </footer>
  );
}
