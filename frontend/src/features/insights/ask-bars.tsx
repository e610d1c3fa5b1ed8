import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { stepOf } from './day-chart';

export interface Bar {
  key: string;
  name: string;
  /** Null where nothing counts. */
  value: number | null;
  text: string;
}

const WIDTH = 640;
const HEIGHT = 150;
const SHOWN = 12;

/** Groups as bars that lie below each other, days as bars that stand beside each other; the table has the figures. */
export function AskBars({ bars, isOver, title }: { bars: readonly Bar[]; isOver: boolean; title: string }) {
  const { t } = useTranslation('insights');
  const id = useId();
  const top = Math.max(0, ...bars.map(({ value }) => value ?? 0));
  if (top <= 0) return null;
  return (
    <figure className="aqch" aria-labelledby={id}>
      <figcaption id={id} className="f12 t2">
        {title}
      </figcaption>
      {isOver ? (
        <Standing bars={bars} top={top} />
      ) : (
        <div aria-hidden="true">
          {bars.slice(0, SHOWN).map(({ key, name, value, text }) => (
            <div key={key} className="aqbr">
              <span className="ell" dir="auto">
                {name}
              </span>
              <span className="aqbl">
                <i style={{ inlineSize: `${((value ?? 0) / top) * 100}%` }} />
              </span>
              <span className="t2">{text}</span>
            </div>
          ))}
          {bars.length > SHOWN ? <p className="f12 t3">{t('ask.moreBars', { count: bars.length - SHOWN })}</p> : null}
        </div>
      )}
    </figure>
  );
}

function Standing({ bars, top }: { bars: readonly Bar[]; top: number }) {
  const ceiling = Math.ceil(top / stepOf(top)) * stepOf(top);
  const slot = WIDTH / Math.max(bars.length, 1);
  const y = (value: number): number => HEIGHT * (1 - value / ceiling);
  const last = bars.length - 1;
  return (
    <svg className="inch" viewBox={`0 0 ${WIDTH} ${HEIGHT + 20}`} aria-hidden="true">
      <line className="gr" x1="0" x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
      {bars.map(({ key, value, name, text }, place) => (
        <rect key={key} className="ab" x={slot * place + slot * 0.15} width={Math.max(slot * 0.7, 1)} y={y(value ?? 0)} height={HEIGHT - y(value ?? 0)}>
          <title>{`${name}: ${text}`}</title>
        </rect>
      ))}
      <text className="tk" x="0" y={HEIGHT + 14}>
        {bars[0]?.name}
      </text>
      <text className="tk" x={WIDTH} y={HEIGHT + 14} textAnchor="end">
        {last > 0 ? bars[last]?.name : ''}
      </text>
    </svg>
  );
}
