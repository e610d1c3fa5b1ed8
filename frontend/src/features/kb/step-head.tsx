import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import Trash from 'lucide-react/icons/trash-2';
import { useTranslation } from 'react-i18next';
import { Icon, IconButton } from '@/shared/ui';

/** Where a step stands among the others. */
export interface StepPlace {
  at: number;
  count: number;
  isReadOnly: boolean;
  onMove: (to: number) => void;
  onRemove: () => void;
}

/** The number of a step, and how it is moved and taken out. */
export function StepHead({ at, count, isReadOnly, onMove, onRemove }: StepPlace) {
  const { t } = useTranslation('kb');
  const number = at + 1;
  return (
    <span className="row g1">
      <b>{t('steps.number', { number })}</b>
      <span className="sp" />
      {isReadOnly ? null : (
        <>
          <IconButton label={t('steps.up', { number })} aria-disabled={at === 0} onClick={() => (at > 0 ? onMove(at - 1) : undefined)}>
            <Icon icon={ArrowUp} size={14} />
          </IconButton>
          <IconButton label={t('steps.down', { number })} aria-disabled={number === count} onClick={() => (number < count ? onMove(number) : undefined)}>
            <Icon icon={ArrowDown} size={14} />
          </IconButton>
          <IconButton label={t('steps.remove', { number })} onClick={onRemove}>
            <Icon icon={Trash} size={14} />
          </IconButton>
        </>
      )}
    </span>
  );
}
