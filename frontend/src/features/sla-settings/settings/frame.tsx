import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { Empty } from '@/shared/ui';
import './sla.css';
import './calendars.css';

export interface FrameProps {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
  /** What one must be allowed to do to see it. */
  verb?: 'sla.write' | 'insights.see';
}

/** Head of a screen about service levels; it shows nothing to who may not see it. */
export function Frame({ title, actions, children, verb = 'sla.write' }: FrameProps) {
  const { t } = useTranslation('sla-settings');
  const may = useMay(verb);
  useDocumentTitle(title);
  return (
    <main className="pane sp set sls" id="content" tabIndex={-1} data-pane="content">
      <header className="bar wraps">
        <h1>{title}</h1>
        <span className="sp" />
        {may ? actions : null}
      </header>
      <ConnectionBar />
      {may ? children : <Empty title={t(verb === 'sla.write' ? 'notAllowed' : 'report.notAllowed')}>{t('notAllowedHint')}</Empty>}
    </main>
  );
}
