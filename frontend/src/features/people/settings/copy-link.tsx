import Check from 'lucide-react/icons/check';
import Copy from 'lucide-react/icons/copy';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce, Button, Field, Icon, toastFailure } from '@/shared/ui';

/** A link to pass on by hand, with a button that copies it. */
export function CopyLink({ address, link }: { address: string; link: string }) {
  const { t } = useTranslation('people');
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(link);
      setCopied(true);
      announce(t('copy.done'));
    } catch {
      toastFailure(t('copy.failed'));
    }
  };
  return (
    <div className="pcopy">
      <Field readOnly label={t('invite.linkFor', { address })} value={link} dir="ltr" onFocus={(event) => event.currentTarget.select()} />
      <Button icon={<Icon icon={isCopied ? Check : Copy} size={14} />} onClick={() => void copy()} onBlur={() => setCopied(false)}>
        {isCopied ? t('copy.done') : t('copy.do')}
      </Button>
    </div>
  );
}
