import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { useShortcuts } from '@/shared/lib/shortcuts';
import type { RowSelection, TicketList } from '@/shared/ticket-list';
import { SORTS, type QueueView } from './use-queue-view';
import type { QueueWalk } from './use-queue-walk';

interface QueueParts {
  queueView: QueueView;
  queue: TicketList;
  walk: QueueWalk;
  selection: RowSelection;
  open: number | null;
  onOpen: (number: number) => void;
  onFilter: () => void;
  onNew: () => void;
}

/** The keys of the queue; those of the open ticket are the ticket's. */
export function useQueueKeys({ queueView, queue, walk, selection, open, onOpen, onFilter, onNew }: QueueParts): void {
  const { t } = useTranslation('inbox');
  const mayBulk = useMay('ticket.bulk');
  const { cursor } = walk;

  function extend(step: 1 | -1): void | false {
    if (!mayBulk) return false;
    const next = walk.neighbor(step);
    if (next === null || cursor === null) return;
    selection.extend(cursor, next);
    walk.focus(next);
  }

  function openRow(): void | false {
    if (cursor === null || open === cursor || document.activeElement?.closest('a, button, input')) return false;
    return onOpen(cursor);
  }

  function sortNext(): void {
    const next = SORTS[(SORTS.indexOf(queueView.sort) + 1) % SORTS.length];
    if (next) queueView.setSort(next);
  }

  useShortcuts(t('keys.title'), [
    { keys: 'j', label: t('keys.next'), run: () => walk.move(1) },
    { keys: 'k', label: t('keys.previous'), run: () => walk.move(-1) },
    { keys: 'enter', label: t('keys.open'), run: openRow },
    { keys: 'x', label: t('keys.select'), run: () => (cursor === null || !mayBulk ? false : selection.toggle(cursor)) },
    { keys: 'shift+arrowdown', label: t('keys.extend'), run: () => extend(1) },
    { keys: 'shift+arrowup', label: t('keys.extendUp'), run: () => extend(-1) },
    { keys: 'shift+r', label: t('keys.held'), run: queue.showHeld },
    { keys: 'f', label: t('filter.open'), run: onFilter },
    { keys: '/', label: t('filter.open'), run: onFilter },
    { keys: 'shift+s', label: t('keys.sort'), run: sortNext },
    { keys: 'c', label: t('new'), run: onNew },
  ]);
}
