import Check from 'lucide-react/icons/check';
import Copy from 'lucide-react/icons/copy';
import Download from 'lucide-react/icons/download';
import Printer from 'lucide-react/icons/printer';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce, Button, CheckOption, Dialog, Icon, toastFailure } from '@/shared/ui';

const spaced = (code: string): string => `${code.slice(0, 4)} ${code.slice(4)}`;

/** New recovery codes, which the server shows this once: to copy, to keep as a file, to print. */
export function CodesDialog({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation('settings');
  const [isCopied, setCopied] = useState(false);
  const [isKept, setKept] = useState(false);
  const text = codes.map(spaced).join('\n');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      announce(t('factors.codes.copied'));
    } catch {
      toastFailure(t('factors.codes.notCopied'));
    }
  };
  const download = (): void => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([`${t('factors.codes.fileTitle')}\n\n${text}\n`], { type: 'text/plain' }));
    link.download = 'candor-recovery-codes.txt';
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <Dialog
      isOpen
      // They are shown once: Escape closes only what was kept.
      onOpenChange={(isOpen) => (!isOpen && isKept ? onClose() : undefined)}
      title={t('factors.codes.title')}
      description={t('factors.codes.help')}
      width={440}
      footer={
        <Button variant="primary" unavailable={isKept ? null : t('factors.codes.keepFirst')} onClick={onClose}>
          {t('factors.codes.close')}
        </Button>
      }
    >
      <ul className="fact-codes" dir="ltr" aria-label={t('factors.codes.title')}>
        {codes.map((code) => (
          <li key={code}>{spaced(code)}</li>
        ))}
      </ul>
      <div className="fact-do">
        <Button icon={<Icon icon={isCopied ? Check : Copy} size={14} />} onClick={() => void copy()} onBlur={() => setCopied(false)}>
          {t(isCopied ? 'factors.codes.copied' : 'factors.codes.copy')}
        </Button>
        <Button icon={<Icon icon={Download} size={14} />} onClick={download}>
          {t('factors.codes.download')}
        </Button>
        <Button icon={<Icon icon={Printer} size={14} />} onClick={() => window.print()}>
          {t('factors.codes.print')}
        </Button>
      </div>
      <CheckOption
        label={t('factors.codes.kept')}
        hint={t('factors.codes.keptHint')}
        isChecked={isKept}
        onChange={setKept}
      />
    </Dialog>
  );
}
