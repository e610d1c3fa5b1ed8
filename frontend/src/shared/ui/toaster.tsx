import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import X from 'lucide-react/icons/x';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon';
import { closeToast, currentToast, subscribeToToast, takeBack } from './toast-store';

const SHOWN_MS = 8000;
const SETTING = 'candor.toast-ms';

/** Time limits can be lengthened (WCAG 2.2.1); the setting holds milliseconds. */
function shownFor(): number {
  return Math.max(SHOWN_MS, Number(localStorage.getItem(SETTING)) || 0);
}

/** The one toast, at the bottom start. It stays while hovered or focused. */
export function Toaster() {
  const { t } = useTranslation('shared');
  const toast = useSyncExternalStore(subscribeToToast, currentToast);
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (!toast || toast.kind === 'failed' || isHeld) return undefined;
    const timer = setTimeout(() => closeToast(toast.id), shownFor());
    return () => clearTimeout(timer);
  }, [toast, isHeld]);
  return (
    <div className="toasts" role="region" aria-label={t('toast.region')}>
      <div aria-live="polite" aria-atomic="true">
        {toast ? (
          <div
            className="toast"
            role={toast.kind === 'failed' ? 'alert' : undefined}
            onPointerEnter={() => setHeld(true)}
            onPointerLeave={() => setHeld(false)}
            onFocus={() => setHeld(true)}
            onBlur={() => setHeld(false)}
          >
            <Icon icon={toast.kind === 'failed' ? CircleAlert : CircleCheck} />
            <span className="tx">{toast.text}</span>
            <span className="sp" />
            {toast.action ? (
              <button
                type="button"
                className="u"
                onClick={() => {
                  toast.action?.run();
                  closeToast(toast.id);
                }}
              >
                {toast.action.label}
              </button>
            ) : null}
            {toast.undo ? (
              <button type="button" className="u" onClick={() => takeBack(toast.undo)}>
                {t('toast.undo')} <kbd aria-hidden="true">Z</kbd>
              </button>
            ) : null}
            {toast.kind === 'failed' ? (
              <button type="button" className="x" aria-label={t('toast.close')} onClick={() => closeToast(toast.id)}>
                <Icon icon={X} size={14} />
              </button>
            ) : null}
          </div>
        ) : null}
      </div>
    </div>
  );
}
