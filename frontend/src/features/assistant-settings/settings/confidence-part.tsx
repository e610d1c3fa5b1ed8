import { useTranslation } from 'react-i18next';
import { NumberField } from '@/shared/ui';
import type { Content, Curve } from './api';
import { CurveChart } from './curve-chart';
import { pointAt, thresholdFor } from './curve-points';

export interface ConfidencePartProps {
  curve: Curve;
  limits: Content['limits'];
  /** The engine's own threshold. */
  shipped: number;
  isLocked: boolean;
  onChange: (change: Pick<Content['limits'], 'threshold' | 'max_wrong'>) => void;
}

const MOST = 0.99;
const percent = (share: number): number => Math.round(share * 1000) / 10;

/** How many wrong answers are allowed, and what that means for threshold and people. */
export function ConfidencePart({ curve, limits, shipped, isLocked, onChange }: ConfidencePartProps) {
  const { t, i18n } = useTranslation('assistant-settings');
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 0 });
  const shown = (share: number): string => new Intl.NumberFormat(i18n.language).format(percent(share));
  const threshold = limits.threshold ?? shipped;
  const point = pointAt(curve.points, threshold);
  const limit = limits.max_wrong ?? (point ? percent(point.wrong) / 100 : 0.1);
  const isImpossible = thresholdFor(curve.points, limit) === null;
  const choose = (share: number): void => {
    const found = thresholdFor(curve.points, share);
    onChange({ max_wrong: share, threshold: found ?? MOST });
  };
  return (
    <div className="as-conf">
      <p className="hint" dir="auto">
        {curve.source === 'shipped'
          ? t('confidence.shipped', { count: curve.judged, needed: curve.needed })
          : t('confidence.own', { count: curve.judged, wrong: curve.wrong })}{' '}
        {curve.has_own_volume ? t('confidence.volume', { count: curve.asked }) : t('confidence.noVolume', { count: curve.asked })}
      </p>
      <CurveChart points={curve.points} chosen={threshold} limit={limit} />
      <fieldset disabled={isLocked} className="as-pick">
        <legend className="vh">{t('confidence.title')}</legend>
        <label className="lab" htmlFor="as-limit">
          {t('confidence.limit')}
        </label>
        <input
          id="as-limit"
          type="range"
          min={1}
          max={30}
          step={0.5}
          value={percent(limit)}
          aria-valuetext={t('confidence.limitText', { percent: shown(limit) })}
          onChange={(event) => choose(Number(event.target.value) / 100)}
        />
        <output htmlFor="as-limit">{t('confidence.limitText', { percent: shown(limit) })}</output>
        <NumberField
          label={t('confidence.threshold')}
          hint={limits.threshold === null ? t('confidence.isShipped') : t('confidence.thresholdHint')}
          min={0}
          max={1}
          value={threshold}
          onChange={(next) => onChange({ threshold: next, max_wrong: null })}
        />
      </fieldset>
      {isImpossible ? <p className="hint bad" role="status">{t('confidence.impossible')}</p> : null}
      {point ? (
        <dl className="as-kpi" role="status">
          <div>
            <dt>{t('confidence.answered')}</dt>
            <dd>{number.format(point.answered_a_month)}</dd>
          </div>
          <div>
            <dt>{t('confidence.handed')}</dt>
            <dd>{number.format(point.handed_over_a_month)}</dd>
          </div>
          <div>
            <dt>{t('confidence.wrong')}</dt>
            <dd>{t('confidence.wrongBand', { wrong: shown(point.wrong), low: shown(point.wrong_low), high: shown(point.wrong_high) })}</dd>
          </div>
        </dl>
      ) : (
        <p className="hint" role="status">
          {t('confidence.below', { least: new Intl.NumberFormat(i18n.language).format(curve.points[0]?.threshold ?? 0) })}
        </p>
      )}
      {curve.has_own_volume ? null : <p className="hint">{t('confidence.noMonth')}</p>}
    </div>
  );
}
