import { useTranslation } from 'react-i18next';

import { useTicketPart } from '@/shared/ticket-screen';
import { Button } from '@/shared/ui';

import { useTicketScreen } from '../ticket-context';
import type { Entry } from '../types';
import { mergingApi } from './api';
import { useUnmerge } from './use-merge';

/** Where a message was written, before its ticket was merged into this one. */
export function Origin({ entry }: { entry: Entry }) {
  const { t } = useTranslation('ticket');
  if (entry.merged_from === undefined) return null;
  return <bdi className="badge mute nw">{t('merge.from', { number: entry.merged_from })}</bdi>;
}

/** Takes a merge back, where the line tells of one that still holds. */
export function Unmerge({ entry }: { entry: Entry }) {
  return entry.kind === 'integration' && entry.payload.step === 'merged' ? <UnmergeOf id={entry.payload.merge_id} /> : null;
}

function UnmergeOf({ id }: { id: number }) {
  const { t } = useTranslation('ticket');
  const { ticket } = useTicketScreen();
  const query = useTicketPart(ticket.number, 'merges', mergingApi.merges);
  const unmerge = useUnmerge(ticket.number);
  const merge = query.data?.results.find((row) => row.id === id);
  if (!merge?.can_undo || !ticket.permissions.merge) return null;
  return (
    <Button
      variant="ghost"
      size="sm"
      busy={unmerge.isPending ? t('merge.parting') : null}
      onClick={() => {
        unmerge.mutate(id);
        // The line stays, but the button goes.
        document.getElementById('conversation')?.focus({ preventScroll: true });
      }}
    >
      {t('merge.part')}
    </Button>
  );
}

/** A line about another ticket, whose number leads there. */
export function RelationText({ entry }: { entry: Entry }) {
  const { t } = useTranslation('ticket');
  if (entry.kind !== 'integration') return null;
  const { payload } = entry;
  const who = entry.author.name || t('event.system');
  if (payload.step === 'merged' || payload.step === 'unmerged') {
    const words = { who, number: payload.ticket, subject: payload.subject, count: payload.moved };
    return payload.step === 'merged' ? t('merge.line.merged', words) : t('merge.line.unmerged', words);
  }
  if (payload.step !== 'split') return null;
  const words = { who, number: payload.ticket, subject: payload.subject };
  if (payload.is_part) return payload.is_new ? t('merge.line.partFrom', words) : t('merge.line.partOff', words);
  return payload.is_new ? t('merge.line.splitFrom', words) : t('merge.line.splitOff', words);
}
