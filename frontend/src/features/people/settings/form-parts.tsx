import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, useReason } from '@/shared/ui';
import type { Form } from '@/shared/form';

export interface FieldGroupProps {
  legend: string;
  hint?: string;
  error?: string | undefined;
  isOff?: boolean;
  children: ReactNode;
}

/** Fields that belong together, with their name above. */
export function FieldGroup({ legend, hint, error, isOff = false, children }: FieldGroupProps) {
  return (
    <fieldset className="psec" disabled={isOff}>
      <legend>{legend}</legend>
      {hint ? <p className="hint">{hint}</p> : null}
      {children}
      {error ? (
        <p className="hint bad" role="alert">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}

/** Why nothing was saved; fields say their own part below themselves. */
export function SaveFault({ title, error }: { title: string; error: unknown }) {
  const reason = useReason(error);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error) box.current?.scrollIntoView?.({ block: 'nearest' });
  }, [error]);
  return (
    <div role="alert" ref={box}>
      {error ? (
        <div className="notice bad" dir="auto">
          <b>{title}</b> {reason}
        </div>
      ) : null}
    </div>
  );
}

/** Says that something is not saved, and saves it. */
export function SaveFoot<Values>({ form, action, canSaveUnchanged = false }: { form: Form<Values>; action: string; canSaveUnchanged?: boolean }) {
  const { t } = useTranslation('people');
  return (
    <footer className="foot">
      <span className="t3 f12" role="status">
        {form.isChanged ? t('unsaved') : ''}
      </span>
      <span className="sp" />
      {form.isChanged ? (
        <Button variant="ghost" onClick={form.discard}>
          {t('discard')}
        </Button>
      ) : null}
      <Button
        variant="primary"
        keys="mod+s"
        busy={form.isSaving ? t('saving') : null}
        unavailable={form.isChanged || canSaveUnchanged ? null : t('nothingToSave')}
        onClick={() => void form.save()}
      >
        {action}
      </Button>
    </footer>
  );
}
