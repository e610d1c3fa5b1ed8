import { useRef } from 'react';
import AtSign from 'lucide-react/icons/at-sign';
import Paperclip from 'lucide-react/icons/paperclip';
import { useTranslation } from 'react-i18next';

import { AiGlyph, Icon, IconButton, Keys } from '@/shared/ui';

import type { ComposerKind } from '../types';
import { SendButton, type SendStatus } from './send-button';

interface ComposerBarProps {
  kind: ComposerKind;
  onFiles: (files: readonly File[]) => void;
  onMention: () => void;
  onCopilot: () => void;
  hasSaved: boolean;
  name: string;
  status: SendStatus;
  onStatus: (status: SendStatus) => void;
  maySetStatus: boolean;
  unavailable: string | null;
  busy: string | null;
  onSend: (goesOn: boolean) => void;
}

/** The tools below the text, and the one primary button of the screen. */
export function ComposerBar({ kind, onFiles, onMention, onCopilot, hasSaved, ...send }: ComposerBarProps) {
  const { t } = useTranslation('ticket');
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
        <button type="button" className="tool" aria-label={t('composer.copilot')} onClick={onCopilot}>
          <AiGlyph size={14} />
          <span>{t('composer.copilot')}</span>
          <Keys keys="mod+j" />
        </button>
      )}
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
          onFiles([...(event.target.files ?? [])]);
          // Choosing the same file again must count as a choice.
          event.target.value = '';
        }}
      />
      {hasSaved && <span className="said">{t('composer.saved')}</span>}
      <span className="sp" />
      <SendButton kind={kind} {...send} />
    </div>
  );
}
