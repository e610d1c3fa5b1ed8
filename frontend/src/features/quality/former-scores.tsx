import { useTranslation } from 'react-i18next';
import { absoluteTime } from '@/shared/lib/dates';
import { useRuleWords } from './rule-words';
import type { Review } from './words';

/** What people scored before the scores that count, each in the words of its rubric. */
export function FormerScores({ former }: { former: Review['former'] }) {
  const { t, i18n } = useTranslation('quality');
  const words = useRuleWords();
  if (former.length === 0) return null;
  return (
    <section aria-label={t('former.title')}>
      <h3>{t('former.title')}</h3>
      <p className="t3 f12">{t('former.hint')}</p>
      {former.map((one) => (
        <details key={one.replaced_at} className="qlcm f12">
          <summary>
            <b dir="auto">{one.by.name}</b> <time dateTime={one.at}>{absoluteTime(one.at, i18n.language)}</time>{' '}
            {one.score === null ? null : t('percent', { value: one.score })}
          </summary>
          <ul className="qlla">
            {one.given.map((given) => {
              const { name, levels } = words(given);
              return (
                <li key={given.key} dir="auto">
                  <span className="t3">{name}:</span> {given.level === null ? t('notJudged') : levels[given.level]}
                  {given.note ? <p className="t2">{given.note}</p> : null}
                </li>
              );
            })}
          </ul>
        </details>
      ))}
    </section>
  );
}
