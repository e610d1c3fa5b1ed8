import Calendar from 'lucide-react/icons/calendar';
import CalendarX from 'lucide-react/icons/calendar-x';
import { useTranslation } from 'react-i18next';

import type { Entry } from '@/shared/api';
import { Icon } from '@/shared/ui';

import { mailOf } from './payload';
import type { Invitation } from './types';

/** Invitations that came with a mail: what, when, where, from whom. */
export function Invitations({ entry }: { entry: Entry }) {
  const { t, i18n } = useTranslation('email');
  const invitations = mailOf(entry)?.invitations ?? [];
  if (invitations.length === 0) return null;
  return (
    <ul className="invites" aria-label={t('mail.invite.label')}>
      {invitations.map((invitation, at) => {
        const kind = kindOf(invitation);
        return (
          <li key={at} className="invite">
            <Icon icon={kind === 'cancel' ? CalendarX : Calendar} size={14} />
            <div>
              <p className="t3 f11">{t(`mail.invite.${kind}`)}</p>
              <p className="med" dir="auto">
                {invitation.summary || t('mail.invite.untitled')}
              </p>
              {invitation.starts_at && <p>{spanOf(invitation, i18n.language)}</p>}
              {invitation.is_floating && !invitation.is_all_day && <p className="t3">{t('mail.invite.floating')}</p>}
              {invitation.location && (
                <p className="t2" dir="auto">
                  {invitation.location}
                </p>
              )}
              {invitation.organizer && (
                <p className="t2" dir="auto">
                  {t('mail.invite.by', { name: invitation.organizer })}
                </p>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

function kindOf({ method }: Invitation): 'request' | 'cancel' | 'reply' {
  const name = method.toUpperCase();
  if (name === 'CANCEL') return 'cancel';
  return name === 'REPLY' || name === 'COUNTER' ? 'reply' : 'request';
}

const DAY = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;
const TIME = { hour: '2-digit', minute: '2-digit' } as const;
const DAY_MS = 24 * 60 * 60 * 1000;

/** In the reader's own zone, named, since the sender may be in another; without a zone as it was written. */
function spanOf({ starts_at: from, ends_at: to, is_floating: isFloating, is_all_day: isAllDay }: Invitation, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, {
    ...DAY,
    ...(isAllDay ? {} : TIME),
    ...(isFloating ? { timeZone: 'UTC' } : { timeZoneName: 'short' as const }),
  });
  const start = new Date(from ?? '');
  // The last of the days is the one before the end.
  const end = to ? new Date(new Date(to).getTime() - (isAllDay ? DAY_MS : 0)) : null;
  if (Number.isNaN(start.getTime())) return '';
  return end && end > start ? format.formatRange(start, end) : format.format(start);
}
