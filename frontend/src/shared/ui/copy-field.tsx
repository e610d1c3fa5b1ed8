import Check from 'lucide-react/icons/check';
import Copy from 'lucide-react/icons/copy';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button';
import { Field } from './field';
import { Icon } from './icon';
import { announce } from './live-region';
import { toastFailure } from './toast-store';

/** Something to take elsewhere, with a button that copies it. */
export function CopyField({ label, value, hint }: { label: string; value: string; hint?: string }) {
  const { t } = useTranslation('shared');
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
      announce(t('copy.done'));
    } catch {
      toastFailure(t('copy.failed'));
    }
  };
  return (
    <div className="copy-field">
      <Field readOnly label={label} value={value} hint={hint} dir="ltr" onFocus={(event) => event.currentTarget.select()} />
      <Button
        aria-label={t('copy.what', { what: label })}
        icon={<Icon icon={isCopied ? Check : Copy} size={14} />}
        onClick={() => void copy()}
        onBlur={() => setCopied(false)}
      >
        {isCopied ? t('copy.done') : t('copy.do')}
      </Button>
    </div>
  );
}
