import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { OwnScores } from './coaching';
import './quality.css';

/** One's own scores, for everybody: nobody else's are here. */
export function OwnScreen() {
  const { t } = useTranslation('quality');
  useDocumentTitle(t('own.title'));
  return (
    <main className="pane sp set ql" id="content" tabIndex={-1} data-pane="content">
      <header className="bar wraps">
        <h1>{t('own.title')}</h1>
        <span className="sp" />
        <Link className="btn" to="/insights/quality" search={{}}>
          {t('own.conversations')}
        </Link>
      </header>
      <ConnectionBar />
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <div className="scroll qlco" tabIndex={0} role="region" aria-label={t('own.title')}>
        <div id="scores" tabIndex={-1}>
          <OwnScores />
        </div>
      </div>
    </main>
  );
}
