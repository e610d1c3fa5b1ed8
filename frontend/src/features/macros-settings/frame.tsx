import ChevronRight from 'lucide-react/icons/chevron-right';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { SettingsLink } from '@/shared/slots';
import { Empty, Icon } from '@/shared/ui';
import './macros.css';

export interface FrameProps {
  title: string;
  /** It is one of the macros: its head leads back to all of them. */
  isOne?: boolean;
  actions?: ReactNode;
  children: ReactNode;
}

/** Head of a screen about macros; it shows nothing to who may not write any. */
export function Frame({ title, isOne = false, actions, children }: FrameProps) {
  const { t } = useTranslation('macros-settings');
  const may = useMay('macro.personal');
  useDocumentTitle(title);
  return (
    <main className="pane sp set" id="content" tabIndex={-1} data-pane="content">
      <header className="bar wraps">
        {isOne ? (
          <nav className="crumb" aria-label={t('path')}>
            <SettingsLink className="link" path="/macros">
              {t('title')}
            </SettingsLink>
            <Icon icon={ChevronRight} size={12} className="mirrors" />
          </nav>
        ) : null}
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
