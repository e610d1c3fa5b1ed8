import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useScene } from './context';
import { Header, PersonButton } from './frame';
import { isOnPage } from './page-pattern';
import { Spotlight } from './spotlight';
import type { GuideStep } from './types';

/** An element that renders late is no missing one. */
const MISSING_AFTER = 3_000;

type Found = 'looking' | 'found' | 'missing' | 'elsewhere';

/** "Show me": the steps of an answer, pointed out on the host page; a missing element stays a text. */
export function GuideView({ article, title, steps }: { article: string; title: string; steps: GuideStep[] }): JSX.Element {
  const { desk, words } = useScene();
  const [at, setAt] = useState(0);
  const step = steps[at];
  const found = useSpotlight(article, step);
  const hasNext = at + 1 < steps.length;
  // Two quick presses are two steps, also before the first one is drawn.
  const go = (by: number) => setAt((now) => Math.max(0, Math.min(now + by, steps.length - 1)));

  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- the arrows have twins: its buttons
    <section
      class="wg-view"
      onKeyDown={(event) => {
        if (event.altKey || event.ctrlKey || event.metaKey) return;
        if (event.key === 'ArrowRight') go(1);
        else if (event.key === 'ArrowLeft') go(-1);
      }}
    >
      <Header title={words.t('showing')} subtitle={words.t('showingHint')} />
      <ol class="wg-guide" aria-label={title}>
        {steps.map((each, index) => (
          <li key={`${index} ${each.selector}`} class={index === at ? 'on' : ''} aria-current={index === at ? 'step' : undefined}>
            <span class="n">{index + 1}</span>
            <span dir="auto">
              <b>{each.title}</b>
              <span>{each.text}</span>
              {index === at && found === 'missing' && <span>{words.t('notHere', { title: each.title })}</span>}
              {index === at && found === 'elsewhere' && <span>{words.t('otherPage', { page: each.page })}</span>}
            </span>
          </li>
        ))}
      </ol>
      <p class="vh" role="status">
        {step && `${at + 1}. ${step.title}. ${found === 'missing' ? words.t('notHere', { title: step.title }) : step.text}`}
      </p>
      <footer class="wg-gf">
        <button type="button" class="btn sm" aria-disabled={at === 0} onClick={() => go(-1)}>
          {words.t('back')}
        </button>
        <button type="button" class="btn sm pri" onClick={() => (hasNext ? go(1) : desk.back())}>
          {words.t(hasNext ? 'next' : 'done')}
        </button>
        <button type="button" class="btn sm ghost" onClick={() => desk.back()}>
          {words.t('stop')}
        </button>
        <span class="sp" />
        <PersonButton />
      </footer>
    </section>
  );
}

/** Points at a step's element, and tells the server once whether it was there: a broken selector shows in the editor. */
function useSpotlight(article: string, step: GuideStep | undefined): Found {
  const { desk } = useScene();
  const [found, setFound] = useState<Found>('looking');
  const told = useRef(new Set<string>());

  useEffect(() => {
    if (!step) return;
    if (step.page && !isOnPage(step.page, location)) {
      setFound('elsewhere');
      return;
    }
    setFound('looking');
    const tell = (isThere: boolean) => {
      setFound(isThere ? 'found' : 'missing');
      if (told.current.has(step.selector)) return;
      told.current.add(step.selector);
      desk.reading.stepLooked(article, step.selector, isThere);
    };
    let late = 0;
    const spotlight = new Spotlight(desk.host.root, step.selector, (isThere) => {
      clearTimeout(late);
      if (isThere) tell(true);
      else late = window.setTimeout(() => tell(false), MISSING_AFTER);
    });
    return () => {
      clearTimeout(late);
      spotlight.stop();
    };
  }, [article, desk, step]);
  return found;
}
