import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useViewCounts, useViews } from '@/shared/directory';

/** The saved views side by side, with how many tickets each holds. */
export function ViewRow({ current }: { current: number | undefined }) {
  const { t } = useTranslation('tickets');
  const views = useViews();
  const countOf = useViewCounts();
  return (
    <nav className="vtabs" aria-label={t('view.label')}>
      <Link to="/tickets" search={{}} className={current === undefined ? 'on' : ''} aria-current={current === undefined ? 'page' : undefined} activeProps={{}}>
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
    </nav>
  );
}
