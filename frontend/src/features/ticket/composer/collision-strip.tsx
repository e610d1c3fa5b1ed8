import { useTranslation } from 'react-i18next';

import type { PresentPerson } from '@/shared/realtime';
import { AiGlyph, Avatar, Button } from '@/shared/ui';

interface CollisionStripProps {
  /** Teammates who are writing a reply. */
  repliers: readonly PresentPerson[];
  /** Teammates whose reply is on its way. */
  senders: readonly PresentPerson[];
  onLet: () => void;
}

function Dots() {
  return (
    <span className="typing" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
  );
}

/** "Maya is replying", attached to the composer, with the way to leave it to her. */
export function CollisionStrip({ repliers, senders, onLet }: CollisionStripProps) {
  const { t, i18n } = useTranslation('ticket');
  const isSending = senders.length > 0;
  const shown = isSending ? senders : repliers;
  const first = shown[0];
  if (!first) return null;
  const names = new Intl.ListFormat(i18n.language).format(shown.map((person) => person.name));
  return (
    <div className="strip">
      <Avatar id={first.id} name={first.name} />
      <b className="ell" dir="auto">
        {t(isSending ? 'presence.sending' : 'presence.replying', { count: shown.length, names })}
      </b>
      <Dots />
      <span className="sp" />
      <Button variant="ghost" size="sm" onClick={onLet}>
        {t('presence.let', { name: first.name })}
      </Button>
    </div>
  );
}

interface AssistantStripProps {
  isAnswering: boolean;
  mayTakeOver: boolean;
  onTakeOver: () => void;
}

/** The assistant holds the conversation; a reply takes it over, and so does the button. */
export function AssistantStrip({ isAnswering, mayTakeOver, onTakeOver }: AssistantStripProps) {
  const { t } = useTranslation('ticket');
  return (
    <div className="strip">
      <AiGlyph size={14} />
      <b className="nw">{isAnswering ? t('presence.assistantAnswering') : t('presence.assistantHolds')}</b>
      {isAnswering && <Dots />}
      <span className="ell t3">{t('presence.assistantHint')}</span>
      <span className="sp" />
      {mayTakeOver && (
        <Button variant="ghost" size="sm" onClick={onTakeOver}>
          {t('presence.takeOver')}
        </Button>
      )}
    </div>
  );
}

/** The customer is writing right now. */
export function CustomerTyping({ name }: { name: string }) {
  const { t } = useTranslation('ticket');
  return (
    <div className="strip">
      <span className="ell" dir="auto">
        {t('presence.customerTyping', { name })}
      </span>
      <Dots />
    </div>
  );
}
