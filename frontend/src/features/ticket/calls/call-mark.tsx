import Phone from 'lucide-react/icons/phone';
import { useTranslation } from 'react-i18next';

import { messagePayload } from '@/shared/ticket-screen';
import { Badge, Icon } from '@/shared/ui';

import type { Entry } from '../types';

/** That an entry tells of a phone call, who rang and for how long. */
export function CallMark({ entry }: { entry: Entry }) {
  const { t } = useTranslation('ticket');
  const { call } = messagePayload(entry);
  if (!call) return null;
  const count = Math.round(call.seconds / 60);
  const who = t(`call.mark.${call.direction}`);
  return (
    <Badge tone="mute" icon={<Icon icon={Phone} size={12} />}>
      {count > 0 ? t('call.mark.lasted', { who, count }) : who}
    </Badge>
  );
}
