import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

/** The pages of the knowledge base; each is a screen of its own. */
export function KnowledgeTabs({ page }: { page: 'articles' | 'sources' }) {
  const { t } = useTranslation('knowledge');
  return (
    <nav className="tabs" aria-label={t('pages')}>
      <Link to="/kb" className={page === 'articles' ? 'on' : ''} aria-current={page === 'articles' ? 'page' : undefined}>
        {t('articles')}
      </Link>
      <Link to="/kb/sources" className={page === 'sources' ? 'on' : ''} aria-current={page === 'sources' ? 'page' : undefined}>
        {t('sources')}
      </Link>
    </nav>
  );
}
