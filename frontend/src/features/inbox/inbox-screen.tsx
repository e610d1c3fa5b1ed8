import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useMe, useViews } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { useRowCursor } from '@/shared/lib/row-cursor';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { useStored } from '@/shared/lib/stored';
import { BulkBar, extendedTo, NewTicketDialog, NOTHING, toggled, useBeingRead, useBulk, useTicketList, within, type Selection } from '@/shared/ticket-list';
import { announce, Empty, ResizeHandle } from '@/shared/ui';
import { QueueBody, QueueHead, SORTS, type Sort } from './queue';
import { QueueList, screenOrder } from './queue-list';
import './inbox.css';

const WIDTH = { initial: 316, min: 260, max: 420 };

export interface InboxSearch {
  view?: number;
  sort?: string;
  q?: string;
}

export interface TicketHandlers {
  number: number;
  onClose: () => void;
  onNext: () => void;
  onPrevious: () => void;
  onSolved: (number: number) => void;
  onOpenTicket: (number: number) => void;
}

export interface InboxScreenProps {
  /** The ticket that is open. */
  open: number | null;
  search: InboxSearch;
  onSearch: (search: InboxSearch) => void;
  onOpen: (number: number) => void;
  onClose: () => void;
  /** The conversation and its context; another feature's. */
  renderTicket: (handlers: TicketHandlers) => ReactNode;
}

/** The queue at the start, the open ticket beside it. */
export function InboxScreen({ open, search, onSearch, onOpen, onClose, renderTicket }: InboxScreenProps) {
  const { t } = useTranslation('inbox');
  const me = useMe();
  const mayBulk = useMay('ticket.bulk');
  const views = useViews();
  const view = views.find((one) => one.id === search.view) ?? (search.view === undefined ? views[0] : undefined);
  const viewId = search.view ?? (search.q ? undefined : view?.id);
  const sort = sortOf(search.sort ?? view?.sort);
  const text = search.q ?? '';
  const [width, setWidth] = useStored('candor.queue-width', WIDTH.initial);
  const [isFiltering, setFiltering] = useState(text !== '');
  const [isCreating, setCreating] = useState(false);
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const pane = useRef<HTMLElement>(null);
  const isRead = useBeingRead(pane) || selection.numbers.size > 0;

  const queue = useTicketList({ view: viewId, q: text || undefined, sort }, isRead);
  const { rows, hasMore } = queue;
  const order = useMemo(() => screenOrder(rows, !hasMore), [rows, hasMore]);
  const kept = within(selection, order);
  const numbers = [...kept.numbers];
  const bulk = useBulk(() => {
    setSelection(NOTHING);
    queue.showHeld();
  });

  const walk = useRowCursor(order, open);
  const { focusRequest, setCursor, focus: focusRow } = walk;
  const cursor = open !== null && order.includes(open) ? open : walk.cursor;
  useHeldAnnouncement(queue.held);
  useDocumentTitle(open === null ? t('title') : '');

  const neighbor = (step: 1 | -1, from: number | null = cursor): number | null => walk.neighbor(step, from, 'nearest');
  const move = (step: 1 | -1): void => {
    const next = neighbor(step);
    if (next === null) return;
    if (open !== null) {
      // A row that is left behind must not answer Enter any more.
      if (document.activeElement?.closest('[data-number]')) document.getElementById('conversation')?.focus();
      setCursor(next);
      onOpen(next);
    } else {
      focusRow(next);
    }
  };
  const toggle = (number: number, isRange: boolean): void =>
    setSelection((old) => (isRange ? extendedTo(old, order, number) : toggled(old, number)));
  const extend = (step: 1 | -1): void => {
    const next = neighbor(step);
    if (next === null || cursor === null) return;
    setSelection((old) => extendedTo(old.anchor === null ? toggled(old, cursor) : old, order, next));
    focusRow(next);
  };
  const onSolved = (number: number): void => {
    const next = neighbor(1, number) ?? neighbor(-1, number);
    if (next === null || next === number) onClose();
    else onOpen(next);
  };

  useShortcuts(t('keys.title'), [
    { keys: 'j', label: t('keys.next'), run: () => move(1) },
    { keys: 'k', label: t('keys.previous'), run: () => move(-1) },
    {
      keys: 'enter',
      label: t('keys.open'),
      run: () => {
        if (cursor === null || open === cursor || document.activeElement?.closest('a, button, input')) return false;
        return onOpen(cursor);
      },
    },
    { keys: 'x', label: t('keys.select'), run: () => (cursor === null || !mayBulk ? false : toggle(cursor, false)) },
    { keys: 'shift+arrowdown', label: t('keys.extend'), run: () => (mayBulk ? extend(1) : false) },
    { keys: 'shift+arrowup', label: t('keys.extendUp'), run: () => (mayBulk ? extend(-1) : false) },
    { keys: 'shift+r', label: t('keys.held'), run: queue.showHeld },
    { keys: 'f', label: t('filter.open'), run: () => setFiltering(true) },
    { keys: '/', label: t('filter.open'), run: () => setFiltering(true) },
    {
      keys: 'shift+s',
      label: t('keys.sort'),
      run: () => onSearch({ ...search, sort: SORTS[(SORTS.indexOf(sort) + 1) % SORTS.length] }),
    },
    { keys: 'c', label: t('new'), run: () => setCreating(true) },
  ]);

  const setText = (q: string): void => onSearch({ ...search, q: q || undefined });
  return (
    <div className="ws" data-open={open !== null}>
      <section
        className="pane queue"
        id="queue"
        ref={pane}
        tabIndex={-1}
        aria-label={t('queue')}
        data-pane="queue"
        style={{ inlineSize: width }}
      >
        <QueueHead
          view={view}
          sort={sort}
          text={text}
          isFiltering={isFiltering}
          onFiltering={setFiltering}
          onText={setText}
          onView={(id) => onSearch({ view: id, ...(id === undefined ? { q: 'is:open' } : {}) })}
          onSort={(next) => onSearch({ ...search, sort: next })}
          onNew={() => setCreating(true)}
        />
        <QueueBody
          queue={queue}
          isFiltered={text !== ''}
          onClearFilter={() => {
            setFiltering(false);
            setText('');
          }}
        >
          <QueueList
            rows={rows}
            isComplete={!hasMore}
            open={open}
            cursor={cursor}
            focusRequest={focusRequest}
            selection={kept}
            me={me?.id}
            label={t('list', { view: view?.name ?? t('views.everything'), sort: t(`sort.${sort}`) })}
            onCursor={setCursor}
            onMove={move}
            onToggle={toggle}
            onNearEnd={queue.loadMore}
          />
        </QueueBody>
        {numbers.length > 0 ? (
          <BulkBar
            isNarrow
            count={numbers.length}
            isBusy={bulk.isPending}
            onChange={(changes) => bulk.mutate({ numbers, changes })}
            onClear={() => setSelection(NOTHING)}
          />
        ) : null}
        <ResizeHandle label={t('resize')} width={width} min={WIDTH.min} max={WIDTH.max} initial={WIDTH.initial} pane="start" onChange={setWidth} />
      </section>
      {open === null ? (
        <main className="pane convo-none" id="conversation" tabIndex={-1} data-pane="conversation">
          <Empty title={t('none.title')}>{t('none.hint')}</Empty>
        </main>
      ) : (
        renderTicket({
          number: open,
          onClose: () => {
            onClose();
            focusRow(open);
          },
          onNext: () => move(1),
          onPrevious: () => move(-1),
          onSolved,
          onOpenTicket: onOpen,
        })
      )}
      <NewTicketDialog isOpen={isCreating} onOpenChange={setCreating} onCreated={onOpen} />
    </div>
  );
}

function sortOf(value: string | undefined): Sort {
  return SORTS.find((sort) => sort === value) ?? 'due';
}

const ANNOUNCE_EVERY_MS = 30_000;

/** Said at most every half minute. */
function useHeldAnnouncement(held: number): void {
  const { t } = useTranslation('inbox');
  const last = useRef(0);
  useEffect(() => {
    const now = Date.now();
    if (held === 0 || now - last.current < ANNOUNCE_EVERY_MS) return;
    last.current = now;
    announce(t('held', { count: held }));
  }, [held, t]);
}
