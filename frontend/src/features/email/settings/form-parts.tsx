import Check from 'lucide-react/icons/check';
import Copy from 'lucide-react/icons/copy';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce, Button, Field, Icon, toastFailure } from '@/shared/ui';

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
  const { t } = useTranslation('email');
  const input = useRef<HTMLInputElement>(null);
  if (value === null) {
    return (
      <div role="group" aria-label={label}>
        <span className="lab">{label}</span>
        <span className="saved">
          <Icon icon={Check} size={14} className="tick" />
          <span>{t('settings.secret.saved')}</span>
          <Button
            size="sm"
            onClick={() => {
              onChange('');
              requestAnimationFrame(() => input.current?.focus());
            }}
          >
            {t('settings.secret.replace')}
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
          {t('settings.secret.keep')}
        </Button>
      ) : null}
    </div>
  );
}

/** Something to take elsewhere, with a button that copies it. */
export function CopyField({ label, value, hint }: { label: string; value: string; hint?: string }) {
  const { t } = useTranslation('email');
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
      announce(t('settings.copy.done'));
    } catch {
      toastFailure(t('settings.copy.failed'));
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
        {isCopied ? t('settings.copy.done') : t('settings.copy.do')}
      </Button>
    </div>
  );
}
