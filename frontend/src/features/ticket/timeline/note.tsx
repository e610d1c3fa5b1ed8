import Lock from 'lucide-react/icons/lock';
import { useTranslation } from 'react-i18next';

import { Avatar, Badge, Icon } from '@/shared/ui';

import { AsideLine, isAside } from '../mail/aside';
import { mailOf } from '../mail/payload';
import { Invitations } from '../mail/invitations';
import { MailLine, MailMarks } from '../mail/mail-head';
import { MailNote } from '../mail/mail-note';
import { OriginalParts } from '../mail/original';
import { besideText, messagePayload } from '../model/payload';
import type { Entry } from '../types';
import { Attachments } from './attachments';
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
    <article className="ev note" aria-label={isAside(entry) ? t('mail.aside.by', { name }) : t('timeline.noteBy', { name })}>
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
          <MailMarks entry={entry} />
          <EntryTime at={entry.created_at} />
        </div>
        {isAside(entry) && <AsideLine entry={entry} />}
        <MailLine entry={entry} />
        {entry.is_redacted ? (
          <div className="md">{t('timeline.redacted')}</div>
        ) : (
          <>
            <MessageBody html={entry.body_html} text={entry.body_text} />
            <UnseenMentions entry={entry} />
            <MailNote entry={entry} />
            <Invitations invitations={mailOf(entry)?.invitations ?? []} />
          </>
        )}
        <Attachments files={besideText(entry)} />
        <OriginalParts entry={entry} />
      </div>
    </article>
  );
}
