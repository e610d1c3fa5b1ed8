import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../directory';

const PAGES = [
  { page: 'articles', to: '/kb', isForWriters: false },
  { page: 'gaps', to: '/kb/gaps', isForWriters: true },
  { page: 'outcomes', to: '/kb/outcomes', isForWriters: true },
  { page: 'sources', to: '/kb/sources', isForWriters: false },
  { page: 'searches', to: '/kb/searches', isForWriters: true },
] as const;

export type KnowledgePage = (typeof PAGES)[number]['page'];

/** The pages of the knowledge base; each is a screen of its own. */
export function KnowledgeTabs({ page }: { page: KnowledgePage }) {
  const { t } = useTranslation('knowledge');
  const mayWrite = useMay('article.draft');
  return (
    <nav className="tabs" aria-label={t('pages')}>
      {PAGES.filter(({ isForWriters }) => mayWrite || !isForWriters).map(({ page: one, to }) => (
        <Link key={one} to={to} search={{}} className={page === one ? 'on' : ''} aria-current={page === one ? 'page' : undefined}>
          {t(one)}
        </Link>
      ))}
    </nav>
  );
}
