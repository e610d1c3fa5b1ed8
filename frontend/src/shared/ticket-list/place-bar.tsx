import ArchiveRestore from 'lucide-react/icons/archive-restore';
import ShieldCheck from 'lucide-react/icons/shield-check';
import X from 'lucide-react/icons/x';
import { useTranslation } from 'react-i18next';
import { useMay } from '../directory';
import { useShortcuts } from '../lib/shortcuts';
import { Button, Icon, IconButton } from '../ui';
import type { Place } from './place';
import type { BulkInput } from './use-bulk';
import './bulk-bar.css';

interface PlaceBarProps {
  place: Place;
  count: number;
  isBusy: boolean;
  onChange: (changes: BulkInput['changes']) => void;
  onClear: () => void;
}

/** The one thing to do with chosen rows of the trash or of the spam: to bring them back. */
export function PlaceBar({ place, count, isBusy, onChange, onClear }: PlaceBarProps) {
  const { t } = useTranslation('ticket-list');
  const mayRestore = useMay('ticket.trash');
  const mayChange = useMay('ticket.update');
  const isTrash = place === 'trash';
  const isAllowed = isTrash ? mayRestore : mayChange;
  const bring = (): void => {
    if (isAllowed && !isBusy) onChange(isTrash ? { is_deleted: false } : { is_spam: false });
  };
  const label = t(isTrash ? 'place.restore' : 'place.notSpam');
  useShortcuts(t('bulk.keys'), [
    { keys: 'u', label, run: bring },
    { keys: 'escape', label: t('bulk.clear'), run: onClear },
  ]);
  return (
    <div className="bulk" role="toolbar" aria-label={t('bulk.keys')}>
      <b role="status">{t('bulk.selected', { count })}</b>
      <span className="sp" />
      <Button
        icon={<Icon icon={isTrash ? ArchiveRestore : ShieldCheck} />}
        keys="u"
        busy={isBusy ? t('bulk.busy') : null}
        unavailable={isAllowed ? null : t('place.forbidden')}
        onClick={bring}
      >
        {label}
      </Button>
      <IconButton label={t('bulk.clear')} onClick={onClear}>
        <Icon icon={X} />
      </IconButton>
    </div>
  );
}
