import type { JSX, RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useScene } from './context';
import { Icon } from './icons';
import type { ProactiveMessage } from './types';

/** A message beside the launcher, while the panel is closed. It never takes the focus; readers hear it politely. */
export function Nudge(): JSX.Element {
  const { state, words } = useScene();
  const { proactive: message } = state;
  return (
    <div lang={words.locale} dir={words.dir}>
      <div class="vh" role="status" aria-live="polite">
        {state.said}
      </div>
      {message && <Bubble key={message.id} message={message} />}
    </div>
  );
}

function Bubble({ message }: { message: ProactiveMessage }): JSX.Element {
  const { desk, words } = useScene();
  const { brand, position } = desk.host.config;
  const box = useRef<HTMLElement>(null);
  const leave = (act: () => void): void => {
    const hadFocus = desk.host.root.activeElement !== null && box.current?.contains(desk.host.root.activeElement);
    act();
    // The focus goes where the message came from, and not to the page.
    if (hadFocus) desk.host.closed();
  };
  const dismiss = (): void => leave(() => desk.proactive.dismiss());
  useEscape(box, dismiss);
  return (
    <section class={`wg-nudge ${position}`} aria-label={words.t('proactiveFrom', { brand })} ref={box}>
      <p dir="auto">{message.text}</p>
      <div class="row">
        {message.article && (
          <button type="button" class="btn sm pri" onClick={() => void desk.proactive.read()}>
            {words.t(message.shows_steps ? 'showMe' : 'readArticle')}
          </button>
        )}
        <button type="button" class="btn sm" onClick={() => desk.proactive.person()}>
          {words.t('person')}
        </button>
      </div>
      <button type="button" class="link" onClick={() => leave(() => void desk.proactive.choose(true))}>
        {words.t('proactiveNoMore')}
      </button>
      <button type="button" class="ib sm" aria-label={words.t('proactiveDismiss')} onClick={dismiss}>
        <Icon name="x" size={14} />
      </button>
    </section>
  );
}

/** Escape closes it from inside, and from a page on which nothing else has the focus. */
function useEscape(box: RefObject<HTMLElement | null>, dismiss: () => void): void {
  const handler = useRef(dismiss);
  handler.current = dismiss;
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      const root = box.current?.getRootNode() as ShadowRoot | undefined;
      const isInside = !!root?.activeElement && !!box.current?.contains(root.activeElement);
      if (isInside || document.activeElement === document.body) handler.current();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [box]);
}

/** The same message in the open panel, and the way back for who wanted none. */
export function ProactiveLine(): JSX.Element | null {
  const { desk, state, words } = useScene();
  const { proactive: message } = state;
  if (!message) {
    return state.wantsNone ? (
      <p class="wg-none">
        {words.t('proactiveOff')}{' '}
        <button type="button" class="link" onClick={() => void desk.proactive.choose(false)}>
          {words.t('proactiveOn')}
        </button>
      </p>
    ) : null;
  }
  return (
    <div class="wg-pro">
      <Icon name="chat" size={14} />
      <span class="sp" dir="auto">
        {message.text}{' '}
        {message.article && (
          <button type="button" class="link" onClick={() => void desk.proactive.read()}>
            {words.t(message.shows_steps ? 'showMe' : 'readArticle')}
          </button>
        )}
      </span>
      <button type="button" class="ib sm" aria-label={words.t('proactiveDismiss')} onClick={() => desk.proactive.dismiss()}>
        <Icon name="x" size={14} />
      </button>
    </div>
  );
}
