import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TicketRow } from '@/shared/api';
import { patchTicketInLists } from '@/shared/api/ticket-cache';
import { useMay } from '@/shared/directory';
import { relativeTime } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { useLiveEvents } from '@/shared/realtime';
import { PlaceBar, PLACES, queryOf, ticketListQuery, TrashNote, useBulk, useSelection, type Place, type TicketFilters } from '@/shared/ticket-list';
import { Button, ChannelIcon, Checkbox, Empty, ErrorState, Priority, Segmented, SlaChip, StatusIcon } from '@/shared/ui';

const NOTHING_IN = { present: 'tickets.none', trash: 'tickets.noTrash', spam: 'tickets.noSpam' } as const;

/** The tickets of a customer, newest activity first, over all channels; apart from them their spam and trash. */
export function CustomerTickets({ filters }: { filters: Pick<TicketFilters, 'company' | 'contact'> }) {
  const { t } = useTranslation('customers');
  const client = useQueryClient();
  const [place, setPlace] = useState<Place | 'present'>('present');
  const mayMany = useMay('ticket.bulk');
  const chosen = useSelection();
  const q = place === 'present' ? {} : { q: queryOf(place) };
  const query = useInfiniteQuery(ticketListQuery({ ...filters, ...q, sort: '-last_activity' }));
  useLiveEvents('queue', ({ data }) => {
    if ('ticket' in data) patchTicketInLists(client, data.ticket);
  });
  const rows = query.data?.pages.flatMap((page) => page.results) ?? [];
  const selection = chosen.among(rows.map((row) => row.number));
  const numbers = [...selection.numbers];
  const bulk = useBulk(selection.clear);
  const go = (next: Place | 'present'): void => {
    selection.clear();
    setPlace(next);
  };
  return (
    <section className="card-list" aria-label={t('tickets.label')}>
      <h2>{t('tickets.label')}</h2>
      <Segmented
        label={t('tickets.which')}
        value={place}
        options={(['present', ...PLACES] as const).map((value) => ({ value, label: t(`tickets.${value}`) }))}
        onChange={go}
      />
      {query.error && rows.length === 0 ? (
        <ErrorState title={t('tickets.fault')} error={query.error} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <p className="t3 pad">{t('loading')}</p>
      ) : rows.length === 0 ? (
        <Empty title={t(NOTHING_IN[place])} />
      ) : (
        <ul>
          {rows.map((row) => (
            <li key={row.number} className={place === 'present' ? undefined : 'row'}>
              {place !== 'present' && mayMany ? (
                <Checkbox
                  hideLabel
                  label={t('tickets.select', { number: row.number })}
                  isChecked={selection.numbers.has(row.number)}
                  onChange={(_isIn, { shiftKey }) => selection.toggle(row.number, shiftKey)}
                />
              ) : null}
              <Row row={row} />
            </li>
          ))}
        </ul>
      )}
      {place !== 'present' && numbers.length > 0 ? (
        <PlaceBar place={place} count={numbers.length} isBusy={bulk.isPending} onChange={(changes) => bulk.mutate({ numbers, changes })} onClear={selection.clear} />
      ) : null}
      {query.hasNextPage ? (
        <Button variant="ghost" busy={query.isFetchingNextPage ? t('loading') : null} onClick={() => void query.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
    </section>
  );
}

function Row({ row }: { row: TicketRow }) {
  const { i18n } = useTranslation('customers');
  const now = useNow(60_000);
  return (
    <Link to="/inbox/$number" params={{ number: String(row.number) }} className="trow">
      <StatusIcon status={row.status} hideWord />
      <span className="t3 f12">#{row.number}</span>
      <span className="ell med" dir="auto">{row.subject}</span>
      <TrashNote trash={row.trash} />
      <span className="sp" />
      {row.sla && row.status !== 'resolved' && row.status !== 'closed' ? <SlaChip clock={row.sla} /> : null}
      <Priority level={row.priority} isPinned={row.priority_is_pinned} />
      <ChannelIcon channel={row.channel} size={14} />
      <time className="t3 f12 nw" dateTime={row.last_activity_at}>
        {relativeTime(row.last_activity_at, now, i18n.language)}
      </time>
    </Link>
  );
}
