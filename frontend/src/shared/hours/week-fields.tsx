import Plus from 'lucide-react/icons/plus';
import X from 'lucide-react/icons/x';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useFocusOn } from '../lib/use-focus-on';
import { Button, Icon, IconButton } from '../ui';
import { isTime, isWholeInterval, nextInterval, weekdayName, wholeTime, WEEKDAYS, type Interval } from './hours';
import './week-fields.css';

const isBad = (one: Interval, name: 'opens' | 'closes'): boolean => !isTime(one[name]) || wholeTime(one.opens) === wholeTime(one.closes);

/** The opening hours of a week: several a day, and over midnight where one closes before it opens. */
export function WeekFields({ intervals, onChange }: { intervals: readonly Interval[]; onChange: (intervals: Interval[]) => void }) {
  const { t, i18n } = useTranslation('shared');
  const id = useId();
  const [week, focusOn] = useFocusOn<HTMLDivElement>();
  const rowsOf = (box: HTMLElement, weekday: number): NodeListOf<Element> | undefined =>
    box.children[weekday]?.querySelectorAll('.row');
  const add = (weekday: number, count: number): void => {
    onChange([...intervals, nextInterval(intervals, weekday)]);
    focusOn((box) => rowsOf(box, weekday)?.[count]?.querySelector('input'));
  };
  const remove = (gone: Interval, index: number, count: number): void => {
    onChange(intervals.filter((one) => one !== gone));
    // The next row's button, else that of the one before, else the way to new hours.
    focusOn((box) => {
      const row = rowsOf(box, gone.weekday)?.[Math.min(index, count - 2)];
      return (row ?? box.children[gone.weekday])?.querySelector('button');
    });
  };
  const put = (old: Interval, next: Interval): void => onChange(intervals.map((one) => (one === old ? next : one)));
  return (
    <div className="slweek" ref={week}>
      {WEEKDAYS.map((weekday) => {
        const day = weekdayName(weekday, i18n.language);
        const open = intervals.filter((one) => one.weekday === weekday);
        return (
          <fieldset key={weekday}>
            <legend>{day}</legend>
            {open.length === 0 ? <span className="t3">{t('week.closed')}</span> : null}
            {open.map((one, index) => (
              <span className="row" key={index}>
                {(['opens', 'closes'] as const).map((name) => (
                  <label key={name} className={`field sm${isBad(one, name) ? ' is-bad' : ''}`}>
                    <span className="vh">{t(`week.${name}`, { day, number: index + 1 })}</span>
                    <input
                      value={one[name]}
                      inputMode="numeric"
                      maxLength={5}
                      aria-invalid={isBad(one, name) || undefined}
                      aria-describedby={isBad(one, name) ? `${id}-${weekday}-${index}` : undefined}
                      onChange={(event) => put(one, { ...one, [name]: event.target.value })}
                    />
                  </label>
                ))}
                {wholeTime(one.closes) < wholeTime(one.opens) && isTime(one.closes) ? <span className="t3 f12">{t('week.nextDay')}</span> : null}
                {isWholeInterval(one) ? null : (
                  <span className="bad f12" id={`${id}-${weekday}-${index}`}>
                    {t(isTime(one.opens) && isTime(one.closes) ? 'week.noTime' : 'week.notATime')}
                  </span>
                )}
                <IconButton size="sm" label={t('week.removeHours', { day, number: index + 1 })} onClick={() => remove(one, index, open.length)}>
                  <Icon icon={X} size={14} />
                </IconButton>
              </span>
            ))}
            <Button
              size="sm"
              variant="ghost"
              icon={<Icon icon={Plus} size={14} />}
              aria-label={t('week.addHours', { day })}
              onClick={() => add(weekday, open.length)}
            >
              {t('week.hoursMore')}
            </Button>
          </fieldset>
        );
      })}
    </div>
  );
}
