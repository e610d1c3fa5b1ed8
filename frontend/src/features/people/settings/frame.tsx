import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { Empty } from '@/shared/ui';
import './people.css';
import './panel.css';

export interface FrameProps {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}

/** Head of a screen about people; it shows nothing to those who may not manage them. */
export function Frame({ title, actions, children }: FrameProps) {
  const { t } = useTranslation('people');
  const may = useMay('staff.write');
  useDocumentTitle(title);
  return (
    <main className="pane sp set" id="content" tabIndex={-1} data-pane={may ? undefined : 'content'}>
      <header className="bar wraps">
        <h1>{title}</h1>
        <span className="sp" />
        {may ? actions : null}
      </header>
      <ConnectionBar />
      {may ? children : <Empty title={t('notAllowed')}>{t('notAllowedHint')}</Empty>}
    </main>
  );
}
