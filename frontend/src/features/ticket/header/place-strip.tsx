import ShieldAlert from 'lucide-react/icons/shield-alert';
import Trash2 from 'lucide-react/icons/trash-2';
import { useTranslation } from 'react-i18next';

import { placeOf, TrashNote } from '@/shared/ticket-list';
import { Button, Icon } from '@/shared/ui';

import { useTicketScreen } from '../ticket-context';

/** Where a ticket lies that no ordinary list shows, above its composer: an answer from there is lost work. */
export function PlaceStrip() {
  const { t } = useTranslation('ticket');
  const { ticket, change } = useTicketScreen();
  const place = placeOf([ticket]);
  if (place === null) return null;
  const isTrash = place === 'trash';
  const may = isTrash ? ticket.permissions.trash : ticket.permissions.update;
  const back = isTrash ? { is_deleted: false } : { is_spam: false };
  return (
    <div className="strip is-warn" role="group" aria-label={t('place.label')}>
      <Icon icon={isTrash ? Trash2 : ShieldAlert} size={14} />
      <b className="ell">{t(isTrash ? 'place.trash' : 'place.spam')}</b>
      <TrashNote trash={ticket.trash} />
      <span className="sp" />
      {may && (
        <Button
          size="sm"
          onClick={() =>
            change({
              changes: back,
              preview: back,
              done: t(isTrash ? 'menu.restored' : 'menu.notSpamDone'),
              still: t('menu.stillHere'),
            })
          }
        >
          {t(isTrash ? 'menu.restore' : 'menu.notSpam')}
        </Button>
      )}
    </div>
  );
}
