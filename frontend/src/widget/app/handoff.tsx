import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useScene } from './context';
import { knownKey } from './i18n';
import { Icon } from './icons';
import type { Conversation } from './types';
import { takeoverText } from './waiting';

/** What happens now: who takes over, when, and what they already know. */
export function HandoffCard({ conversation }: { conversation: Conversation }): JSX.Element {
  const { words } = useScene();
  const { handoff, person, reply_email: email, wait } = conversation;
  const why = handoff ? knownKey(`why_${handoff.why}`) : null;
  return (
    <section class="wg-hand" aria-label={words.t('passedOn')}>
      <div class="top" role="status">
        <h3 dir="auto">{person ? words.t('handed', { name: person }) : words.t('handedQueue')}</h3>
        <p>
          {takeoverText(wait, words)} {email && words.t('handedEmail', { email })}
        </p>
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

/** Nobody is here, and we do not know where to write: then an address helps. */
export function EmailForm({ conversation }: { conversation: Conversation }): JSX.Element | null {
  const { desk, words } = useScene();
  const [email, setEmail] = useState('');
  const [problem, setProblem] = useState('');
  if (!conversation.may_leave_email || conversation.owner === 'assistant' || conversation.wait.is_someone_here) return null;
  const save = async () => {
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim())) {
      setProblem(words.t('emailBad'));
      return;
    }
    setProblem((await desk.leaveEmail(conversation.id, email.trim())) ? '' : words.t('emailBad'));
  };
  return (
    <form
      class="wg-mail"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label for="wg-mail">{words.t('leaveEmail')}</label>
      <div class="field">
        <input
          id="wg-mail"
          type="email"
          autocomplete="email"
          placeholder="name@company.com"
          value={email}
          aria-invalid={problem !== ''}
          aria-describedby={problem ? 'wg-mail-bad' : undefined}
          onInput={(event) => setEmail(event.currentTarget.value)}
        />
        <button type="submit" class="btn sm">
          {words.t('save')}
        </button>
      </div>
      {problem && (
        <p id="wg-mail-bad" class="bad" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
