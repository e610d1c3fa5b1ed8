import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { patchTicketInLists } from '@/shared/api/ticket-cache';
import { relativeTime } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { useLiveEvents } from '@/shared/realtime';
import { ticketListQuery, type TicketFilters } from '@/shared/ticket-list';
import { useQueryClient } from '@tanstack/react-query';
import { Button, ChannelIcon, Empty, ErrorState, Priority, SlaChip, StatusIcon } from '@/shared/ui';

/** The tickets of a customer, newest activity first, over all channels. */
export function CustomerTickets({ filters }: { filters: Pick<TicketFilters, 'company' | 'contact'> }) {
  const { t, i18n } = useTranslation('customers');
  const client = useQueryClient();
  const now = useNow(60_000);
  const query = useInfiniteQuery(ticketListQuery({ ...filters, sort: '-last_activity' }));
  useLiveEvents('queue', ({ data }) => {
    if ('ticket' in data) patchTicketInLists(client, data.ticket);
  });
  const rows = query.data?.pages.flatMap((page) => page.results) ?? [];
  return (
    <section className="card-list" aria-label={t('tickets.label')}>
      <h2>{t('tickets.label')}</h2>
      {query.error && rows.length === 0 ? (
        <ErrorState title={t('tickets.fault')} error={query.error} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <p className="t3 pad">{t('loading')}</p>
      ) : rows.length === 0 ? (
        <Empty title={t('tickets.none')} />
      ) : (
        <ul>
          {rows.map((row) => (
            <li key={row.number}>
              <Link to="/inbox/$number" params={{ number: String(row.number) }} className="trow">
                <StatusIcon status={row.status} hideWord />
                <span className="t3 f12">#{row.number}</span>
                <span className="ell med" dir="auto">{row.subject}</span>
                <span className="sp" />
                {row.sla && row.status !== 'resolved' && row.status !== 'closed' ? <SlaChip clock={row.sla} /> : null}
                <Priority level={row.priority} isPinned={row.priority_is_pinned} />
                <ChannelIcon channel={row.channel} size={14} />
                <time className="t3 f12 nw" dateTime={row.last_activity_at}>
                  {relativeTime(row.last_activity_at, now, i18n.language)}
                </time>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {query.hasNextPage ? (
        <Button variant="ghost" busy={query.isFetchingNextPage ? t('loading') : null} onClick={() => void query.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
    </section>
  );
}
