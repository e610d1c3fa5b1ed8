import Lock from 'lucide-react/icons/lock';
import { useTranslation } from 'react-i18next';

import { messagePayload } from '@/shared/ticket-screen';
import { Avatar, Badge, Icon } from '@/shared/ui';

import { besideText } from '../model/payload';
import type { Entry } from '../types';
import { Attachments } from './attachments';
import { EntryParts } from './entry-parts';
import { EntryTime } from './entry-time';
import { MessageBody } from './message-body';

/** Who is named but may not see the ticket heard nothing; its author has to know. */
function UnseenMentions({ entry }: { entry: Entry }) {
  const { t, i18n } = useTranslation('ticket');
  const unseen = messagePayload(entry).mentions_unseen ?? [];
  if (unseen.length === 0) return null;
  const names = new Intl.ListFormat(i18n.language).format(unseen.map((person) => person.name));
  return (
    <p className="after t2" dir="auto">
      {t('timeline.mentionsUnseen', { count: unseen.length, names })}
    </p>
  );
}

/** An internal note: ground, lock and badge, three signs that no customer sees it. */
export function Note({ entry }: { entry: Entry }) {
  const { t } = useTranslation('ticket');
  const { name } = entry.author;
  return (
    <article className="ev note" aria-label={entry.author.kind === 'contact' ? t('timeline.noteByMail', { name }) : t('timeline.noteBy', { name })}>
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
          <EntryParts entry={entry} at="note" place="mark" />
          <EntryTime at={entry.created_at} />
        </div>
        <EntryParts entry={entry} at="note" place="head" />
        {entry.is_redacted && entry.body_text === '' ? (
          <div className="md">{t('timeline.redacted')}</div>
        ) : (
          <>
            <MessageBody html={entry.body_html} text={entry.body_text} />
            <UnseenMentions entry={entry} />
            <EntryParts entry={entry} at="note" place="text" />
          </>
        )}
        <Attachments files={besideText(entry)} />
        <EntryParts entry={entry} at="note" place="files" />
        <EntryParts entry={entry} at="note" place="end" />
      </div>
    </article>
  );
}
