import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useQuery } from '@tanstack/react-query';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { FormSection, Loaded } from '@/shared/ui';
import { sourcesQuery } from './api';

/** Where the settings are found that stand with the knowledge itself. */
export function SettingsScreen() {
  const { t } = useTranslation('kb-sources');
  const query = useQuery(sourcesQuery);
  useDocumentTitle(t('title'));
  return (
    <main className="pane sp set" id="content" tabIndex={-1} data-pane="content">
      <header className="bar">
        <h1>{t('title')}</h1>
      </header>
      <ConnectionBar />
      <div className="scroll fbody">
        <FormSection title={t('lead')} hint={t('untilChecked')}>
          <Loaded query={query} fault={t('fault')}>
            {(data) => <p>{t('sum', { items: data.results.reduce((sum, one) => sum + one.items, 0), count: data.results.length })}</p>}
          </Loaded>
          <p>
            <Link className="btn" to="/kb/sources">
              {t('open')}
            </Link>
          </p>
        </FormSection>
      </div>
    </main>
  );
}
