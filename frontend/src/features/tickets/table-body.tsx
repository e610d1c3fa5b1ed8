import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ConnectionBar } from '@/shared/realtime';
import { EmptyPlace, QueryHints, type Place, type TicketList } from '@/shared/ticket-list';
import { Button, Empty, ErrorState, HeldUpdates, useSkeleton } from '@/shared/ui';
import { TableSkeleton } from './table-skeleton';

export interface TableBodyProps {
  list: TicketList;
  /** The trash or the spam, where that alone is asked for. */
  place: Place | null;
  /** Takes the query away; null where there is none. */
  onClear: (() => void) | null;
  children: ReactNode;
}

/** The states around the table: held updates, loading, fault, nothing here. */
export function TableBody({ list, place, onClear, children }: TableBodyProps) {
  const { t } = useTranslation('tickets');
  const showsSkeleton = useSkeleton(list.isLoading);
  return (
    <>
      <ConnectionBar updates={list.held} onShow={list.showHeld} />
      <HeldUpdates count={list.held} label={t('held', { count: list.held })} keys="shift+r" onShow={list.showHeld} />
      <QueryHints list={list} />
      {showsSkeleton ? (
        <TableSkeleton />
      ) : list.error && list.rows.length === 0 ? (
        <ErrorState title={t('fault')} error={list.error} onRetry={list.retry} />
      ) : list.isLoading ? null : list.rows.length > 0 ? (
        children
      ) : place ? (
        <EmptyPlace place={place} />
      ) : (
        <Empty title={t('empty')} action={onClear ? <Button onClick={onClear}>{t('clear')}</Button> : undefined} />
      )}
    </>
  );
}
