import type { JSX, RefObject } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { isComposing } from '@/shared/lib/composing';
import { ArticleView, Skeleton } from './article';
import { SceneProvider } from './context';
import { ConversationView } from './conversation';
import type { Desk } from './desk';
import { Header, LinkBar } from './frame';
import { GuideView } from './guide';
import { HomeView, ListView, PersonView } from './home';
import { Nudge } from './nudge';
import { placeOf } from './state';
import { useStore } from './store';

const PHONE = '(max-width: 640px)';
const FOCUSABLE = 'button:not([tabindex="-1"]),a[href],input:not([hidden]),textarea,[tabindex="0"]';

function usePhone(): boolean {
  const [isPhone, setPhone] = useState(() => matchMedia(PHONE).matches);
  useEffect(() => {
    const query = matchMedia(PHONE);
    const change = () => setPhone(query.matches);
    query.addEventListener('change', change);
    return () => query.removeEventListener('change', change);
  }, []);
  return isPhone;
}

export function Panel({ desk }: { desk: Desk }): JSX.Element {
  const state = useStore(desk.store);
  const isPhone = usePhone();
  const box = useRef<HTMLDivElement>(null);
  const { language: words } = desk;
  const scene = useMemo(() => ({ desk, state, words }), [desk, state, words]);
  useKeys(box, state.isOpen, (event) => {
    if (event.key === 'Escape') desk.close();
    else if (event.key === 'Tab' && isPhone) keepInside(event, box.current);
  });
  useFocusKept(box, state.isOpen);
  if (!state.isOpen) {
    return (
      <SceneProvider value={scene}>
        <Nudge />
      </SceneProvider>
    );
  }

  const place = placeOf(state);
  const { position } = desk.host.config;
  return (
    <SceneProvider value={scene}>
      {/* Only on a phone does the panel cover the page; elsewhere the page stays in reach. */}
      <div
        class={`wg ${position} ${place.name === 'guide' ? 'small' : ''}`}
        role="dialog"
        aria-modal={isPhone && place.name !== 'guide' ? true : undefined}
        aria-label={words.t('support', { brand: desk.host.config.brand })}
        lang={words.locale}
        dir={words.dir}
        tabIndex={-1}
        ref={box}
      >
        {state.phase === 'ready' ? <Place key={keyOf(place)} place={place} /> : <Beginning />}
        <div class="vh" role="status" aria-live="polite">
          {state.said}
        </div>
      </div>
    </SceneProvider>
  );

  function Beginning(): JSX.Element {
    const isBusy = state.phase === 'starting';
    const text = state.phase === 'refused' ? words.t('refused') : words.t('failed', { reason: state.problem || words.t('failedWhy') });
    return (
      <section class="wg-view">
        <Header hasBack={false} title={words.t('support', { brand: desk.host.config.brand })} />
        <LinkBar />
        <div class="wg-b">
          {isBusy ? (
            <Skeleton />
          ) : (
            <div class="wg-fault" role="alert">
              <p>{text}</p>
              <button type="button" class="btn" onClick={() => void desk.retry()}>
                {words.t('retry')}
              </button>
            </div>
          )}
        </div>
      </section>
    );
  }
}

const keyOf = (place: ReturnType<typeof placeOf>): string =>
  place.name === 'article' ? `article ${place.slug}` : place.name === 'conversation' ? `conversation ${place.visit}` : place.name;

function Place({ place }: { place: ReturnType<typeof placeOf> }): JSX.Element {
  switch (place.name) {
    case 'conversation':
      return <ConversationView id={place.id} />;
    case 'article':
      return <ArticleView slug={place.slug} />;
    case 'guide':
      return <GuideView article={place.article} title={place.title} steps={place.steps} />;
    case 'list':
      return <ListView />;
    case 'person':
      return <PersonView />;
    case 'home':
      return <HomeView />;
  }
}

/** Keys pressed in the panel; the host page's own shortcuts must not fire while somebody types here. */
function useKeys(box: RefObject<HTMLDivElement | null>, isThere: boolean, onKeyDown: (event: KeyboardEvent) => void): void {
  const handler = useRef(onKeyDown);
  handler.current = onKeyDown;
  useEffect(() => {
    const element = box.current;
    if (!element || !isThere) return;
    const keep = (event: KeyboardEvent) => {
      event.stopPropagation();
      if (event.type === 'keydown') handler.current(event);
    };
    // Enter and Escape of an input method pick a word or drop it; they send and close nothing here.
    const compose = (event: KeyboardEvent) => {
      if (!isComposing(event)) return;
      event.stopPropagation();
      if (event.key === 'Enter' && event.target instanceof HTMLInputElement) event.preventDefault();
    };
    const types = ['keydown', 'keyup', 'keypress'] as const;
    element.addEventListener('keydown', compose, true);
    for (const type of types) element.addEventListener(type, keep);
    return () => {
      element.removeEventListener('keydown', compose, true);
      for (const type of types) element.removeEventListener(type, keep);
    };
  }, [box, isThere]);
}

/** What had the focus is gone: the view's title takes it, so that readers and keys stay in the panel. */
function useFocusKept(box: RefObject<HTMLDivElement | null>, isThere: boolean): void {
  useEffect(() => {
    const element = box.current;
    if (!element || !isThere) return;
    let last: Node | null = null;
    const came = (event: FocusEvent) => {
      last = event.target as Node;
    };
    const left = (event: FocusEvent) => {
      // Browsers also say this of an element that is taken out; then it is no longer here a moment later.
      setTimeout(() => {
        if (last === event.target && element.contains(last)) last = null;
      });
    };
    const observer = new MutationObserver(() => {
      if (!last || element.contains(last)) return;
      last = null;
      if (!(element.getRootNode() as ShadowRoot).activeElement) (element.querySelector('h2') ?? element).focus({ preventScroll: true });
    });
    observer.observe(element, { childList: true, subtree: true });
    element.addEventListener('focusin', came);
    element.addEventListener('focusout', left);
    return () => {
      observer.disconnect();
      element.removeEventListener('focusin', came);
      element.removeEventListener('focusout', left);
    };
  }, [box, isThere]);
}

/** Tab stays in the panel where it is a modal dialog. */
function keepInside(event: KeyboardEvent, box: HTMLElement | null): void {
  const stops = [...(box?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? [])];
  const [first] = stops;
  const last = stops[stops.length - 1];
  const active = (box?.getRootNode() as ShadowRoot | undefined)?.activeElement;
  if (!first || !last) return;
  if (event.shiftKey && (active === first || active === box)) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && active === last) {
    event.preventDefault();
    first.focus();
  }
}
