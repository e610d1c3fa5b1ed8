import Check from 'lucide-react/icons/check';
import Copy from 'lucide-react/icons/copy';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce, Button, Field, Icon, toastFailure } from '@/shared/ui';
import type { NewToken } from './api';

/** A token's text, which is shown this once, with a way to copy it. */
export function SecretView({ token }: { token: NewToken }) {
  const { t } = useTranslation('developers');
  const [isCopied, setCopied] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  // The form that had the focus has made room for this.
  useEffect(() => field.current?.focus(), []);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(token.token);
      setCopied(true);
      announce(t('secret.copied'));
    } catch {
      toastFailure(t('secret.notCopied'));
    }
  };
  return (
    <div className="dvsecret">
      <Field
        ref={field}
        readOnly
        label={t('secret.label', { name: token.name })}
        value={token.token}
        dir="ltr"
        spellCheck={false}
        hint={t('secret.once')}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button icon={<Icon icon={isCopied ? Check : Copy} size={14} />} onClick={() => void copy()} onBlur={() => setCopied(false)}>
        {isCopied ? t('secret.copied') : t('secret.copy')}
      </Button>
    </div>
  );
}
