import { useTranslation } from 'react-i18next';
import type { TicketRow } from '../api';
import { absoluteTime, relativeTime } from '../lib/dates';
import { useNow } from '../lib/ticker';

const A_DAY = 86_400_000;

/** Who put a ticket into the trash and when, and for how long it can be restored; nothing for any other. */
export function TrashNote({ trash }: { trash: TicketRow['trash'] }) {
  const { t, i18n } = useTranslation('ticket-list');
  const now = useNow(60_000);
  if (!trash) return null;
  // The ticker may be a minute behind what was thrown away just now.
  const from = Math.max(now, new Date(trash.at).getTime());
  const days = Math.max(0, Math.ceil((new Date(trash.until).getTime() - from) / A_DAY));
  const when = relativeTime(trash.at, now, i18n.language);
  return (
    <span className="t3 f12 ell" title={t('place.until', { when: absoluteTime(trash.until, i18n.language) })}>
      {/* What is left comes first: a narrow column cuts the end off. */}
      {t('place.left', { count: days })} · {trash.by ? t('place.by', { name: trash.by, when }) : t('place.at', { when })}
    </span>
  );
}
