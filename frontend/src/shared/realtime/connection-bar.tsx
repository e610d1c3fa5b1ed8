import Check from 'lucide-react/icons/check';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { useConnection } from './realtime-context';

const QUIET_MS = 3000;
const BACK_SHOWN_MS = 6000;

type Notice = 'none' | 'reconnecting' | 'offline' | 'back';

/** What to say about the connection: nothing in the first three seconds, then until it is back. */
export function useConnectionNotice(): Notice {
  const state = useConnection();
  const [notice, setNotice] = useState<Notice>('none');
  useEffect(() => {
    if (state !== 'connected') {
      const timer = setTimeout(() => setNotice(state), QUIET_MS);
      return () => clearTimeout(timer);
    }
    setNotice((shown) => (shown === 'none' ? 'none' : 'back'));
    const timer = setTimeout(() => setNotice('none'), BACK_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);
  return notice;
}

export interface ConnectionBarProps {
  /** Updates held back since, offered when the connection is back. */
  updates?: number;
  onShow?: () => void;
}

/** Lies over the head of a list, so that no row moves; put it right under the pane's head. */
export function ConnectionBar({ updates = 0, onShow }: ConnectionBarProps) {
  const { t } = useTranslation('shared');
  const notice = useConnectionNotice();
  return (
    <div className="under-head" role="status">
      {notice === 'none' ? null : (
        <div className="net">
          {notice === 'back' ? <Icon icon={Check} size={14} /> : <span className="spin" aria-hidden="true" />}
          <span>
            <b>{t(`connection.${notice}`)}</b>{' '}
            {notice === 'back' ? (updates > 0 ? t('connection.updates', { count: updates }) : '') : t('connection.keepWriting')}
          </span>
          <span className="sp" />
          {notice === 'back' && updates > 0 && onShow ? (
            <Button variant="ghost" size="sm" onClick={onShow}>
              {t('connection.show')}
            </Button>
          ) : null}
        </div>
      )}
    </div>
  );
}
