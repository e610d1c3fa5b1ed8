import Pin from 'lucide-react/icons/pin';
import { useTranslation } from 'react-i18next';
import type { Priority as Level } from '../api/types';
import { Icon } from './icon';

/** P1 solid to P4 plain: ink, not color. A small pin marks one that a person set. */
export function Priority({ level, isPinned = false }: { level: Level; isPinned?: boolean }) {
  const { t } = useTranslation('shared');
  return (
    <span className="row g1 nw" title={t(`priority.${level}`)}>
      <span className={`pr ${level.toLowerCase()}`}>{level}</span>
      {isPinned ? <Icon icon={Pin} size={12} label={t('priority.pinned')} /> : null}
    </span>
  );
}
