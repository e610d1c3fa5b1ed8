import { useTranslation } from 'react-i18next';

import { absoluteTime } from '@/shared/lib/dates';
import { useMessages } from '@/shared/lib/messages';

import { changesOf, customChanges, tagChange, type FieldChange } from '../model/change-words';
import type { Entry } from '../types';

/** Who changed what from what to what. */
export function ChangeText({ entry }: { entry: Entry }) {
  const { t, i18n } = useTranslation(['ticket', 'shared']);
  const say = useMessages();

  const list = (parts: string[]) => new Intl.ListFormat(i18n.language).format(parts);

  function value(field: string, raw: unknown): string {
    if (raw === null || raw === undefined || raw === '') return t('ticket:event.nothing');
    if (typeof raw === 'boolean') return raw ? t('ticket:event.yes') : t('ticket:event.no');
    if (Array.isArray(raw)) return raw.join(', ');
    const text = typeof raw === 'string' ? raw : JSON.stringify(raw);
    if (field === 'status') return t(`shared:status.${text}` as 'shared:status.open');
    if (field === 'type') return t(`shared:type.${text}` as 'shared:type.bug');
    if (field === 'snoozed_until') return absoluteTime(text, i18n.language);
    return text;
  }

  function changeText(change: FieldChange): string {
    if (change.field === 'tags') {
      const { added, removed } = tagChange(change);
      return list([
        ...(added.length > 0 ? [t('ticket:event.tagsAdded', { tags: list(added) })] : []),
        ...(removed.length > 0 ? [t('ticket:event.tagsRemoved', { tags: list(removed) })] : []),
      ]);
    }
    if (change.field === 'merged_into') {
      return change.to ? t('ticket:merge.line.into', { number: change.to }) : t('ticket:merge.line.out', { number: change.from });
    }
    if (change.field === 'link') return linkText(change);
    if (change.field === 'snoozed_until') {
      return change.to ? t('ticket:event.snoozed', { until: value(change.field, change.to) }) : t('ticket:event.woken');
    }
    if (change.field === 'snoozed_for') {
      // That it is awake again is told by its time.
      return typeof change.to === 'string' && change.to ? t(`ticket:event.snoozedFor.${change.to}` as 'ticket:event.snoozedFor.side') : '';
    }
    // Which article is linked in the head; its title is not everybody's.
    if (change.field === 'snoozed_item') return '';
    if (change.field === 'is_spam' || change.field === 'is_deleted') return t(`ticket:event.flags.${change.field}.${change.to ? 'on' : 'off'}`);
    if (change.field === 'custom') return list(customChanges(change).map(changeText));
    const isKnown = i18n.exists(`ticket:event.fields.${change.field}`);
    const name = isKnown ? t(`ticket:event.fields.${change.field}` as 'ticket:event.fields.status') : change.field;
    const isFirst = change.from === null || change.from === undefined || change.from === '';
    return t(isFirst ? 'ticket:event.set' : 'ticket:event.changed', {
      field: name,
      from: value(change.field, change.from),
      to: value(change.field, change.to),
    });
  }

  /** A link is told as its kind, which way it goes, and the number of the other ticket. */
  function linkText(change: FieldChange): string {
    const said = change.to ?? change.from;
    const [kind = '', direction = '', number = ''] = typeof said === 'string' ? said.split(':') : [];
    const what = t(`ticket:links.kinds.${kind}.${direction}` as 'ticket:links.kinds.related.to');
    return t(change.to ? 'ticket:links.line.made' : 'ticket:links.line.removed', { what, number });
  }

  if (entry.kind !== 'change') return null;
  const what = list(changesOf(entry).map(changeText).filter(Boolean));
  const { reason, message } = entry.payload;
  const said = t('ticket:event.by', { who: entry.author.name || t('ticket:event.system'), what });
  return reason ? t('ticket:event.because', { said, reason: say(message, reason) }) : said;
}
