import { useTranslation } from 'react-i18next';
import { shortDate } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import type { Health } from './words';

const WIDTH = 240;
const HEIGHT = 40;

/** Twelve weeks of scores as a line, and as a table for who does not see it. */
export function Trend({ days }: { days: Health['days'] }) {
  const { t, i18n } = useTranslation('signals');
  const now = useNow(60_000);
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last || days.length < 2) return null;
  const begin = Date.parse(first.on);
  const span = Math.max(Date.parse(last.on) - begin, 1);
  const points = days.map(({ on, score }) => `${(((Date.parse(on) - begin) / span) * WIDTH).toFixed(1)},${(HEIGHT - (score / 100) * HEIGHT).toFixed(1)}`);
  const nameOf = (on: string): string => shortDate(`${on}T12:00`, now, i18n.language);
  return (
    <details className="sgtk">
      <summary>
        <svg className="sgtrend" viewBox={`0 -2 ${WIDTH} ${HEIGHT + 4}`} role="img" aria-label={t('health.trend', { since: nameOf(first.on), from: first.score, to: last.score })}>
          <polyline points={points.join(' ')} />
        </svg>
        <span className="t2 f12">{t('health.trend', { since: nameOf(first.on), from: first.score, to: last.score })}</span>
      </summary>
      <table className="dt">
        <thead>
          <tr>
            <th scope="col">{t('health.day')}</th>
            <th scope="col">{t('health.score')}</th>
          </tr>
        </thead>
        <tbody>
          {[...days].reverse().map(({ on, score }) => (
            <tr key={on}>
              <th scope="row">{nameOf(on)}</th>
              <td>{score}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
