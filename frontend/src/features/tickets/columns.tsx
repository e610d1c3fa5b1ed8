import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import type { TicketRow } from '@/shared/api';
import { TrashNote, type TicketSort } from '@/shared/ticket-list';
import { absoluteTime, shortAge } from '@/shared/lib/dates';
import { useMessages } from '@/shared/lib/messages';
import { AiSign, Avatar, ChannelIcon, NoOwner, PersonName, Priority, SlaChip, StatusIcon, useShownName } from '@/shared/ui';

/** As the API names them in a saved view. */
export const COLUMNS = [
  'company',
  'status',
  'segment',
  'priority',
  'tier',
  'assignee',
  'sla',
  'last_activity_at',
  'channel',
  'tags',
  'created_at',
] as const satisfies readonly string[];
export type Column = (typeof COLUMNS)[number];

export const INITIAL: readonly Column[] = [
  'company',
  'segment',
  'priority',
  'tier',
  'assignee',
  'sla',
  'last_activity_at',
  'channel',
];

/** Widths in px; the ticket itself takes what is left. */
export const WIDTH: Record<Column, number> = {
  company: 206,
  status: 104,
  segment: 104,
  priority: 64,
  tier: 128,
  assignee: 132,
  sla: 168,
  last_activity_at: 168,
  channel: 64,
  tags: 160,
  created_at: 84,
};

/** What the server can sort by, by column; the first press gives the first of the two. */
export const SORT_OF: Partial<Record<Column, readonly [TicketSort, TicketSort?]>> = {
  priority: ['priority'],
  sla: ['due'],
  last_activity_at: ['-last_activity', 'last_activity'],
  created_at: ['-created', 'created'],
};

export function columnsOf(names: readonly string[]): Column[] {
  const known = names.filter((name): name is Column => (COLUMNS as readonly string[]).includes(name));
  return known.length > 0 ? known : [...INITIAL];
}

export interface CellContext {
  t: TFunction<['tickets', 'shared']>;
  locale: string;
  now: number;
  me: number | undefined;
}

export function Cell({ column, row, context }: { column: Column; row: TicketRow; context: CellContext }): ReactNode {
  const { t, locale, now, me } = context;
  switch (column) {
    case 'company':
      return (
        <span className="two">
          <b className="ell" dir="auto">{row.company?.name ?? <PersonName name={row.requester.name} />}</b>
          {row.company ? <span className="t3 ell" dir="auto"><PersonName name={row.requester.name} /></span> : null}
        </span>
      );
    case 'status':
      return <StatusIcon status={row.status} />;
    case 'segment':
      return row.company ? t(`shared:segment.${row.company.segment}`, { defaultValue: row.company.segment }) : null;
    case 'priority':
      return <Priority level={row.priority} isPinned={row.priority_is_pinned} />;
    case 'tier':
      return (
        <span className="tier ell">
          <b>{row.tier}</b> <bdi>{row.team?.name}</bdi>
        </span>
      );
    case 'assignee':
      return row.assignee ? (
        <span className="row who">
          <Avatar id={row.assignee.id} name={row.assignee.name} size={16} />
          <span className="ell" dir="auto">{row.assignee.id === me ? t('shared:you') : row.assignee.name}</span>
        </span>
      ) : (
        <span className="row who">
          <NoOwner size={16} />
          <span className="t3">{t('shared:noOwner')}</span>
        </span>
      );
    case 'sla':
      return row.sla && row.sla.state !== 'cancelled' ? (
        <span className="row g1 due">
          <SlaChip clock={row.sla} />
          <span className="t3 f11 ell">{t(`shared:clock.${row.sla.kind}`)}</span>
        </span>
      ) : null;
    case 'last_activity_at':
      return (
        <span className="row act">
          <Activity row={row} t={t} />
          <span className="sp" />
          <time className="t3 f11" dateTime={row.last_activity_at} title={absoluteTime(row.last_activity_at, locale)}>
            {shortAge(row.last_activity_at, now, locale)}
          </time>
        </span>
      );
    case 'channel':
      return <ChannelIcon channel={row.channel} />;
    case 'tags':
      return <span className="ell t2" dir="auto">{row.tags.join(', ')}</span>;
    case 'created_at':
      return (
        <time className="t2" dateTime={row.created_at} title={absoluteTime(row.created_at, locale)}>
          {shortAge(row.created_at, now, locale)}
        </time>
      );
  }
}

function Activity({ row, t }: { row: TicketRow; t: CellContext['t'] }) {
  const say = useMessages();
  const shown = useShownName();
  if (row.last_message_by === 'assistant') return <AiSign>{t('activity.assistant')}</AiSign>;
  if (row.last_message_by === 'contact') {
    return <span className="ell" dir="auto">{t('activity.contact', { name: shown(row.requester.name) })}</span>;
  }
  return <span className="ell" dir="auto">{row.last_message_by === 'staff' ? t('activity.staff') : say(row.reason_message, row.reason)}</span>;
}

export function TicketCell({ row }: { row: TicketRow }) {
  return (
    <Link className="tk" to="/inbox/$number" params={{ number: String(row.number) }} data-number={row.number}>
      <span className="n">{row.number}</span>
      <span className="ell s" dir="auto" title={row.subject}>{row.subject}</span>
      <TrashNote trash={row.trash} />
    </Link>
  );
}
