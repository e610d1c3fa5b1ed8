import CircleCheck from 'lucide-react/icons/circle-check';
import CircleDashed from 'lucide-react/icons/circle-dashed';
import CirclePause from 'lucide-react/icons/circle-pause';
import KeyRound from 'lucide-react/icons/key-round';
import BellOff from 'lucide-react/icons/bell-off';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import type { LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { absoluteTime } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Badge, Icon, type Tone } from '@/shared/ui';
import type { HealthState, Mailbox } from './api';
import { momentOf } from './times';

const LOOK: Record<HealthState | 'off', { tone: Tone; icon: LucideIcon }> = {
  new: { tone: 'mute', icon: CircleDashed },
  ok: { tone: 'ok', icon: CircleCheck },
  failing: { tone: 'bad', icon: TriangleAlert },
  sign_in: { tone: 'bad', icon: KeyRound },
  quiet: { tone: 'warn', icon: BellOff },
  off: { tone: 'mute', icon: CirclePause },
};

/** How a mailbox fares: shape, word and colour. */
export function MailboxHealth({ mailbox, hidesDetail = false }: { mailbox: Mailbox; hidesDetail?: boolean }) {
  const { t, i18n } = useTranslation('email');
  const now = useNow(60_000);
  const { health } = mailbox;
  const state = mailbox.is_active ? health.state : 'off';
  const { tone, icon } = LOOK[state] ?? LOOK.new;
  // Of quiet there are two kinds; the label is the sentence that tells which.
  const detail = health.detail || (state === 'quiet' ? health.label : '');
  const since = state === 'failing' ? health.failing_since : null;
  return (
    <span className="health" title={since ? absoluteTime(since, i18n.language) : undefined}>
      <Badge tone={tone} icon={<Icon icon={icon} size={12} />}>
        {since
          ? t('settings.health.failingSince', { time: momentOf(since, now, i18n.language) })
          : t(`settings.health.${state}`, { defaultValue: health.label })}
      </Badge>
      {detail && !hidesDetail && state !== 'ok' && state !== 'off' ? <span className="why2">{detail}</span> : null}
    </span>
  );
}
