import { useTranslation } from 'react-i18next';

import { absoluteTime, clockTime, shortDate, workTime } from '@/shared/lib/dates';
import { useMessages } from '@/shared/lib/messages';
import { firstStretches } from '@/shared/lib/stretches';

import type { SlaClock, SlaDetail } from '../types';

const SHOWN_STRETCHES = 8;
/** What the server calls a clock without a calendar. */
const AROUND_THE_CLOCK = '24x7';

const A_MINUTE = 60_000;

/** Told noticeably later than its share was used up, such as after a target was shortened. */
const isLater = ({ at, reached_at: reachedAt }: SlaDetail['history'][number]): boolean =>
  reachedAt !== null && Date.parse(at) - Date.parse(reachedAt) >= A_MINUTE;

/** "Why is this due then?": the policy, the target, the calendar and what happened to the clock. */
export function DueWhy({ clock, detail }: { clock: SlaClock; detail: SlaDetail }) {
  const { t, i18n } = useTranslation(['ticket', 'shared']);
  const locale = i18n.language;
  const say = useMessages();
  // Hours are those of the calendar, in its zone; around the clock they are the reader's.
  const zone = clock.calendar.name === AROUND_THE_CLOCK ? undefined : clock.calendar.timezone;
  const history = detail.history.filter(
    (step) => step.clock === clock.kind && step.number === clock.number,
  );
  const { shown, rest } = firstStretches(clock.stretches, clock.due_at ? clock.target_seconds : clock.elapsed_seconds, SHOWN_STRETCHES);
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
            time: workTime(clock.target_seconds * 1000, locale),
            used: workTime(clock.elapsed_seconds * 1000, locale),
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
          {zone ? t('ticket:due.calendarIn', { name: clock.calendar.name, zone }) : t('ticket:due.always')}
        </dd>
        <dt>{t('ticket:due.started')}</dt>
        <dd>{absoluteTime(clock.started_at, locale, zone)}</dd>
      </dl>
      {shown.length > 0 && (
        <ol aria-label={t('ticket:due.stretches')}>
          {shown.map((stretch) => (
            <li key={stretch.from}>
              <span className="t3">{workTime(stretch.seconds * 1000, locale)}</span>
              <span title={absoluteTime(stretch.from, locale, zone)}>
                {t('ticket:due.stretch', { from: moment(stretch.from), to: moment(stretch.to) })}
              </span>
            </li>
          ))}
          {rest > 0 && (
            <li>
              <span className="t3">{workTime(rest * 1000, locale)}</span>
              <span>{t('ticket:due.rest')}</span>
            </li>
          )}
        </ol>
      )}
      {zone && <p className="t3">{t('ticket:due.zone', { zone })}</p>}
      {history.length > 0 && (
        <ol aria-label={t('ticket:due.history')}>
          {history.map((step, at) => (
            <li key={`${step.at}-${at}`} className={step.is_replaced ? 'is-replaced' : ''}>
              <time dateTime={step.at} title={absoluteTime(step.at, locale, zone)}>
                {moment(step.at)}
              </time>
              <span dir="auto">
                {steps[step.kind] ?? step.kind}
                {step.detail && <span className="t3"> {say(step.message, step.detail)}</span>}
                {isLater(step) && <span className="t3"> {t('ticket:due.usedUp', { at: moment(step.reached_at ?? '') })}</span>}
                {step.is_replaced && <span className="t3"> {t('ticket:due.replaced')}</span>}
              </span>
            </li>
          ))}
        </ol>
      )}
    </div>
  );

  function moment(at: string): string {
    return `${shortDate(at, Date.now(), locale, zone)} ${clockTime(at, locale, zone)}`;
  }
}
