import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '@/shared/api';
import { shortDate } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { money } from '@/shared/company';
import { numberOf, REASONS, textOf, valuesOf, type Piece, type Signal } from './words';

type Ticket = Schemas['InsightsTicket'];

/** What a signal says in a line. */
export function useTitle(): (signal: Signal) => string {
  const { t, i18n } = useTranslation(['signals', 'shared']);
  return ({ rule, figures }) => {
    const name = textOf(figures, 'name');
    const count = numberOf(figures, 'count');
    if (rule === 'spike') {
      const series = textOf(figures, 'series');
      const called = series === 'category' ? t(`shared:type.${name}` as 'shared:type.bug', { defaultValue: name }) : name;
      const context = series === 'missed' ? (name ? 'missed' : 'missedNone') : undefined;
      return t('title.spike', { context, name: called, count, usual: new Intl.NumberFormat(i18n.language).format(numberOf(figures, 'usual')) });
    }
    if (rule === 'playbook') return t('title.playbook', { name });
    if (rule === 'drift') {
      const series = textOf(figures, 'series');
      const called = series === 'category' ? t(`shared:type.${name}` as 'shared:type.bug', { defaultValue: name }) : series === 'segment' ? t(`shared:segment.${name}` as 'shared:segment.smb', { defaultValue: name }) : t('drift.all');
      const fell = (Array.isArray(figures.measures) ? figures.measures : []).map((one) => t(`drift.measure.${String(one)}` as 'drift.measure.csat', { defaultValue: String(one) }));
      return t('title.drift', { name: called, measures: fell.join(', ') });
    }
    if (rule === 'wishes') return t('title.wishes', { count });
    const reason = REASONS.find((one) => one === textOf(figures, 'reason'));
    return t('title.health', { score: numberOf(figures, 'score'), reason: reason ? t(`reason.${reason}`) : '' });
  };
}

/** Whom a signal is about. */
export function useAbout(): (signal: Signal) => string {
  const { t } = useTranslation('signals');
  return ({ company, figures, rule }) => company?.name ?? (rule === 'drift' ? t('about.tickets', { count: numberOf(figures, 'count') }) : null) ?? t('about.companies', { count: numberOf(figures, 'companies') });
}

export function useMoney(): (amount: string | null) => string {
  const { t, i18n } = useTranslation('signals');
  return (amount) => (amount === null || Number(amount) === 0 ? t('noArr') : money(Number(amount), i18n.language));
}

/** One piece of evidence in words. */
export function usePiece(): (piece: Piece) => string {
  const { t, i18n } = useTranslation('signals');
  const now = useNow(60_000);
  return ({ name, figures }) => {
    const measure = textOf(figures, 'measure');
    const what = textOf(figures, 'what');
    const named = {
      ...(measure ? { measure: t(`drift.measure.${measure}` as 'drift.measure.csat', { defaultValue: measure }) } : {}),
      ...(what ? { what: t(`drift.what.${what}` as 'drift.what.article', { defaultValue: what }) } : {}),
    };
    return t(`piece.${name}` as 'piece.bugs', { ...valuesOf(figures, now, i18n.language), ...named, defaultValue: name });
  };
}

/** The tickets of a reason or a piece, each a link; those that one does not see are counted. */
export function TicketLinks({ numbers, count, tickets }: { numbers: readonly number[]; count: number; tickets: readonly Ticket[] }) {
  const { t, i18n } = useTranslation('signals');
  const now = useNow(60_000);
  const known = new Map(tickets.map((ticket) => [ticket.number, ticket]));
  if (count === 0) return null;
  return (
    <details className="sgtk">
      <summary>{t('tickets', { count })}</summary>
      <ul>
        {numbers.map((number) => {
          const ticket = known.get(number);
          return ticket ? (
            <li key={number}>
              <Link className="link" to="/inbox/$number" params={{ number: String(number) }} dir="auto">
                #{number} {ticket.subject}
              </Link>{' '}
              <time className="t3 f12 nw" dateTime={ticket.created_at}>
                {shortDate(ticket.created_at, now, i18n.language)}
              </time>
            </li>
          ) : null;
        })}
      </ul>
      {numbers.length < count ? <p className="t3 f12">{t('ticketsHidden', { count: count - numbers.length })}</p> : null}
    </details>
  );
}
