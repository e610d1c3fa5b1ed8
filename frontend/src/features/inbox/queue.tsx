import ArrowDownUp from 'lucide-react/icons/arrow-down-up';
import ListFilter from 'lucide-react/icons/list-filter';
import Plus from 'lucide-react/icons/plus';
import X from 'lucide-react/icons/x';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ConnectionBar } from '@/shared/realtime';
import {
  Button,
  Empty,
  ErrorState,
  Field,
  HeldUpdates,
  Icon,
  IconButton,
  Menu,
  MenuChoice,
  Skeleton,
  SkeletonLine,
  useSkeleton,
} from '@/shared/ui';
import { EmptyPlace, QueryHints, type Place, type TicketList } from '@/shared/ticket-list';
import { SORTS, type QueueView } from './use-queue-view';
import { ViewMenu, ViewTabs } from './view-tabs';

export interface QueueHeadProps {
  queueView: QueueView;
  isFiltering: boolean;
  onFiltering: (isFiltering: boolean) => void;
  onNew: () => void;
}

export function QueueHead({ queueView, isFiltering, onFiltering, onNew }: QueueHeadProps) {
  const { t } = useTranslation('inbox');
  const { view, sort, text, setView, setPlace, setSort, setText } = queueView;
  return (
    <>
      <header className="bar">
        <h1>
          <ViewMenu view={view} onChoose={setView} onPlace={setPlace} />
        </h1>
        <span className="sp" />
        <IconButton label={t('filter.open')} keys="f" isOn={isFiltering} onClick={() => onFiltering(!isFiltering)}>
          <Icon icon={ListFilter} />
        </IconButton>
        <Menu
          align="end"
          label={t('sort.label')}
          trigger={
            <IconButton label={t('sort.current', { name: t(`sort.${sort}`) })} keys="⇧s">
              <Icon icon={ArrowDownUp} />
            </IconButton>
          }
        >
          <MenuChoice value={sort} options={SORTS.map((value) => ({ value, label: t(`sort.${value}`) }))} onChoose={setSort} />
        </Menu>
        <IconButton label={t('new')} keys="c" onClick={onNew}>
          <Icon icon={Plus} />
        </IconButton>
      </header>
      <ViewTabs current={view?.id} />
      {isFiltering ? <FilterField text={text} onText={setText} onClose={() => onFiltering(false)} /> : null}
    </>
  );
}

/** Words and operators; applied on Enter, so that the list does not jump with every letter. */
function FilterField({ text, onText, onClose }: { text: string; onText: (text: string) => void; onClose: () => void }) {
  const { t } = useTranslation('inbox');
  const [value, setValue] = useState(text);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <form
      className="qfilter"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onText(value.trim());
      }}
    >
      <Field
        ref={field}
        size="sm"
        hideLabel
        label={t('filter.label')}
        placeholder={t('filter.example')}
        value={value}
        onChange={(event) => setValue(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          if (text) onText('');
          onClose();
        }}
        icon={<Icon icon={ListFilter} size={14} />}
        end={
          <IconButton
            size="xs"
            label={t('filter.clear')}
            onClick={() => {
              if (text) onText('');
              onClose();
            }}
          >
            <Icon icon={X} size={12} />
          </IconButton>
        }
      />
    </form>
  );
}

export interface QueueBodyProps {
  queue: TicketList;
  isFiltered: boolean;
  /** The trash or the spam, where that alone is asked for. */
  place: Place | null;
  onClearFilter: () => void;
  children: ReactNode;
}

/** The states around the list: held updates, loading, fault, nothing here. */
export function QueueBody({ queue, isFiltered, place, onClearFilter, children }: QueueBodyProps) {
  const { t } = useTranslation('inbox');
  const showsSkeleton = useSkeleton(queue.isLoading);
  return (
    <>
      <ConnectionBar updates={queue.held} onShow={queue.showHeld} />
      <HeldUpdates count={queue.held} label={t('held', { count: queue.held })} keys="shift+r" onShow={queue.showHeld} />
      <QueryHints list={queue} />
      {showsSkeleton ? (
        <QueueSkeleton />
      ) : queue.error && queue.rows.length === 0 ? (
        <ErrorState title={t('fault')} error={queue.error} onRetry={queue.retry} />
      ) : queue.isLoading ? null : queue.rows.length === 0 ? (
        place ? (
          <EmptyPlace place={place} />
        ) : isFiltered ? (
          <Empty title={t('empty.filtered')} action={<Button onClick={onClearFilter}>{t('empty.clear')}</Button>} />
        ) : (
          <Empty title={t('empty.done')}>{t('empty.hint')}</Empty>
        )
      ) : (
        children
      )}
    </>
  );
}

function QueueSkeleton() {
  const { t } = useTranslation('inbox');
  return (
    <Skeleton label={t('loading')}>
      {[72, 60, 80, 66, 74, 58].map((width) => (
        <div key={width} className="sk-row">
          <SkeletonLine width={`${width - 30}%`} />
          <SkeletonLine width={`${width}%`} />
          <SkeletonLine width="30%" />
        </div>
      ))}
    </Skeleton>
  );
}
