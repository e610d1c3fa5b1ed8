import Check from 'lucide-react/icons/check';
import Copy from 'lucide-react/icons/copy';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce, Button, Field, Icon, toastFailure } from '@/shared/ui';

/** An address of ours to be entered at the provider, with a button that copies it. */
export function CopyValue({ label, value }: { label: string; value: string }) {
  const { t } = useTranslation('security');
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
    <div className="sec-copy">
      <Field readOnly label={label} value={value} dir="ltr" onFocus={(event) => event.currentTarget.select()} />
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
