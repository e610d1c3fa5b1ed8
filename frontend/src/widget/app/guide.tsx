import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useScene } from './context';
import { Header, PersonButton } from './frame';
import { Spotlight } from './spotlight';
import type { GuideStep } from './types';

/** "Show me": the steps of an answer, pointed out on the host page; a missing element stays a text. */
export function GuideView({ title, steps }: { title: string; steps: GuideStep[] }): JSX.Element {
  const { desk, words } = useScene();
  const [at, setAt] = useState(0);
  const [isFound, setFound] = useState(true);
  const step = steps[at];

  useEffect(() => {
    if (!step) return;
    const spotlight = new Spotlight(desk.host.root, step.selector, setFound);
    return () => spotlight.stop();
  }, [desk, step]);

  return (
    <section class="wg-view">
      <Header title={words.t('showing')} subtitle={words.t('showingHint')} />
      <ol class="wg-guide" aria-label={title}>
        {steps.map((each, index) => (
          <li key={`${index} ${each.selector}`} class={index === at ? 'on' : ''} aria-current={index === at ? 'step' : undefined}>
            <span class="n">{index + 1}</span>
            <span dir="auto">
              <b>{each.title}</b>
              <span>{index === at && !isFound ? words.t('notHere', { title: each.title }) : each.text}</span>
            </span>
          </li>
        ))}
      </ol>
      <footer class="wg-gf">
        <button type="button" class="btn sm pri" onClick={() => (at + 1 < steps.length ? setAt(at + 1) : desk.back())}>
          {words.t(at + 1 < steps.length ? 'next' : 'done')}
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
