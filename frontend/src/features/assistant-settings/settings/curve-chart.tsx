import { useTranslation } from 'react-i18next';
import type { Point } from './api';
import { pointAt } from './curve-points';

export interface CurveChartProps {
  points: readonly Point[];
  chosen: number;
  /** The share of wrong answers that is allowed. */
  limit: number;
}

const WIDTH = 480;
const HEIGHT = 220;
const LEFT = 40;
const RIGHT = 8;
const TOP = 12;
const BOTTOM = 28;
const FIRST = 0.5;
const TICKS = [0.5, 0.6, 0.7, 0.8, 0.9, 1];

const xOf = (threshold: number): number => LEFT + ((threshold - FIRST) / (1 - FIRST)) * (WIDTH - LEFT - RIGHT);

/** Answered and wrong by the confidence that is asked for, with the band of the wrong ones. */
export function CurveChart({ points, chosen, limit }: CurveChartProps) {
  const { t, i18n } = useTranslation('assistant-settings');
  const percent = new Intl.NumberFormat(i18n.language, { style: 'percent', maximumFractionDigits: 1 });
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 2 });
  const yOf = (share: number): number => TOP + (1 - share) * (HEIGHT - TOP - BOTTOM);
  const path = (value: (point: Point) => number): string =>
    points.map((point, index) => `${index === 0 ? 'M' : 'L'}${xOf(point.threshold).toFixed(1)} ${yOf(value(point)).toFixed(1)}`).join('');
  const back = [...points].reverse().map((point) => `L${xOf(point.threshold).toFixed(1)} ${yOf(point.wrong_low).toFixed(1)}`).join('');
  const point = pointAt(points, chosen);
  if (!point) return null;
  const label = t('confidence.chart', {
    threshold: number.format(chosen),
    answered: percent.format(point.answered),
    wrong: percent.format(point.wrong),
    limit: percent.format(limit),
  });
  return (
    <figure className="as-fig">
      <svg className="as-curve" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <g key={share}>
            <line x1={LEFT} x2={WIDTH - RIGHT} y1={yOf(share)} y2={yOf(share)} className="gr" />
            <text x={LEFT - 6} y={yOf(share) + 4} textAnchor="end">
              {percent.format(share)}
            </text>
          </g>
        ))}
        {TICKS.map((at) => (
          <text key={at} x={xOf(at)} y={HEIGHT - 10} textAnchor="middle">
            {number.format(at)}
          </text>
        ))}
        <path className="band" d={`${path(({ wrong_high }) => wrong_high)}${back}Z`} />
        <line className="lim" x1={LEFT} x2={WIDTH - RIGHT} y1={yOf(limit)} y2={yOf(limit)} />
        <path className="answered" d={path(({ answered }) => answered)} />
        <path className="wrong" d={path(({ wrong }) => wrong)} />
        <line className="pick" x1={xOf(Math.max(chosen, FIRST))} x2={xOf(Math.max(chosen, FIRST))} y1={TOP} y2={HEIGHT - BOTTOM} />
      </svg>
      <figcaption className="as-legend">
        <span className="k answered">{t('confidence.keyAnswered')}</span>
        <span className="k wrong">{t('confidence.keyWrong')}</span>
        <span className="k lim">{t('confidence.keyLimit')}</span>
      </figcaption>
    </figure>
  );
}
