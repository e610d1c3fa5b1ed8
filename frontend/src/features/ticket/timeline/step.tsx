import CircleQuestion from 'lucide-react/icons/circle-question-mark';
import { useTranslation } from 'react-i18next';

import { stepKindOf, useTicketSlots } from '@/shared/slots';
import { AiGlyph, Icon } from '@/shared/ui';

import { MailMarks } from '../mail/mail-head';
import { OriginalButton } from '../mail/original';
import type { Entry } from '../types';
import { EntryTime } from './entry-time';

/** An event in one line, as its kind was declared; one that nobody declared says that it is not known. */
export function Step({ entry }: { entry: Entry }) {
  const { t } = useTranslation('ticket');
  const known = stepKindOf(useTicketSlots().steps, entry);
  const Text = known?.text;
  const icon = known?.icon ?? CircleQuestion;
  return (
    <div className="ev sys">
      <span className={icon === 'assistant' ? 'node ain' : 'node'}>
        {icon === 'assistant' ? <AiGlyph size={14} /> : <Icon icon={icon} size={14} />}
      </span>
      <div className="bd">
        <span className="step-text" dir="auto">
          {Text ? <Text entry={entry} /> : entry.body_text || (known ? t(known.labelKey) : t('event.unknown', { kind: entry.kind }))}
        </span>
        <MailMarks entry={entry} />
        <OriginalButton entry={entry} />
        <EntryTime at={entry.created_at} />
      </div>
    </div>
  );
}
