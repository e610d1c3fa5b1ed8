import Check from 'lucide-react/icons/check';
import Copy from 'lucide-react/icons/copy';
import { useId, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { announce, Button, Field, Icon, toastFailure } from '@/shared/ui';

export function FormSection({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className="fsec" aria-labelledby={id}>
      <div className="fsec-h">
        <h2 id={id}>{title}</h2>
        {hint ? <p className="hint">{hint}</p> : null}
      </div>
      <div className="fsec-b">{children}</div>
    </section>
  );
}

export interface CheckOptionProps {
  label: string;
  hint: string;
  isChecked: boolean;
  error?: string;
  onChange: (isChecked: boolean) => void;
}

/** A choice of the form; it waits for Save. */
export function CheckOption({ label, hint, isChecked, error, onChange }: CheckOptionProps) {
  const id = useId();
  return (
    <div className="copt">
      <label className="opt">
        <input
          type="checkbox"
          className="cb"
          checked={isChecked}
          aria-describedby={id}
          onChange={(event) => onChange(event.target.checked)}
        />
        {label}
      </label>
      <p className={`hint${error ? ' bad' : ''}`} id={id}>
        {error ?? hint}
      </p>
    </div>
  );
}

export interface SecretFieldProps {
  label: string;
  /** null: one is saved and stays. It is never shown, because the server never sends it. */
  value: string | null;
  hasSaved: boolean;
  hint?: string;
  error?: string;
  onChange: (value: string | null) => void;
}

export function SecretField({ label, value, hasSaved, hint, error, onChange }: SecretFieldProps) {
  const { t } = useTranslation('settings');
  const input = useRef<HTMLInputElement>(null);
  if (value === null) {
    return (
      <div role="group" aria-label={label}>
        <span className="lab">{label}</span>
        <span className="saved">
          <Icon icon={Check} size={14} className="tick" />
          <span>{t('email.secret.saved')}</span>
          <Button
            size="sm"
            onClick={() => {
              onChange('');
              requestAnimationFrame(() => input.current?.focus());
            }}
          >
            {t('email.secret.replace')}
          </Button>
        </span>
        {error ? <p className="hint bad">{error}</p> : null}
      </div>
    );
  }
  return (
    <div className="secret">
      <Field
        ref={input}
        type="password"
        label={label}
        value={value}
        hint={hint}
        error={error}
        dir="ltr"
        autoComplete="new-password"
        onChange={(event) => onChange(event.target.value)}
      />
      {hasSaved ? (
        <Button size="sm" variant="ghost" onClick={() => onChange(null)}>
          {t('email.secret.keep')}
        </Button>
      ) : null}
    </div>
  );
}

/** Something to take elsewhere, with a button that copies it. */
export function CopyField({ label, value, hint }: { label: string; value: string; hint?: string }) {
  const { t } = useTranslation('settings');
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
      announce(t('email.copy.done'));
    } catch {
      toastFailure(t('email.copy.failed'));
    }
  };
  return (
    <div className="copyf">
      <Field
        readOnly
        label={label}
        value={value}
        hint={hint}
        dir="ltr"
        onFocus={(event) => event.currentTarget.select()}
        onBlur={() => setCopied(false)}
      />
      <Button icon={<Icon icon={isCopied ? Check : Copy} size={14} />} onClick={() => void copy()} onBlur={() => setCopied(false)}>
        {isCopied ? t('email.copy.done') : t('email.copy.do')}
      </Button>
    </div>
  );
}
