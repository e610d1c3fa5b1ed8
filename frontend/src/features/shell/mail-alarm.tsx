import { useQuery } from '@tanstack/react-query';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import X from 'lucide-react/icons/x';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/shared/api';
import { SettingsLink } from '@/shared/slots';
import { Icon } from '@/shared/ui';

interface Alert {
  mailbox: number;
  address: string;
  state: string;
  text: string;
}

const EVERY_MS = 60_000;

/** A strip above every screen while a mailbox does not work: no mail arrives that could tell. */
export function MailAlarm({ mayRead }: { mayRead: boolean }) {
  const { t } = useTranslation('shell');
  const [hidden, setHidden] = useState('');
  const { data } = useQuery({
    queryKey: ['mailboxes', 'alerts'],
    queryFn: () => api.get<{ results: Alert[] }>('/mailboxes/alerts'),
    enabled: mayRead,
    refetchInterval: EVERY_MS,
    retry: false,
  });
  const alerts = data?.results ?? [];
  const first = alerts[0];
  const mark = alerts.map((alert) => `${alert.mailbox}:${alert.state}`).join(' ');
  if (!first || mark === hidden) return null;
  return (
    <div className="mail-alarm" role="status">
      <Icon icon={TriangleAlert} size={14} />
      <span className="mail-alarm-text" dir="auto">
        {first.text}
      </span>
      {alerts.length > 1 ? <span>{t('alarm.more', { count: alerts.length - 1 })}</span> : null}
      <SettingsLink path="/email" className="mail-alarm-link">
        {t('alarm.open')}
      </SettingsLink>
      <button type="button" className="ib sm" aria-label={t('alarm.hide')} onClick={() => setHidden(mark)}>
        <Icon icon={X} size={14} />
      </button>
    </div>
  );
}
