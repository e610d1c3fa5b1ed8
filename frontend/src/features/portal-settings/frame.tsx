import ChevronRight from 'lucide-react/icons/chevron-right';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { SettingsLink } from '@/shared/slots';
import { Empty, Icon } from '@/shared/ui';
import './portal-settings.css';

export interface FrameProps {
  title: string;
  /** The brand to whose portal the head of a form leads back. */
  brand?: string;
  actions?: ReactNode;
  children: ReactNode;
}

/** Head of a screen about the portal; it shows nothing to who may not change brands. */
export function Frame({ title, brand, actions, children }: FrameProps) {
  const { t } = useTranslation('portal-settings');
  const may = useMay('brand.write');
  useDocumentTitle(title);
  return (
    <main className="pane sp set" id="content" tabIndex={-1} data-pane="content">
      <header className="bar wraps">
        {brand === undefined ? null : (
          <nav className="crumb" aria-label={t('path')}>
            <SettingsLink className="link" path="/portal" search={{ brand }}>
              {t('title')}
            </SettingsLink>
            <Icon icon={ChevronRight} size={12} className="mirrors" />
          </nav>
        )}
        <h1 className="ell" title={title} dir="auto">
          {title}
        </h1>
        <span className="sp" />
        {may ? actions : null}
      </header>
      <ConnectionBar />
      {may ? children : <Empty title={t('notAllowed')}>{t('notAllowedHint')}</Empty>}
    </main>
  );
}
