import { useTranslation } from 'react-i18next';
import { absoluteTime } from '@/shared/lib/dates';
import { useReason } from '@/shared/ui';
import type { Preview } from './api';
import { useStepEffects } from './effect-text';

export interface EffectProps {
  preview: Preview | undefined;
  /** The figures belong to what stood there a moment ago. */
  isOld: boolean;
  error: unknown;
  isChanged: boolean;
}

/** What publishing would do to the open tickets. */
export function Effect({ preview, isOld, error, isChanged }: EffectProps) {
  const { t, i18n } = useTranslation('sla-settings');
  const reason = useReason(error);
  const stepEffects = useStepEffects();
  return (
    <section className="slsec eff" aria-labelledby="sla-effect" aria-busy={isOld}>
      <h2 id="sla-effect">{t('effect.title')}</h2>
      {error ? (
        <p className="hint bad" role="alert">
          {reason}
        </p>
      ) : null}
      {!isChanged ? <p className="hint">{t('effect.none')}</p> : null}
      {isChanged && preview ? (
        <>
          <dl className="fig">
            <div>
              <dt>{t('effect.figure.changed')}</dt>
              <dd>{preview.changed}</dd>
            </div>
            <div className={preview.late > 0 ? 'bad' : ''}>
              <dt>{t('effect.figure.late')}</dt>
              <dd>{preview.late}</dd>
            </div>
            <div>
              <dt>{t('effect.figure.soon')}</dt>
              <dd>{preview.due_soon}</dd>
            </div>
          </dl>
          {preview.steps.length > 0 ? (
            <ul className="sldiff">
              {stepEffects(preview).map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          ) : null}
          {preview.is_partial ? <p className="hint">{t('effect.partial')}</p> : null}
          {preview.tickets.length > 0 ? (
            <details>
              <summary>{t('effect.see', { count: preview.tickets.length })}</summary>
              <ul className="sltk">
                {preview.tickets.map((one) => (
                  <li key={one.number}>
                    <a href={`/app/inbox/${one.number}`} target="_blank" rel="noreferrer">
                      <bdi>#{one.number}</bdi> <span dir="auto">{one.subject}</span>
                    </a>
                    <span className="why2">
                      {one.company ? `${one.company}, ` : ''}
                      {t(`shared:clock.${one.kind}`)}: {one.due_before ? absoluteTime(one.due_before, i18n.language) : t('effect.notDue')}
                      {' → '}
                      {one.due_after ? absoluteTime(one.due_after, i18n.language) : t('effect.notDue')}
                      {one.becomes_late ? <b className="bad"> {t('effect.becomesLate')}</b> : null}
                    </span>
                  </li>
                ))}
              </ul>
            </details>
          ) : null}
        </>
      ) : null}
    </section>
  );
}
