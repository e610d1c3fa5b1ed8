import type { Status } from '@/shared/api';

import { ScheduleDialog } from '../scheduled/schedule-dialog';
import { ScheduledStrip } from '../scheduled/scheduled-strip';
import { useSchedule } from '../scheduled/use-schedule';
import { TellDialog } from '../telling/tell-dialog';
import { TellingStrip } from '../telling/telling-strip';
import { useTelling } from '../telling/use-telling';
import type { OpenMessage } from './use-open-message';

/** The ways of a reply besides sending it now: at a time, and to all incidents of this problem. */
export function useOtherWays(open: OpenMessage, seenId: () => number | null, onBack: () => void, status: Status | null) {
  const later = useSchedule(open, seenId, onBack);
  const telling = useTelling(open, onBack);
  return {
    strips: (
      <>
        <ScheduledStrip schedule={later} />
        <TellingStrip telling={telling} />
      </>
    ),
    dialogs: (
      <>
        <ScheduleDialog isOpen={later.isAsking} onOpenChange={later.ask} onChoose={(at) => void later.send(at, status)} />
        <TellDialog telling={telling} />
      </>
    ),
    onLater: () => later.ask(true),
    onTell: telling.mayTell ? () => telling.ask(true) : null,
    whyNotTell: telling.obstacle,
  };
}
