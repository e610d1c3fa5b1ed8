import Lock from 'lucide-react/icons/lock';
import { useTranslation } from 'react-i18next';

import { Avatar, Badge, Icon } from '@/shared/ui';

import type { Entry } from '../types';
import { Attachments } from './attachments';
import { EntryTime } from './entry-time';
import { MessageBody } from './message-body';

/** An internal note: ground, lock and badge, three signs that no customer sees it. */
export function Note({ entry }: { entry: Entry }) {
  const { t } = useTranslation('ticket');
  return (
    <article className="ev note" aria-label={t('timeline.noteBy', { name: entry.author.name })}>
      <span className="node">
        <Icon icon={Lock} size={14} />
      </span>
      <div className="bd">
        <div className="head">
          <Avatar id={entry.author.id ?? entry.author.name} name={entry.author.name} />
          <b className="ell">
            <bdi>{entry.author.name}</bdi>
          </b>
          <Badge tone="note" icon={<Icon icon={Lock} size={12} />}>
            {t('timeline.note')}
          </Badge>
          <EntryTime at={entry.created_at} />
        </div>
        {entry.is_redacted ? (
          <div className="md">{t('timeline.redacted')}</div>
        ) : (
          <MessageBody html={entry.body_html} text={entry.body_text} />
        )}
        <Attachments files={entry.attachments} />
      </div>
    </article>
  );
}
