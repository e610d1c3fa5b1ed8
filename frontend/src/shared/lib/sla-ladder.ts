import { duration } from './dates';

/** What a chip needs to know of a clock. */
export interface ChipClock {
  due_at: string | null;
  state: string;
  started_at?: string | null;
  fulfilled_at?: string | null;
}

export type SlaStep = 'ok' | 'warn' | 'breach' | 'paused' | 'met' | 'missed';

export interface SlaReading {
  step: SlaStep;
  /** Time left, or time over; 0 where neither is meant (paused). */
  milliseconds: number;
  /** Elapsed share of the clock, 0 to 1. */
  share: number;
  /** The time part of the chip, without "over" or "left". */
  time: string;
}

const WARN_WITHIN_MS = 15 * 60_000;
const WARN_FROM_SHARE = 0.75;
/** A short clock would warn from its first minute if only the minutes left counted. */
const NEVER_WARN_BEFORE_SHARE = 0.5;

/**
 * Read a clock at `now` (milliseconds): ring, triangle, diamond, bars, check or open diamond.
 *
 * It warns in the last quarter, or in the last 15 minutes once half of the clock is over.
 */
export function readClock(clock: ChipClock, now: number, locale: string): SlaReading {
  const due = clock.due_at === null ? now : Date.parse(clock.due_at);
  const started = clock.started_at ? Date.parse(clock.started_at) : due;
  const share = due > started ? Math.min(1, Math.max(0, (now - started) / (due - started))) : 1;
  const left = due - now;

  if (clock.state === 'met') return metReading(clock, due, started, locale);
  if (clock.state === 'paused') return { step: 'paused', milliseconds: 0, share, time: '' };
  if (clock.fulfilled_at) {
    const late = Date.parse(clock.fulfilled_at) - due;
    return { step: 'missed', milliseconds: late, share: 1, time: duration(late, locale) };
  }
  if (left <= 0) return { step: 'breach', milliseconds: -left, share: 1, time: duration(left, locale) };
  const isNear = share >= WARN_FROM_SHARE || (left <= WARN_WITHIN_MS && share >= NEVER_WARN_BEFORE_SHARE);
  return {
    step: isNear ? 'warn' : 'ok',
    milliseconds: left,
    share,
    time: duration(left, locale, { withSeconds: true }),
  };
}

function metReading(clock: ChipClock, due: number, started: number, locale: string): SlaReading {
  const taken = clock.fulfilled_at ? Date.parse(clock.fulfilled_at) - started : 0;
  const share = due > started ? Math.min(1, taken / (due - started)) : 1;
  return { step: 'met', milliseconds: taken, share, time: taken > 0 ? duration(taken, locale) : '' };
}

/** How often a chip must be read again: each second in its last two minutes, else each quarter minute. */
export function tickEvery(clock: ChipClock, now: number): number | null {
  if (clock.due_at === null || clock.state === 'met' || clock.state === 'paused' || clock.fulfilled_at) return null;
  const left = Date.parse(clock.due_at) - now;
  return left > 0 && left < 135_000 ? 1000 : 15_000;
}
