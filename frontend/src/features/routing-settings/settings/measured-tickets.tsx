import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { urlOf } from '@/shared/api';
import { shortDate } from '@/shared/lib/dates';
import { useOpenedFrom } from '@/shared/lib/opened-from';
import { Button, Loaded } from '@/shared/ui';
import { measuredQuery, type MeasuresQuery, type RoutingMeasure } from './api';

/** A figure whose tickets are shown. */
export interface Opened {
  measure: RoutingMeasure['measure'];
  title: string;
  /** All that it is a share of. */
  isWhole?: boolean;
  /** Of the spread, one person's. */
  person?: number;
}

/** The tickets behind a figure. */
export function MeasuredTickets({ asked, opened, onClose }: { asked: MeasuresQuery; opened: Opened; onClose: () => void }) {
  const { t, i18n } = useTranslation('routing-settings');
  const { heading, back } = useOpenedFrom(`${opened.measure} ${opened.isWhole ?? ''} ${opened.person ?? ''}`);
  const which = {
    ...asked,
    measure: opened.measure,
    ...(opened.isWhole ? { all: true } : {}),
    ...(opened.person === undefined ? {} : { person_id: opened.person }),
  };
  const query = useQuery(measuredQuery(which));
  const rows = query.data?.results ?? [];
  return (
    <section className="rt-behind" aria-labelledby="measured">
      <header className="row">
        <h2 id="measured" ref={heading} tabIndex={-1}>
          {t('measures.behind', { title: opened.title })}
        </h2>
        <span className="sp" />
        <a className="btn ghost sm" href={urlOf('/routing/measures/tickets.csv', { query: which })} download>
          {t('measures.csv')}
        </a>
        <Button
          size="sm"
          variant="ghost"
          onClick={() => {
            onClose();
            back();
          }}
        >
          {t('measures.close')}
        </Button>
      </header>
      <Loaded query={query} fault={t('measures.ticketsFault')}>
        {query.data?.is_partial ? <p className="hint">{t('measures.partial', { count: rows.length })}</p> : null}
        <table className="dt rt-tickets" aria-labelledby="measured">
          <thead>
            <tr>
              {(['number', 'subject', 'team', 'assignee', 'created'] as const).map((column) => (
                <th key={column} scope="col">
                  {t(`measures.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((ticket) => (
              <tr key={ticket.number}>
                <td>
                  <Link to="/inbox/$number" params={{ number: String(ticket.number) }}>
                    #{ticket.number}
                  </Link>
                </td>
                <th scope="row" dir="auto">{ticket.subject}</th>
                <td data-label={t('measures.column.team')} dir="auto">{ticket.team ?? '–'}</td>
                <td data-label={t('measures.column.assignee')} dir="auto">{ticket.assignee ?? '–'}</td>
                <td data-label={t('measures.column.created')}>{shortDate(ticket.created_at, Date.now(), i18n.language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Loaded>
    </section>
  );
}
