import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useViewCounts, useViews } from '@/shared/directory';
import { PLACES, queryOf } from '@/shared/ticket-list';

/** The saved views side by side, with how many tickets each holds; behind them spam and trash. */
export function ViewRow({ current, query }: { current: number | undefined; query: string }) {
  const { t } = useTranslation('tickets');
  const views = useViews();
  const countOf = useViewCounts();
  const place = PLACES.find((one) => queryOf(one) === query);
  const isOpen = current === undefined && place === undefined;
  return (
    <nav className="vtabs" aria-label={t('view.label')}>
      <Link to="/tickets" search={{}} className={isOpen ? 'on' : ''} aria-current={isOpen ? 'page' : undefined} activeProps={{}}>
        {t('view.open')}
      </Link>
      {views.map((view) => (
        <Link
          key={view.id}
          to="/tickets"
          search={{ view: view.id }}
          className={view.id === current ? 'on' : ''}
          aria-current={view.id === current ? 'page' : undefined}
          activeProps={{}}
        >
          <bdi>{view.name}</bdi>{' '}
          <span className="n">{countOf(view.id)}</span>
        </Link>
      ))}
      {PLACES.map((one) => (
        <Link
          key={one}
          to="/tickets"
          search={{ q: queryOf(one) }}
          className={one === place ? 'on' : ''}
          aria-current={one === place ? 'page' : undefined}
          activeProps={{}}
        >
          {t(`view.${one}`)}
        </Link>
      ))}
    </nav>
  );
}
