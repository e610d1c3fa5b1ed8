import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useScene } from './context';
import type { Conversation } from './types';

const ADDRESS = /^[^\s@]{1,64}@[^\s@.]{1,63}(?:\.[^\s@.]{1,63}){1,8}$/;

/** Where an answer finds somebody who has left: asked as long as nobody knows, told when it is known. */
export function Reach({ conversation }: { conversation: Conversation }): JSX.Element | null {
  const { words } = useScene();
  const { reply_email: email, may_leave_email: mayLeave, goes_on_by_email: goesOn, owner } = conversation;
  const said = useRef<HTMLParagraphElement>(null);
  const hasLeft = useRef(false);
  const [isChanging, setChanging] = useState(false);
  useEffect(() => {
    // The field that had the focus is gone.
    if (email && hasLeft.current && !isChanging) said.current?.focus();
  }, [email, isChanging]);
  if (goesOn) {
    return (
      <p class="wg-mail" role="status">
        {words.t('goesOn')}
      </p>
    );
  }
  if (mayLeave) return <EmailForm conversation={conversation} onLeft={() => (hasLeft.current = true)} />;
  if (isChanging) {
    return (
      <EmailForm
        conversation={conversation}
        isAsked
        onLeft={() => (hasLeft.current = true)}
        onSaved={() => setChanging(false)}
      />
    );
  }
  // What the assistant writes is not sent by mail.
  if (!email || (owner === 'assistant' && !hasLeft.current)) return null;
  return (
    <p class="wg-mail" role="status" tabIndex={-1} ref={said}>
      {words.t('emailSaved', { email })}{' '}
      {conversation.may_change_email && (
        <button type="button" class="link" onClick={() => setChanging(true)}>
          {words.t('changeEmail')}
        </button>
      )}
    </p>
  );
}

interface EmailFormProps {
  conversation: Conversation;
  /** The customer asked for the field. */
  isAsked?: boolean;
  onLeft: () => void;
  onSaved?: () => void;
}

function EmailForm({ conversation, isAsked = false, onLeft, onSaved }: EmailFormProps): JSX.Element {
  const { desk, words } = useScene();
  const [isShown, setShown] = useState(isAsked);
  const [email, setEmail] = useState('');
  const [problem, setProblem] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const isBusy = useRef(false);
  useEffect(() => {
    if (isShown) field.current?.focus();
  }, [isShown]);
  const save = async () => {
    if (isBusy.current) return;
    if (!ADDRESS.test(email.trim())) {
      setProblem(words.t('emailBad'));
      return;
    }
    isBusy.current = true;
    onLeft();
    const refusal = await desk.leaveEmail(conversation.id, email.trim());
    isBusy.current = false;
    setProblem(refusal);
    if (!refusal) onSaved?.();
  };
  if (conversation.owner === 'assistant' && !isShown) {
    return (
      <div class="wg-mail">
        <button type="button" class="link" onClick={() => setShown(true)}>
          {words.t('emailLater')}
        </button>
      </div>
    );
  }
  return (
    <form
      class="wg-mail"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label for="wg-mail">{words.t('leaveEmail')}</label>
      <div class="field">
        <input
          id="wg-mail"
          ref={field}
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
