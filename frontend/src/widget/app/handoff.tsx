import type { JSX } from 'preact';
import { useScene } from './context';
import { knownKey } from './i18n';
import { Icon } from './icons';
import type { Conversation } from './types';
import { waitText } from './wait-text';

/** Whether a person has answered since it was last passed on: then nobody waits for the first reply any more. */
export function hasAnswered({ messages }: Conversation): boolean {
  const newest = messages.filter(({ author }) => author.kind === 'person' || author.kind === 'assistant').pop();
  return newest?.author.kind === 'person';
}

/** What happens now: who takes over, when, and what they already know. */
export function HandoffCard({ conversation }: { conversation: Conversation }): JSX.Element {
  const { words } = useScene();
  const { handoff, person, wait } = conversation;
  const why = handoff ? knownKey(`why_${handoff.why}`) : null;
  return (
    <section class="wg-hand" aria-label={words.t('passedOn')}>
      <div class="top" role="status">
        <h3 dir="auto">{person ? words.t('handed', { name: person }) : words.t('handedQueue')}</h3>
        <p>{waitText(wait, words)}</p>
      </div>
      {handoff && (
        <div class="wg-pass">
          <h4>
            <Icon name="ai" size={14} />
            {words.t('passedOn')}
          </h4>
          <ul>
            {handoff.wants && (
              <li>
                <Icon name="clock" size={14} />
                <span dir="auto">{handoff.wants}</span>
              </li>
            )}
            {handoff.tried.map((step) => (
              <li key={step.label}>
                <Icon name={step.ok ? 'check' : 'x'} size={14} tone={step.ok ? 'tick' : 'cross'} />
                <span dir="auto">{step.label}</span>
              </li>
            ))}
            {why && (
              <li>
                <Icon name="split" size={14} />
                <span>{words.t(why)}</span>
              </li>
            )}
          </ul>
        </div>
      )}
      {handoff && <footer>{words.t('noRepeat')}</footer>}
    </section>
  );
}
