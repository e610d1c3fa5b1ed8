import { useTranslation } from 'react-i18next';
import { useAmount } from '@/shared/runbook';
import { Badge, type Tone } from '@/shared/ui';
import type { Attempt, Feedback, FoundStep } from './api';

const TONES: Record<FoundStep['state'], Tone> = { done: 'ok', skipped: 'mute', missed: 'bad', open: 'mute' };
const VERDICTS: Record<Feedback['escalation'], Tone> = { right: 'ok', missing: 'bad', needless: 'warn' };

/** What was done beside the runbook, and what was answered then; each line names where it comes from. */
export function FeedbackPart({ feedback, attempt }: { feedback: Feedback; attempt: Attempt }) {
  const { t } = useTranslation('practice');
  return (
    <section className="prb" aria-label={t('feedback.title')}>
      <h2>{t('feedback.title')}</h2>
      <p className="hint">{t('feedback.hint')}</p>
      <h3>{attempt.article ? t('feedback.steps', { title: attempt.article.title, version: attempt.version }) : t('runbook')}</h3>
      <ol className="prl">
        {feedback.steps.map((step) => (
          <Step key={step.key} step={step} steps={feedback.steps} />
        ))}
      </ol>
      <h3>{t('feedback.escalation')}</h3>
      <p>
        <Badge tone={VERDICTS[feedback.escalation]}>{t(`feedback.verdict.${feedback.escalation}`)}</Badge>{' '}
        {t(feedback.must_escalate ? 'feedback.must' : 'feedback.mustNot')}
      </p>
      <h3>{t('feedback.then')}</h3>
      <p className="hint">{t(feedback.then.length > 0 ? 'feedback.thenHint' : 'feedback.thenShort')}</p>
      <ul className="prl">
        {feedback.then.map(({ number, sentences }) => (
          <li key={number}>
            <span className="t3 f12">{t('feedback.message', { number })}</span>
            {sentences.map(({ text, is_said: isSaid }, at) => (
              <p key={at} dir="auto">
                <Badge tone={isSaid ? 'mute' : 'warn'}>{t(isSaid ? 'feedback.said' : 'feedback.unsaid')}</Badge> {text}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Step({ step, steps }: { step: FoundStep; steps: readonly FoundStep[] }) {
  const { t } = useTranslation(['practice', 'shared']);
  const amount = useAmount();
  const earlier = steps.find(({ key }) => key === step.done_before);
  return (
    <li>
      <Badge tone={TONES[step.state]}>{t(`feedback.state.${step.state}`)}</Badge> <span dir="auto">{step.text}</span>
      <span className="t3 f12">
        {' '}
        {[t(`shared:runbook.kind.${step.kind}`), step.place === null ? '' : t('feedback.place', { place: step.place }), step.amount === null ? '' : amount(step.amount, step.unit)]
          .filter(Boolean)
          .join(' · ')}
      </span>
      {earlier ? <p className="hint">{t('feedback.early', { step: earlier.text })}</p> : null}
      {step.is_over && step.limit !== null ? <p className="hint bad">{t('shared:runbook.over', { limit: amount(step.limit, step.unit) })}</p> : null}
      {step.reason ? (
        <p className="f12" dir="auto">
          {step.reason}
        </p>
      ) : null}
    </li>
  );
}
