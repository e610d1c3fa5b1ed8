import Archive from 'lucide-react/icons/archive';
import CircleCheck from 'lucide-react/icons/circle-check';
import Clock from 'lucide-react/icons/clock';
import RotateCw from 'lucide-react/icons/rotate-cw';
import ShieldQuestionMark from 'lucide-react/icons/shield-question-mark';
import type { LucideIcon } from 'lucide-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Badge, Icon, type Tone } from '@/shared/ui';
import type { MailRow, MailState } from './api';

const LOOK: Record<MailState, { tone: Tone; icon: LucideIcon }> = {
  fetched: { tone: 'acc', icon: Clock },
  failed: { tone: 'bad', icon: RotateCw },
  stored: { tone: 'ok', icon: CircleCheck },
  suspended: { tone: 'warn', icon: ShieldQuestionMark },
  deleted: { tone: 'mute', icon: Archive },
};

/** What became of a mail: shape, word and colour. */
export function MailStateBadge({ mail }: { mail: Pick<MailRow, 'state' | 'state_label'> }) {
  const { t } = useTranslation('email');
  const { tone, icon } = LOOK[mail.state] ?? LOOK.fetched;
  return (
    <Badge tone={tone} icon={<Icon icon={icon} size={12} />}>
      {t(`settings.state.${mail.state}`, { defaultValue: mail.state_label })}
    </Badge>
  );
}

/** Why a mail is not an ordinary message; the server's words where we have none. */
export function reasonText(t: TFunction<'email'>, reason: string, label: string): string {
  return reason === '' ? '' : t(`settings.reason.${reason}`, { defaultValue: label });
}

/** Who wrote, as far as the mail says. */
export function senderText(t: TFunction<'email'>, from: MailRow['from']): string {
  return from.name || from.address || t('settings.nobody');
}
