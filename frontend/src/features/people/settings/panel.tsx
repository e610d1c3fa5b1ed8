import ArrowLeft from 'lucide-react/icons/arrow-left';
import X from 'lucide-react/icons/x';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon, IconButton } from '@/shared/ui';

export interface PanelProps {
  /** What it is, for readers of the screen. */
  label: string;
  title: string;
  onClose: () => void;
  /** At the end of the head. */
  end?: ReactNode;
  children: ReactNode;
}

/** The panel beside a list; on a narrow screen it stands in the list's place. */
export function Panel({ label, title, onClose, end, children }: PanelProps) {
  const { t } = useTranslation('people');
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    const active = document.activeElement;
    // On a narrow screen the row that had the focus is gone.
    if (!active || active === document.body || active.checkVisibility?.() === false) box.current?.focus();
  }, []);
  return (
    <aside ref={box} className="ppanel" aria-label={label} data-pane="context" tabIndex={-1}>
      <header className="bar">
        <IconButton className="mob" label={t('panel.back')} onClick={onClose}>
          <Icon icon={ArrowLeft} className="mirrors" />
        </IconButton>
        <h2 className="ell" dir="auto" title={title}>
          {title}
        </h2>
        <span className="sp" />
        {end}
        <IconButton className="wide" label={t('panel.close')} keys="esc" onClick={onClose}>
          <Icon icon={X} />
        </IconButton>
      </header>
      {children}
    </aside>
  );
}
