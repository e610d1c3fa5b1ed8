import { useTranslation } from 'react-i18next';

import { absoluteTime, clockTime, duration, shortDate } from '@/shared/lib/dates';

import type { SlaClock, SlaDetail } from '../types';

const SHOWN_STRETCHES = 8;

/** "Why is this due then?": the policy, the target, the calendar and what happened to the clock. */
export function DueWhy({ clock, detail }: { clock: SlaClock; detail: SlaDetail }) {
  const { t, i18n } = useTranslation(['ticket', 'shared']);
  const locale = i18n.language;
  const zone = clock.calendar.timezone;
  const history = detail.history.filter(
    (step) => step.clock === clock.kind && step.number === clock.number,
  );
  const { stretches } = clock;
  const steps = t('ticket:due.steps', { returnObjects: true }) as Record<string, string>;

  return (
    <div className="due-why">
      <h3>{t('ticket:due.title')}</h3>
      <dl>
        {clock.due_at && (
          <>
            <dt>{t('ticket:due.at')}</dt>
            <dd>{absoluteTime(clock.due_at, locale, zone)}</dd>
          </>
        )}
        <dt>{t('ticket:due.target')}</dt>
        <dd>
          {t('ticket:due.targetOf', {
            time: duration(clock.target_seconds * 1000, locale),
            used: duration(clock.elapsed_seconds * 1000, locale),
          })}
        </dd>
        {detail.policy && (
          <>
            <dt>{t('ticket:due.policy')}</dt>
            <dd dir="auto">{detail.policy.name}</dd>
          </>
        )}
        <dt>{t('ticket:due.calendar')}</dt>
        <dd dir="auto">
          {clock.calendar
            ? t('ticket:due.calendarIn', { name: clock.calendar.name, zone: clock.calendar.timezone })
            : t('ticket:due.always')}
        </dd>
        <dt>{t('ticket:due.started')}</dt>
        <dd>{absoluteTime(clock.started_at, locale, zone)}</dd>
      </dl>
      {stretches.length > 0 && (
        <ol aria-label={t('ticket:due.stretches')}>
          {stretches.slice(0, SHOWN_STRETCHES).map((stretch) => (
            <li key={stretch.from}>
              <span className="t3">{duration(stretch.seconds * 1000, locale)}</span>
              <span title={absoluteTime(stretch.from, locale, zone)}>
                {t('ticket:due.stretch', { from: moment(stretch.from), to: moment(stretch.to) })}
              </span>
            </li>
          ))}
        </ol>
      )}
      {history.length > 0 && (
        <ol aria-label={t('ticket:due.history')}>
          {history.map((step, at) => (
            <li key={`${step.at}-${at}`} className={step.is_replaced ? 'is-replaced' : ''}>
              <time dateTime={step.at} title={absoluteTime(step.at, locale, zone)}>
                {shortDate(step.at, Date.now(), locale)} {clockTime(step.at, locale)}
              </time>
              <span dir="auto">
                {steps[step.kind] ?? step.kind}
                {step.detail && <span className="t3"> {step.detail}</span>}
                {step.is_replaced && <span className="t3"> {t('ticket:due.replaced')}</span>}
              </span>
            </li>
          ))}
        </ol>
      )}
    </div>
  );

  function moment(at: string): string {
    return `${shortDate(at, Date.now(), locale)} ${clockTime(at, locale)}`;
  }
}
