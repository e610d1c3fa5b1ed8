import Blocks from 'lucide-react/icons/blocks';
import Clock from 'lucide-react/icons/clock-3';
import PencilLine from 'lucide-react/icons/pencil-line';
import Route from 'lucide-react/icons/route';
import Star from 'lucide-react/icons/star';
import type { LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';

import { AiGlyph, Icon } from '@/shared/ui';

import { MailMarks } from '../mail/mail-head';
import { OriginalButton } from '../mail/original';
import type { Entry, EntryOf } from '../types';
import { EntryTime } from './entry-time';
import { useStepText } from './use-step-text';

const ICONS: Partial<Record<Entry['kind'], LucideIcon>> = {
  change: PencilLine,
  routing: Route,
  sla: Clock,
  integration: Blocks,
  rating: Star,
};

/** An event in one line: who changed what from what to what, a route, a deadline, a rating. */
export function Step({ entry }: { entry: Entry }) {
  const text = useStepText()(entry);
  const icon = ICONS[entry.kind];
  return (
    <div className="ev sys">
      <span className={entry.kind === 'ai' ? 'node ain' : 'node'}>
        {icon ? <Icon icon={icon} size={14} /> : <AiGlyph size={14} />}
      </span>
      <div className="bd">
        {entry.kind === 'rating' ? (
          <RatingText entry={entry} />
        ) : (
          <span className="step-text" dir="auto">
            {text}
          </span>
        )}
        <MailMarks entry={entry} />
        <OriginalButton entry={entry} />
        <EntryTime at={entry.created_at} />
      </div>
    </div>
  );
}

function RatingText({ entry }: { entry: EntryOf<'rating'> }) {
  const { t } = useTranslation('ticket');
  const { score, comment } = entry.payload;
  return (
    <span className="step-text" dir="auto">
      {t('rating.gave', { name: entry.author.name || t('timeline.unknown'), score })}
      {comment && <q className="t2"> {comment}</q>}
    </span>
  );
}
