import Maximize2 from 'lucide-react/icons/maximize-2';
import Minimize2 from 'lucide-react/icons/minimize-2';
import X from 'lucide-react/icons/x';
import { useTranslation } from 'react-i18next';

import type { ReplyPeople } from '@/shared/slots';
import { Icon, IconButton, Segmented } from '@/shared/ui';

import { useTicketScreen } from '../ticket-context';
import type { ComposerKind } from '../types';
import { RecipientsLine } from './recipients-line';

interface ComposerHeadProps {
  kind: ComposerKind;
  onKind: (kind: ComposerKind) => void;
  recipients: ReplyPeople;
  isTall: boolean;
  onTall: (isTall: boolean) => void;
  /** Where the composer fills the screen of a phone. */
  onClose: (() => void) | null;
}

/** Reply or note, who gets it, and how much room it takes. */
export function ComposerHead({ kind, onKind, recipients, isTall, onTall, onClose }: ComposerHeadProps) {
  const { t } = useTranslation('ticket');
  const { ticket } = useTicketScreen();
  return (
    <div className="ctop">
      {ticket.permissions.reply ? (
        <Segmented
          label={t('composer.kind')}
          value={kind}
          onChange={onKind}
          options={[
            { value: 'public', label: t('composer.reply') },
            { value: 'note', label: t('composer.note') },
          ]}
        />
      ) : (
        <b className="med f12">{t('composer.note')}</b>
      )}
      {kind === 'note' ? (
        <span className="to ell">{t('composer.noteFor')}</span>
      ) : (
        recipients.row(<RecipientsLine ticket={ticket} />)
      )}
      <span className="sp" />
      {onClose && (
        <IconButton size="sm" label={t('composer.close')} onClick={onClose}>
          <Icon icon={X} size={14} />
        </IconButton>
      )}
      <IconButton
        size="sm"
        className="only-wide"
        label={isTall ? t('composer.shrink') : t('composer.expand')}
        isOn={isTall}
        onClick={() => onTall(!isTall)}
      >
        <Icon icon={isTall ? Minimize2 : Maximize2} size={14} />
      </IconButton>
    </div>
  );
}
