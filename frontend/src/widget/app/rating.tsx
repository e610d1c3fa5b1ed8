import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useScene } from './context';
import type { Conversation } from './types';

const SCORES = [1, 2, 3, 4, 5] as const;

/** The survey after a resolve (CSAT, 1 to 5), with room for words. */
export function Rating({ conversation }: { conversation: Conversation }): JSX.Element {
  const { desk, words } = useScene();
  const [score, setScore] = useState(0);
  const [comment, setComment] = useState('');
  const [isBusy, setBusy] = useState(false);
  const group = useRef<HTMLDivElement>(null);
  const thanks = useRef<HTMLParagraphElement>(null);
  const hasSent = useRef(false);
  useEffect(() => {
    // The button that had the focus is gone with the form.
    if (conversation.rating !== null && hasSent.current) thanks.current?.focus();
  }, [conversation.rating]);
  if (conversation.rating !== null) {
    return (
      <p class="wg-none" role="status" tabIndex={-1} ref={thanks}>
        {words.t('rated')}
      </p>
    );
  }
  const move = (by: number) => {
    const next = Math.min(5, Math.max(1, (score || 3) + by));
    setScore(next);
    group.current?.querySelectorAll('button')[next - 1]?.focus();
  };
  const send = async () => {
    if (!score || isBusy) return;
    setBusy(true);
    hasSent.current = true;
    await desk.rate(conversation.id, score, comment.trim());
    setBusy(false);
  };
  return (
    <form
      class="wg-rate"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <h3 id="wg-rate">{words.t('rate')}</h3>
      <div class="wg-steps" role="radiogroup" aria-labelledby="wg-rate" ref={group}>
        {SCORES.map((each) => (
          <button
            key={each}
            type="button"
            role="radio"
            aria-checked={score === each}
            tabIndex={score === each || (!score && each === 1) ? 0 : -1}
            class={score === each ? 'on' : each < score ? 'in' : ''}
            onClick={() => setScore(each)}
            onKeyDown={(event) => {
              const forward = words.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
              if (event.key === forward || event.key === 'ArrowDown') move(1);
              else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight' || event.key === 'ArrowUp') move(-1);
              else return;
              event.preventDefault();
            }}
          >
            {words.t(`rate${each}`)}
          </button>
        ))}
      </div>
      {score > 0 && (
        <div class="more">
          <label for="wg-rate-comment">
            {words.t('rateComment')} <span class="t3">{words.t('optional')}</span>
          </label>
          <textarea id="wg-rate-comment" dir="auto" maxLength={4000} value={comment} onInput={(event) => setComment(event.currentTarget.value)} />
          <div class="row end">
            <button type="submit" class="btn pri" aria-disabled={isBusy}>
              {words.t('sendRating')}
            </button>
          </div>
        </div>
      )}
    </form>
  );
}
