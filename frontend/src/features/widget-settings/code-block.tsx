import Check from 'lucide-react/icons/check';
import Copy from 'lucide-react/icons/copy';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce, Button, Icon, toastFailure } from '@/shared/ui';

/** Text to be taken elsewhere in full, with a button that copies it. */
export function CodeBlock({ label, text }: { label: string; text: string }) {
  const { t } = useTranslation('shared');
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      announce(t('copy.done'));
    } catch {
      toastFailure(t('copy.failed'));
    }
  };
  return (
    <figure className="wscode">
      <figcaption>
        <span className="lab">{label}</span>
        <span className="sp" />
        <Button
          size="sm"
          aria-label={t('copy.what', { what: label })}
          icon={<Icon icon={isCopied ? Check : Copy} size={14} />}
          onClick={() => void copy()}
          onBlur={() => setCopied(false)}
        >
          {isCopied ? t('copy.done') : t('copy.do')}
        </Button>
      </figcaption>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- Long lines scroll, by keyboard too. */}
      <pre dir="ltr" tabIndex={0} role="region" aria-label={label}>
        <code>{text}</code>
      </pre>
    </figure>
  );
}
