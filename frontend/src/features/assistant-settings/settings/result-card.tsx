import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Badge, type Tone } from '@/shared/ui';
import type { Result } from './api';

const TONES: Record<Result['outcome'], Tone> = { answered: 'ok', drafted: 'acc', asked_back: 'note', handed_over: 'warn', gone: 'mute' };

/** Why a question ended as it did, in words. */
export function whyOf(t: TFunction<'assistant-settings'>, result: Result): string {
  if (result.boundary) return t('why.boundary', { name: result.label || result.boundary, words: result.evidence });
  if (!result.reason) return '';
  return t(`why.${result.reason}`, { defaultValue: result.reason });
}

/** What would come of a question under one configuration. */
export function ResultCard({ title, result }: { title: string; result: Result }) {
  const { t, i18n } = useTranslation('assistant-settings');
  const percent = new Intl.NumberFormat(i18n.language, { style: 'percent', maximumFractionDigits: 0 });
  const why = whyOf(t, result);
  return (
    <article className="as-result" aria-label={title}>
      <header className="row">
        <b className="med">{title}</b>
        <Badge tone={TONES[result.outcome]}>{t(`outcome.${result.outcome}`)}</Badge>
        {result.confidence === null ? null : (
          <span className="t3 f12">{t('sure', { confidence: percent.format(result.confidence), threshold: percent.format(result.threshold ?? 0) })}</span>
        )}
      </header>
      {why ? (
        <p className="hint" dir="auto">
          {why}
        </p>
      ) : null}
      {result.text ? (
        <p className="as-said" dir="auto">
          {result.text}
        </p>
      ) : null}
      {result.sources.length > 0 ? (
        <ul className="as-sources">
          {result.sources.map(({ article_id: id, title: name, url }) => (
            <li key={id}>
              <a className="link f12" href={url} target="_blank" rel="noreferrer" dir="auto">
                {name}
              </a>
            </li>
          ))}
        </ul>
      ) : null}
    </article>
  );
}
