import { workTime } from '@/shared/lib/dates';
import { readClock, type SlaReading } from '@/shared/lib/sla-ladder';

import type { ClockKind, SlaClock } from '../types';

/** A clock as the timers row shows it at one moment. */
export interface Timer {
  clock: SlaClock;
  reading: SlaReading;
  /** Working time used of the target, such as "7m" of "15m". */
  used: string;
  target: string;
}

const ORDER: ClockKind[] = [
  'first_reply',
  'next_reply',
  'periodic_update',
  'resolution',
  'agent_work_time',
  'requester_wait_time',
];

/** One timer per kind in reading order; of several rounds of a kind, the newest. */
export function timersOf(clocks: readonly SlaClock[], now: number, locale: string): Timer[] {
  const newest = new Map<ClockKind, SlaClock>();
  for (const clock of clocks) {
    const known = newest.get(clock.kind);
    if (clock.state !== 'cancelled' && (!known || clock.started_at >= known.started_at)) {
      newest.set(clock.kind, clock);
    }
  }
  return ORDER.flatMap((kind) => {
    const clock = newest.get(kind);
    if (!clock) return [];
    return [
      {
        clock,
        reading: readClock(clock, now, locale),
        // The server counts working time by its calendar; wall-clock time would say too much.
        used: workTime(clock.elapsed_seconds * 1000, locale),
        target: workTime(clock.target_seconds * 1000, locale),
      },
    ];
  });
}

const URGENCY: SlaReading['step'][] = ['breach', 'warn', 'ok', 'paused', 'missed', 'met'];

/** The timer that a narrow screen shows in place of all. */
export function mostUrgent(timers: readonly Timer[]): Timer | null {
  return (
    [...timers].sort((a, b) => {
      const bySteps = URGENCY.indexOf(a.reading.step) - URGENCY.indexOf(b.reading.step);
      const byTime = a.reading.milliseconds - b.reading.milliseconds;
      return bySteps || (a.reading.step === 'breach' ? -byTime : byTime);
    })[0] ?? null
  );
}
