import { useTranslation } from 'react-i18next';
import { Button, CopyField, Dialog } from '@/shared/ui';

/** A secret's text, which is shown this once. */
export function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useTranslation('webhooks');
  return (
    <Dialog
      isOpen
      // The text is shown once: only the button, not a slip of the hand, puts it away.
      onOpenChange={() => undefined}
      title={t('secret.title')}
      width={560}
      footer={
        <Button variant="primary" onClick={onClose}>
          {t('secret.done')}
        </Button>
      }
    >
      <CopyField label={t('secret.label')} value={secret} hint={t('secret.once')} />
    </Dialog>
  );
}
