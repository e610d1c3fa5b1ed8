import Clock from 'lucide-react/icons/clock';
import { useTranslation } from 'react-i18next';

import { absoluteTime } from '@/shared/lib/dates';
import { Button, Icon } from '@/shared/ui';

import { htmlToText } from '../model/plain-text';
import type { Schedule } from './use-schedule';

/** Replies that wait for their time, above the composer: everybody on the ticket sees them, their author can take them back. */
export function ScheduledStrip({ schedule }: { schedule: Schedule }) {
  const { t, i18n } = useTranslation('ticket');
  return schedule.rows.map((row) => (
    <div key={row.id} className="strip" role="group" aria-label={t('later.waiting')}>
      <Icon icon={Clock} size={14} />
      <b className="nw">
        {row.is_mine
          ? t('later.mine', { when: absoluteTime(row.send_at, i18n.language) })
          : t('later.theirs', { name: row.author.name, when: absoluteTime(row.send_at, i18n.language) })}
      </b>
      <span className="ell t3" dir="auto">
        {htmlToText(row.body_html).replace(/\s+/g, ' ').trim()}
      </span>
      <span className="sp" />
      {row.is_mine && (
        <Button size="sm" onClick={() => void schedule.cancel(row)}>
          {t('later.cancel')}
        </Button>
      )}
    </div>
  ));
}
