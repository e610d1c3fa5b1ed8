import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useScene } from './context';
import type { Conversation } from './types';

/** The scales of the questions, the lowest score first; satisfaction alone has a word for each. */
const SCALES = { csat: [1, 2, 3, 4, 5], ces: [1, 2, 3, 4, 5, 6, 7], nps: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] } as const;
const WORDS = ['rate1', 'rate2', 'rate3', 'rate4', 'rate5'] as const;

/** The survey after a resolve, with room for words. */
export function Rating({ conversation }: { conversation: Conversation }): JSX.Element {
  const { desk, words } = useScene();
  const kind = conversation.survey ?? 'csat';
  const scores: readonly number[] = SCALES[kind];
  const [score, setScore] = useState<number | null>(null);
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
    const middle = Math.floor(scores.length / 2);
    const at = Math.min(scores.length - 1, Math.max(0, (score === null ? middle : scores.indexOf(score)) + by));
    setScore(scores[at] ?? null);
    group.current?.querySelectorAll('button')[at]?.focus();
  };
  const send = async () => {
    if (score === null || isBusy) return;
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
      <h3 id="wg-rate">{words.t(kind === 'csat' ? 'rate' : kind)}</h3>
      <div class={kind === 'csat' ? 'wg-steps' : 'wg-steps many'} role="radiogroup" aria-labelledby="wg-rate" ref={group}>
        {scores.map((each, at) => (
          <button
            key={each}
            type="button"
            role="radio"
            aria-checked={score === each}
            tabIndex={score === each || (score === null && at === 0) ? 0 : -1}
            class={score === each ? 'on' : score !== null && each < score ? 'in' : ''}
            onClick={() => setScore(each)}
            onKeyDown={(event) => {
              const forward = words.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
              if (event.key === forward || event.key === 'ArrowDown') move(1);
              else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight' || event.key === 'ArrowUp') move(-1);
              else return;
              event.preventDefault();
            }}
          >
            {kind === 'csat' ? words.t(WORDS[at] ?? 'rate1') : each}
          </button>
        ))}
      </div>
      {score !== null && (
        <div class="more">
          <label for="wg-rate-comment">
            {words.t(kind === 'csat' ? 'rateComment' : 'surveyComment')} <span class="t3">{words.t('optional')}</span>
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
