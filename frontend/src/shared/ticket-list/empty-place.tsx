import { useTranslation } from 'react-i18next';
import { Empty } from '../ui';
import type { Place } from './place';

/** A trash or spam without tickets, which is no search that found nothing. */
export function EmptyPlace({ place }: { place: Place }) {
  const { t } = useTranslation('ticket-list');
  return <Empty title={t(`place.empty.${place}`)}>{place === 'trash' ? t('place.emptyHint') : null}</Empty>;
}
