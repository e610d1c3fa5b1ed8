import { useTranslation } from 'react-i18next';
import Check from 'lucide-react/icons/check';
import { Icon } from '@/shared/ui';
import type { Import } from './api';

const STEPS = ['file', 'mapping', 'check', 'run', 'report'] as const;
const AT: Record<Import['state'], number> = { reading: 0, failed: 0, read: 1, checking: 2, checked: 2, running: 3, stopped: 3, undoing: 4, undone: 4, done: 4 };

/** The way of an import, and where on it this one is. */
export function Steps({ state }: { state: Import['state'] }) {
  const { t } = useTranslation('import');
  const here = AT[state];
  return (
    <ol className="imsteps" aria-label={t('steps.label')}>
      {STEPS.map((step, place) => (
        <li key={step} className={place === here ? 'on' : ''} aria-current={place === here ? 'step' : undefined}>
          {place < here ? <Icon icon={Check} size={14} label={t('steps.done')} /> : <span aria-hidden="true">{place + 1}</span>}
          {t(`steps.${step}`)}
        </li>
      ))}
    </ol>
  );
}
