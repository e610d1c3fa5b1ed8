import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { keys, type Notice } from '@/shared/api';
import { useLiveEvents, type LiveEvent } from '@/shared/realtime';
import { announce, toast } from '@/shared/ui';
import { badgeOf, changeNotices, unreadQuery } from './api';
import { useGoTo } from './place';

/** Kinds that are said at once, where the person wants to hear of them at all; messages only count. */
const SAID = new Set<Notice['kind']>(['mention', 'assigned', 'escalated', 'held']);

/**
 * Keeps notices current, says the urgent ones, and puts away those of the ticket that is open.
 *
 * Gives what the badge shows.
 */
export function useNotices(userId: number | undefined, openTicket: number | null): string | undefined {
  const { t } = useTranslation('notices');
  const client = useQueryClient();
  const goTo = useGoTo();
  const { data: unread = 0 } = useQuery({ ...unreadQuery, enabled: userId !== undefined });

  useLiveEvents(userId === undefined ? null : `user:${userId}`, (event: LiveEvent) => {
    if (!('notice' in event.data)) return;
    void client.invalidateQueries({ queryKey: keys.notices, predicate: ({ queryKey }) => queryKey[1] !== 'choices' });
    const { notice } = event.data;
    if (!notice || !SAID.has(notice.kind) || notice.number === openTicket || notice.number === null) return;
    const text = t(`said.${notice.kind}`, { name: notice.by || t('somebody'), number: notice.number, subject: notice.subject });
    announce(text);
    toast(text, {
      action: {
        label: t('open', { number: notice.number }),
        run: () => goTo(notice),
      },
    });
  });

  // Whoever has the ticket before them has seen what it is about.
  useEffect(() => {
    if (openTicket === null || unread === 0) return undefined;
    const put = (): void => {
      if (document.visibilityState === 'visible') void changeNotices(client, { ticket: openTicket }).catch(() => undefined);
    };
    const timer = setTimeout(put, 800);
    document.addEventListener('visibilitychange', put);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', put);
    };
  }, [client, openTicket, unread]);

  return badgeOf(unread);
}
