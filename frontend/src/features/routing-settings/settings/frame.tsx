import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { SettingsLink } from '@/shared/slots';
import { Empty } from '@/shared/ui';
import './routing.css';

const PAGES = [
  { path: '/routing', key: 'rules' },
  { path: '/routing/priority', key: 'priority' },
  { path: '/routing/assignment', key: 'assignment' },
  { path: '/routing/escalation', key: 'escalation' },
  { path: '/routing/measures', key: 'measures' },
  { path: '/routing/versions', key: 'versions' },
] as const;

/** Head and pages of the screens of routing; they show nothing to who may not publish. */
export function Frame({ page, actions, children }: { page: (typeof PAGES)[number]['key']; actions?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation('routing-settings');
  const may = useMay('routing.write');
  useDocumentTitle(`${t(`page.${page}`)} · ${t('title')}`);
  return (
    <main className="pane sp set rt" id="content" tabIndex={-1} data-pane="content">
      <header className="bar wraps">
        <h1>{t('title')}</h1>
        <span className="sp" />
        {may ? actions : null}
      </header>
      <ConnectionBar />
      {may ? (
        <>
          <nav className="rt-pages" aria-label={t('pages')}>
            {PAGES.map(({ path, key }) => (
              <SettingsLink key={key} path={path} activeOptions={{ exact: true, includeSearch: false }} activeProps={{ className: 'on', 'aria-current': 'page' }}>
                {t(`page.${key}`)}
              </SettingsLink>
            ))}
          </nav>
          {children}
        </>
      ) : (
        <Empty title={t('notAllowed')}>{t('notAllowedHint')}</Empty>
      )}
    </main>
  );
}
