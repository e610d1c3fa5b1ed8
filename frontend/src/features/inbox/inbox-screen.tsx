import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { useStored } from '@/shared/lib/stored';
import { BulkBar, NewTicketDialog, placeAsked, useBeingRead, useBulk, useSelection, useTicketList } from '@/shared/ticket-list';
import { announce, Empty, ResizeHandle } from '@/shared/ui';
import { QueueBody, QueueHead } from './queue';
import { QueueList, screenOrder } from './queue-list';
import { useQueueKeys } from './use-queue-keys';
import { useQueueView, type InboxSearch } from './use-queue-view';
import { useQueueWalk } from './use-queue-walk';
import './inbox.css';

const WIDTH = { initial: 316, min: 260, max: 420 };

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
  const queueView = useQueueView(search, onSearch);
  const { view, sort, text } = queueView;
  const [width, setWidth] = useStored('candor.queue-width', WIDTH.initial);
  const [isFiltering, setFiltering] = useState(text !== '');
  const [isCreating, setCreating] = useState(false);
  const pane = useRef<HTMLElement>(null);
  const chosen = useSelection();
  const isRead = useBeingRead(pane) || !chosen.isEmpty;

  const queue = useTicketList({ view: queueView.viewId, q: text || undefined, sort }, isRead);
  const { rows, hasMore } = queue;
  const order = useMemo(() => screenOrder(rows, !hasMore), [rows, hasMore]);
  const selection = chosen.among(order);
  const numbers = [...selection.numbers];
  const bulk = useBulk(() => {
    selection.clear();
    queue.showHeld();
  });
  const walk = useQueueWalk(order, open, onOpen);
  useHeldAnnouncement(queue.held);
  useDocumentTitle(open === null ? t('title') : '');
  const startFilter = (): void => setFiltering(true);
  const startTicket = (): void => setCreating(true);
  useQueueKeys({ queueView, queue, walk, selection, open, onOpen, onFilter: startFilter, onNew: startTicket });

  function clearFilter(): void {
    setFiltering(false);
    queueView.setText('');
  }

  function onSolved(number: number): void {
    const next = walk.after(number);
    if (next === null) onClose();
    else onOpen(next);
  }

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
        <QueueHead queueView={queueView} isFiltering={isFiltering} onFiltering={setFiltering} onNew={startTicket} />
        <QueueBody queue={queue} isFiltered={text !== ''} place={placeAsked(text)} onClearFilter={clearFilter}>
          <QueueList
            queue={queue}
            open={open}
            walk={walk}
            selection={selection}
            label={t('list', { view: view?.name ?? t('views.everything'), sort: t(`sort.${sort}`) })}
          />
        </QueueBody>
        {numbers.length > 0 ? (
          <BulkBar
            isNarrow
            rows={rows.filter((row) => selection.numbers.has(row.number))}
            count={numbers.length}
            isBusy={bulk.isPending}
            onChange={(changes) => bulk.mutate({ numbers, changes })}
            onClear={selection.clear}
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
            walk.focus(open);
          },
          onNext: () => walk.move(1),
          onPrevious: () => walk.move(-1),
          onSolved,
          onOpenTicket: onOpen,
        })
      )}
      <NewTicketDialog isOpen={isCreating} onOpenChange={setCreating} onCreated={onOpen} />
    </div>
  );
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
