import { useTranslation } from 'react-i18next';
import { absoluteTime } from '../lib/dates';
import { readClock, tickEvery, type ChipClock, type SlaStep } from '../lib/sla-ladder';
import { useNow } from '../lib/ticker';

const RING = 28.27;

function Shape({ step, share }: { step: SlaStep; share: number }) {
  const common = { className: 'g', viewBox: '0 0 12 12', 'aria-hidden': true } as const;
  switch (step) {
    case 'ok':
      return (
        <svg {...common}>
          <circle cx="6" cy="6" r="4.5" className="tr" />
          <circle
            cx="6"
            cy="6"
            r="4.5"
            className="ar"
            strokeDasharray={`${((1 - share) * RING).toFixed(2)} ${RING}`}
            transform="rotate(-90 6 6)"
          />
        </svg>
      );
    case 'warn':
      return (
        <svg {...common}>
          <path className="fl" d="M5.1 1.4a1.05 1.05 0 0 1 1.8 0l4.2 7.5a1.05 1.05 0 0 1-.9 1.6H1.8a1.05 1.05 0 0 1-.9-1.6z" />
        </svg>
      );
    case 'breach':
      return (
        <svg {...common}>
          <path className="fl" d="M6 .4 11.6 6 6 11.6.4 6z" />
        </svg>
      );
    case 'paused':
      return (
        <svg {...common}>
          <path className="st" d="M4 2.5v7M8 2.5v7" />
        </svg>
      );
    case 'met':
      return (
        <svg {...common}>
          <path className="st" d="m2.3 6.3 2.5 2.5 4.9-5.4" />
        </svg>
      );
    case 'missed':
      return (
        <svg {...common}>
          <path className="st" d="M6 1.5 10.5 6 6 10.5 1.5 6z" />
        </svg>
      );
  }
}

export interface SlaChipProps {
  clock: ChipClock;
  /** "11m left" in a timer, "11m" in a list. */
  withWords?: boolean;
}

/** A deadline: shape, time and a hidden word. It ticks by itself, unannounced. */
export function SlaChip({ clock, withWords = false }: SlaChipProps) {
  const { t, i18n } = useTranslation('shared');
  const now = useNow(tickEvery(clock, Date.now()));
  const reading = readClock(clock, now, i18n.language);
  const { step, time } = reading;
  const key = step === 'ok' || step === 'warn' ? (withWords ? 'left' : 'short') : step;
  return (
    <span className={`sla ${step}`} title={clock.due_at ? absoluteTime(clock.due_at, i18n.language) : undefined}>
      <Shape step={step} share={reading.share} />
      <b>{t(`sla.${key}`, { time })}</b>
      <span className="vh"> {t(`sla.word.${step}`)}</span>
    </span>
  );
}
