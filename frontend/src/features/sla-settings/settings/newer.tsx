import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui';

export interface NewerProps {
  /** Published by somebody else since the draft began. */
  version: number;
  onLoad: () => void;
  onKeep: () => void;
}

/** Two people changed the same: what the draft is to become is for its author to say. */
export function Newer({ version, onLoad, onKeep }: NewerProps) {
  const { t } = useTranslation('sla-settings');
  return (
    <div className="row" role="alert">
      <span className="bad">{t('newer.said', { version })}</span>
      <Button size="sm" variant="ghost" onClick={onLoad}>
        {t('newer.load', { version })}
      </Button>
      <Button size="sm" variant="ghost" onClick={onKeep}>
        {t('newer.keep', { version })}
      </Button>
    </div>
  );
}
