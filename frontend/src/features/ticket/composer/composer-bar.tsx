import { useRef } from 'react';
import AtSign from 'lucide-react/icons/at-sign';
import Paperclip from 'lucide-react/icons/paperclip';
import { useTranslation } from 'react-i18next';

import { AiGlyph, Icon, IconButton, Keys } from '@/shared/ui';

import { MacroPicker } from '../macros/macro-picker';
import type { Macros } from '../macros/use-macros';
import { useTicketScreen } from '../ticket-context';
import type { ComposerKind } from '../types';
import { RewordMenu } from './reword-menu';
import { SendButton, type OtherWays, type SendStatus } from './send-button';
import type { Composition } from './use-composer';
import { WHY_NOT } from './use-patient-send';
import type { Rewording } from './use-rewording';

interface ComposerBarProps {
  kind: ComposerKind;
  composition: Composition;
  onMention: () => void;
  onCopilot: () => void;
  rewording: Rewording;
  macros: Macros;
  status: SendStatus;
  onStatus: (status: SendStatus) => void;
  /** It goes as soon as what is in the way has ended. */
  isWaiting: boolean;
  onSend: (goesOn: boolean) => void;
  other: OtherWays;
}

/** The tools below the text, and the one primary button of the screen. */
export function ComposerBar({ kind, composition, onMention, onCopilot, rewording, macros, isWaiting, ...send }: ComposerBarProps) {
  const { t } = useTranslation('ticket');
  const { permissions, requester } = useTicketScreen().ticket;
  const { draft, isEmpty, obstacle, sending } = composition;
  const picker = useRef<HTMLInputElement>(null);
  return (
    <div className="cbar">
      {kind === 'note' ? (
        <button type="button" className="tool" aria-label={t('composer.mention')} onClick={onMention}>
          <Icon icon={AtSign} size={14} />
          <span>{t('composer.mention')}</span>
          <Keys keys="@" />
        </button>
      ) : (
        <>
          <button type="button" className="tool" aria-label={t('composer.copilot')} onClick={onCopilot}>
            <AiGlyph size={14} />
            <span>{t('composer.copilot')}</span>
            <Keys keys="mod+j" />
          </button>
          <RewordMenu rewording={rewording} />
        </>
      )}
      <MacroPicker macros={macros} />
      <IconButton label={t('composer.attach')} onClick={() => picker.current?.click()}>
        <Icon icon={Paperclip} />
      </IconButton>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-hidden="true"
        tabIndex={-1}
        onChange={(event) => {
          composition.addFiles([...(event.target.files ?? [])]);
          // Choosing the same file again must count as a choice.
          event.target.value = '';
        }}
      />
      {draft.state.savedOnce && draft.state.phase === 'saved' && !isEmpty && (
        <span className="said">{t('composer.saved')}</span>
      )}
      <span className="sp" />
      <SendButton
        kind={kind}
        name={requester.name}
        maySetStatus={permissions.update}
        unavailable={obstacle && !isWaiting ? t(WHY_NOT[obstacle]) : null}
        busy={sending.step === 'sending' || isWaiting ? t(kind === 'note' ? 'composer.adding' : 'composer.sending') : null}
        {...send}
      />
    </div>
  );
}
