import { Link } from '@tanstack/react-router';
import X from 'lucide-react/icons/x';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '@/shared/api';
import { shortDate } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Empty, Icon, IconButton, Loaded, type LoadedProps } from '@/shared/ui';

type Tickets = Schemas['InsightsTickets'];

export interface TicketsSideProps {
  title: string;
  /** Changes with what is open, so that the focus goes there again. */
  opened: string;
  query: LoadedProps<Tickets>['query'];
  file: string;
  onClose: () => void;
}

/** The tickets behind a figure. */
export function TicketsSide({ title, opened, query, file, onClose }: TicketsSideProps) {
  const { t, i18n } = useTranslation('insights');
  const now = useNow(60_000);
  const heading = useRef<HTMLHeadingElement>(null);
  const from = useRef<Element | null>(null);
  useEffect(() => {
    // What was opened from the address was opened from nowhere.
    if (document.activeElement !== heading.current) from.current = document.activeElement === document.body ? null : document.activeElement;
    heading.current?.focus();
  }, [opened]);
  return (
    <aside className="inbh" aria-label={t('behind')}>
      <header className="row">
        <h2 ref={heading} tabIndex={-1} dir="auto">
          {title}
        </h2>
        <span className="sp" />
        <IconButton
          label={t('close')}
          onClick={() => {
            onClose();
            const back = from.current?.isConnected ? from.current : document.getElementById('content');
            if (back instanceof HTMLElement) back.focus();
          }}
        >
          <Icon icon={X} size={14} />
        </IconButton>
      </header>
      <Loaded query={query} fault={t('behindFault')}>
        {(found) =>
          found.results.length === 0 ? (
            <Empty title={t('noTickets')}>{t('noTicketsHint')}</Empty>
          ) : (
            <>
              <p className="t2 f12" role="status">
                {found.is_partial ? t('partial', { shown: found.results.length, count: found.total }) : t('tickets', { count: found.total })}{' '}
                <a className="link" href={file} download>
                  {t('csvThese')}
                </a>
              </p>
              <ul>
                {found.results.map((row) => (
                  <li key={row.number}>
                    <Link className="link" to="/inbox/$number" params={{ number: String(row.number) }} dir="auto">
                      #{row.number} {row.subject}
                    </Link>
                    <span className="t2 f12 row">
                      <span className="ell" dir="auto">
                        {[row.company, row.team, row.assignee].filter(Boolean).join(', ')}
                      </span>
                      <span className="sp" />
                      <time className="t3 nw" dateTime={row.created_at}>
                        {shortDate(row.created_at, now, i18n.language)}
                      </time>
                    </span>
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
    </aside>
  );
}
