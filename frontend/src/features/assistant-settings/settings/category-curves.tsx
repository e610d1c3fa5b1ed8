import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui';
import type { Content, Curve, Limit } from './api';
import { pointAt, thresholdFor } from './curve-points';

export interface CategoryCurvesProps {
  curve: Curve;
  limits: Content['limits'];
  /** The engine's own threshold. */
  shipped: number;
  isLocked: boolean;
  onChange: (rules: Limit[]) => void;
}

type Row = Curve['categories'][number];

const CLOSE = 0.005;

/** What the threshold means in each category with enough outcomes, and the one that would keep the limit there. */
export function CategoryCurves({ curve, limits, shipped, isLocked, onChange }: CategoryCurvesProps) {
  const { t, i18n } = useTranslation('assistant-settings');
  const share = (value: number): string => new Intl.NumberFormat(i18n.language, { style: 'percent', maximumFractionDigits: 1 }).format(value);
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 2 });
  const ofType = ({ channel, category }: Limit, type: string): boolean => channel === '' && category.trim().toLowerCase() === type;
  const set = (type: string, threshold: number): void =>
    onChange([...limits.rules.filter((rule) => !ofType(rule, type)), { channel: '', category: type, threshold }]);
  const shown = (row: Row) => {
    const threshold = limits.rules.find((rule) => ofType(rule, row.category))?.threshold ?? limits.threshold ?? shipped;
    const point = pointAt(row.points, threshold);
    if (row.points.length === 0) return <span className="t2">{t('categories.few', { judged: row.judged, needed: curve.needed })}</span>;
    const better = limits.max_wrong === null ? null : thresholdFor(row.points, limits.max_wrong);
    return (
      <>
        <span>
          {point
            ? t('categories.at', {
                threshold: number.format(threshold),
                wrong: share(point.wrong),
                low: share(point.wrong_low),
                high: share(point.wrong_high),
                answered: Math.round(point.answered_a_month),
              })
            : t('categories.below', { threshold: number.format(threshold) })}
        </span>{' '}
        <span className="t3">{t('categories.judged', { count: row.judged, wrong: row.wrong })}</span>{' '}
        {better === null || Math.abs(better - threshold) < CLOSE || isLocked ? null : (
          <Button size="sm" onClick={() => set(row.category, better)}>
            {t('categories.set', { threshold: number.format(better) })}
          </Button>
        )}
      </>
    );
  };
  return (
    <dl className="as-cats">
      {curve.categories.map((row) => (
        <div key={row.category}>
          <dt>{t(`type.${row.category}`)}</dt>
          <dd>{shown(row)}</dd>
        </div>
      ))}
    </dl>
  );
}
