import { useTranslation } from 'react-i18next';
import type { PresenceStatus } from '../api/types';

const SHAPE: Record<PresenceStatus, string> = {
  online: 'on',
  away: 'away',
  away_handing_on: 'hand',
  offline: 'gone',
};

/** Presence by shape: disc, ring, half disc, bar. Put it beside an avatar inside `.pa`. */
export function PresenceDot({ presence, isNamed = false }: { presence: PresenceStatus; isNamed?: boolean }) {
  const { t } = useTranslation('shared');
  const naming = isNamed ? { role: 'img', 'aria-label': t(`presence.${presence}`) } : { 'aria-hidden': true as const };
  return <span {...naming} className={`pres ${SHAPE[presence]}`} />;
}
