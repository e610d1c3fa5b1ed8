import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Change, Weeks } from './words';

const WIDTH = 320;
const HEIGHT = 150;
const LEFT = 34;
const BOTTOM = 18;
const TOP = 8;
const DAY = 86_400_000;

/** The share of bad outcomes in percent; null for a week without any. */
export const shareOf = ({ bad, all }: Weeks['weeks'][number]): number | null => (all === 0 ? null : (100 * bad) / all);

/** One mark for the changes of a day. */
const daysOf = (changes: readonly Change[]): string[] => [...new Set(changes.map(({ at }) => at.slice(0, 10)))];

/** The share of bad outcomes by week with marks where something was changed, and the same as a table. */
export function WeekChart({ weeks, changes, title }: { weeks: Weeks['weeks']; changes: readonly Change[]; title: string }) {
  const { t, i18n } = useTranslation('quality');
  const [isTable, setTable] = useState(false);
  const id = useId();
  const day = (text: string): string => new Intl.DateTimeFormat(i18n.language, { day: 'numeric', month: 'short' }).format(new Date(text));
  return (
    <figure className="qlfig">
      <figcaption className="row">
        <span id={id}>{title}</span>
        <span className="sp" />
        <button type="button" className="link f12" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
          {t('asTable')}
        </button>
      </figcaption>
      {isTable ? (
        <table className="dt" aria-labelledby={id}>
          <thead>
            <tr>
              <th scope="col">{t('drift.week')}</th>
              <th scope="col">{t('drift.bad')}</th>
              <th scope="col">{t('drift.of')}</th>
            </tr>
          </thead>
          <tbody>
            {weeks.map((week) => (
              <tr key={week.begins}>
                <th scope="row">{day(week.begins)}</th>
                <td>{week.bad}</td>
                <td>{week.all}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <Drawing weeks={weeks} changes={changes} title={`${title}: ${t('asTable')}`} first={weeks[0] ? day(weeks[0].begins) : ''} />
      )}
      <p className="f12 t2" aria-hidden="true">
        <i className="qlk is-bar" />
        {t('drift.legendBar')} <i className="qlk is-mark" />
        {t('drift.legendMark')}
      </p>
    </figure>
  );
}

function Drawing({ weeks, changes, title, first }: { weeks: Weeks['weeks']; changes: readonly Change[]; title: string; first: string }) {
  const { t } = useTranslation('quality');
  const slot = (WIDTH - LEFT) / Math.max(weeks.length, 1);
  const y = (share: number): number => TOP + (HEIGHT - TOP - BOTTOM) * (1 - share / 100);
  const begins = weeks[0] ? new Date(weeks[0].begins).getTime() : 0;
  const xOf = (at: string): number => LEFT + ((new Date(at).getTime() - begins) / (7 * DAY)) * slot;
  return (
    <svg className="qlch" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={title}>
      {[0, 50, 100].map((share) => (
        <g key={share}>
          <line className="gr" x1={LEFT} x2={WIDTH} y1={y(share)} y2={y(share)} />
          <text className="tk" x={LEFT - 6} y={y(share) + 3.5} textAnchor="end">
            {t('percent', { value: share })}
          </text>
        </g>
      ))}
      {weeks.map((week, place) => {
        const share = shareOf(week);
        return share === null ? null : (
          <rect key={week.begins} className={week.all < 5 ? 'br is-few' : 'br'} x={LEFT + slot * (place + 0.15)} width={slot * 0.7} y={Math.min(y(share), y(0) - 1)} height={Math.max(y(0) - y(share), 1)} />
        );
      })}
      {daysOf(changes).map((at) => (
        <line key={at} className="mk" x1={xOf(at)} x2={xOf(at)} y1={TOP} y2={y(0)} />
      ))}
      <text className="tk" x={LEFT} y={HEIGHT - 4}>
        {first}
      </text>
      <text className="tk" x={WIDTH} y={HEIGHT - 4} textAnchor="end">
        {t('drift.today')}
      </text>
    </svg>
  );
}
