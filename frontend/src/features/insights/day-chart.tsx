import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AllSeries, Measure } from './words';

const WIDTH = 640;
const HEIGHT = 170;
const LEFT = 34;
const BOTTOM = 20;
const TOP = 8;

export interface DayChartProps {
  series: AllSeries;
  title: string;
  /** A line and bars, by the day. */
  line: Measure;
  bars: Measure;
}

/** A step for about four lines of the grid: 1, 2 or 5 times a power of ten. */
export function stepOf(top: number): number {
  const rough = Math.max(top / 4, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((one) => one * power >= rough) ?? 10;
  return factor * power;
}

const valuesOf = (series: AllSeries, measure: Measure): (number | null)[] => series.series.find((one) => one.measure === measure)?.values ?? [];

/** Two counts by day, as a drawing and as a table with the same figures. */
export function DayChart({ series, title, line, bars }: DayChartProps) {
  const { t, i18n } = useTranslation('insights');
  const [isTable, setTable] = useState(false);
  const id = useId();
  const lines = valuesOf(series, line);
  const solid = valuesOf(series, bars);
  const day = (text: string): string => new Intl.DateTimeFormat(i18n.language, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(text));
  return (
    <figure className="inf">
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
              <th scope="col">{t('day')}</th>
              <th scope="col" className="r">
                {t(`measure.${line}`)}
              </th>
              <th scope="col" className="r">
                {t(`measure.${bars}`)}
              </th>
            </tr>
          </thead>
          <tbody>
            {series.days.map((one, place) => (
              <tr key={one}>
                <th scope="row">{day(one)}</th>
                <td className="r">{lines[place] ?? 0}</td>
                <td className="r">{solid[place] ?? 0}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <Drawing title={`${title}: ${t('asTable')}`} days={series.days.map(day)} lines={lines} bars={solid} />
      )}
      <p className="inlg f12 t2" aria-hidden="true">
        <i className="is-line" />
        {t(`measure.${line}`)} <i className="is-bar" />
        {t(`measure.${bars}`)}
      </p>
    </figure>
  );
}

function Drawing({ title, days, lines, bars }: { title: string; days: string[]; lines: (number | null)[]; bars: (number | null)[] }) {
  const top = Math.max(1, ...lines.map((one) => one ?? 0), ...bars.map((one) => one ?? 0));
  const step = stepOf(top);
  const ceiling = Math.ceil(top / step) * step;
  const slot = (WIDTH - LEFT) / Math.max(days.length, 1);
  const x = (place: number): number => LEFT + slot * (place + 0.5);
  const y = (value: number): number => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / ceiling);
  const grid = Array.from({ length: Math.round(ceiling / step) + 1 }, (_, number) => number * step);
  const bar = Math.max(slot * 0.6, 1);
  const last = days.length - 1;
  return (
    <svg className="inch" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={title}>
      {grid.map((value) => (
        <g key={value}>
          <line className="gr" x1={LEFT} x2={WIDTH} y1={y(value)} y2={y(value)} />
          <text className="tk" x={LEFT - 6} y={y(value) + 3.5} textAnchor="end">
            {value}
          </text>
        </g>
      ))}
      {bars.map((value, place) => (value ? <rect key={days[place]} className="br" x={x(place) - bar / 2} width={bar} y={y(value)} height={y(0) - y(value)} /> : null))}
      <polyline className="ln" points={lines.map((value, place) => `${x(place)},${y(value ?? 0)}`).join(' ')} />
      {last >= 0 ? (
        <>
          <text className="tk" x={LEFT} y={HEIGHT - 4}>
            {days[0]}
          </text>
          <text className="tk" x={WIDTH} y={HEIGHT - 4} textAnchor="end">
            {days[last]}
          </text>
        </>
      ) : null}
    </svg>
  );
}
