import { useCallback, useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import ArrowDown from 'lucide-react/icons/arrow-down';
import { useTranslation } from 'react-i18next';

import { dayName, isSameDay } from '@/shared/lib/dates';
import { Button, Icon, toastFailure, useReason } from '@/shared/ui';

import { useScrollPosition } from '../hooks/use-scroll-position';
import { useEarlier } from '../hooks/use-ticket';
import { isMessage } from '../model/entries';
import { timelineRows, type Row } from '../model/timeline-rows';
import { useTicketScreen } from '../ticket-context';
import type { Entry } from '../types';
import { Fold } from './fold';
import { HandoffCard } from './handoff-card';
import { Message } from './message';
import { Note } from './note';
import { Step } from './step';

export interface TimelineProps {
  /** Told which entry is the newest in view. */
  onInView: (id: number | null) => void;
  /** Lets others bring the newest entry into view, as before an edit of a held reply. */
  toEndRef: RefObject<(() => void) | null>;
}

/** The one history of a ticket, across channels. */
export function Timeline({ onInView, toEndRef }: TimelineProps) {
  const { t } = useTranslation('ticket');
  const { ticket, me } = useTicketScreen();
  const entries = ticket.timeline.results;
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const isCut = ticket.timeline.previous !== null;
  const rows = useMemo(() => timelineRows(entries, open, undefined, isCut), [entries, open, isCut]);
  const first = entries[0]?.id;
  const last = entries[entries.length - 1]?.id;

  const frameRef = useRef<HTMLDivElement | null>(null);
  const reportView = useCallback(() => onInView(newestInView(frameRef.current)), [onInView]);
  const { frame, content, isAtEnd, onScroll, toEnd, holdPlace } = useScrollPosition(first, last, reportView);

  useEffect(() => {
    frameRef.current = frame.current;
    toEndRef.current = () => toEnd();
    reportView();
  }, [frame, toEnd, toEndRef, reportView, last]);

  const [leftAt, setLeftAt] = useState<number | null>(null);
  if (isAtEnd && leftAt !== null) setLeftAt(null);
  if (!isAtEnd && leftAt === null) setLeftAt(last ?? 0);
  const news = leftAt === null ? [] : entries.filter((entry) => entry.id > leftAt && isNews(entry, me?.id));

  function toggle(key: string): void {
    setOpen((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  }

  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the region scrolls, so it must be reachable by keyboard
    <div ref={frame} className="scroll tlwrap" tabIndex={0} role="region" aria-label={t('timeline.label')} onScroll={onScroll}>
      <div ref={content} className="tl">
        {ticket.timeline.previous && <Earlier number={ticket.number} onLoad={holdPlace} />}
        {rows.map((row) => (
          <TimelineRow key={row.key} row={row} isOpen={open.has(row.key)} onToggle={() => toggle(row.key)} />
        ))}
        {news.length > 0 && (
          <button type="button" className="btn sm pri newpill" onClick={() => toEnd('smooth')}>
            <Icon icon={ArrowDown} size={14} />
            {pillText()}
          </button>
        )}
      </div>
    </div>
  );

  function pillText(): string {
    const names = [...new Set(news.map((entry) => entry.author.name))];
    return names.length === 1
      ? t('timeline.newFrom', { count: news.length, name: names[0] })
      : t('timeline.new', { count: news.length });
  }
}

function isNews(entry: Entry, selfId: number | undefined): boolean {
  const isMine = entry.author.kind === 'staff' && entry.author.id === selfId;
  return (isMessage(entry) || entry.kind === 'note') && !isMine;
}

/** The newest entry of which something can be seen; the last one where there is no layout. */
function newestInView(frame: HTMLDivElement | null): number | null {
  if (!frame) return null;
  const bottom = frame.getBoundingClientRect().bottom;
  const shown = [...frame.querySelectorAll<HTMLElement>('[data-entry]')];
  for (const element of shown.reverse()) {
    if (element.getBoundingClientRect().top <= bottom) return Number(element.dataset.entry);
  }
  return null;
}

function TimelineRow({ row, isOpen, onToggle }: { row: Row; isOpen: boolean; onToggle: () => void }) {
  const { t, i18n } = useTranslation('ticket');
  switch (row.type) {
    case 'day':
      return (
        <h2 className="day">
          <span>{isSameDay(row.at, Date.now()) ? t('timeline.today') : dayName(row.at, i18n.language)}</span>
        </h2>
      );
    case 'fold':
      return <Fold row={row} isOpen={isOpen} onToggle={onToggle} />;
    case 'handoff':
      return (
        <div data-entry={row.entry.id}>
          <HandoffCard entry={row.entry} isLatest={row.isLatest} />
        </div>
      );
    case 'entry':
      return (
        <div data-entry={row.entry.id}>
          <EntryView entry={row.entry} />
        </div>
      );
  }
}

function EntryView({ entry }: { entry: Entry }) {
  if (entry.kind === 'message') return <Message entry={entry} />;
  if (entry.kind === 'note') return <Note entry={entry} />;
  return <Step entry={entry} />;
}

/** The way to earlier entries; the place of the reader stays. */
function Earlier({ number, onLoad }: { number: number; onLoad: () => void }) {
  const { t } = useTranslation('ticket');
  const loadEarlier = useEarlier(number);
  const [state, setState] = useState<'rest' | 'busy'>('rest');
  const [error, setError] = useState<unknown>(null);
  const why = useReason(error);

  async function load(): Promise<void> {
    setState('busy');
    setError(null);
    try {
      await loadEarlier(onLoad);
    } catch (problem) {
      setError(problem);
      toastFailure(t('timeline.earlierFailed'));
    } finally {
      setState('rest');
    }
  }

  return (
    <div className="earlier">
      <Button size="sm" busy={state === 'busy' && t('timeline.loading')} onClick={() => void load()}>
        {t('timeline.earlier')}
      </Button>
      {error !== null && (
        <p className="hint bad" role="alert">
          {why}
        </p>
      )}
    </div>
  );
}
