import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { patternOf } from './pattern';
import { Picking } from './picking';
import { nameOf, propose } from './selector';
import { Refused, type Recording, type Server, type Step } from './server';
import { wordsFor } from './words';

const MAX_STEPS = 20;

interface RecorderProps {
  server: Server;
  root: ShadowRoot;
  onEnd: () => void;
}

/** Records steps of "Show me": elements of this page, in order, with what to say of each. */
export function Recorder({ server, root, onEnd }: RecorderProps): JSX.Element {
  const t = wordsFor(navigator.language);
  const [recording, setRecording] = useState<Recording | null>(null);
  const [steps, setSteps] = useState<Step[]>([]);
  const [isPicking, setPicking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  const [fragile, setFragile] = useState<ReadonlySet<string>>(new Set());
  const pick = useRef<HTMLButtonElement>(null);
  const isChanged = recording !== null && JSON.stringify(steps) !== JSON.stringify(recording.steps);

  const run = async (work: Promise<Recording>, done: string): Promise<void> => {
    setBusy(true);
    try {
      const found = await work;
      setRecording(found);
      setSteps(found.steps);
      setSaid(done);
    } catch (error) {
      const reason = error instanceof Refused ? error.message : '';
      setSaid(t('failed', { reason: reason || t('noReach') }));
    }
    setBusy(false);
  };
  // eslint-disable-next-line react-hooks/exhaustive-deps -- once: a pass opens one recording
  useEffect(() => void run(server.open(), ''), []);

  const stopPicking = () => {
    setPicking(false);
    pick.current?.focus();
  };
  usePicking(root, isPicking, stopPicking, (element) => {
    const found = propose(element);
    if (!found) {
      setSaid(t('none'));
      return;
    }
    const name = nameOf(element);
    if (!found.isRobust) setFragile(new Set([...fragile, found.selector]));
    setSteps([...steps, { page: patternOf(location), selector: found.selector, title: name, text: '' }]);
    setSaid(t('picked', { name, n: steps.length + 1 }));
    stopPicking();
  });

  const mayAdd = recording !== null && steps.length < MAX_STEPS;
  return (
    <section class="rec" role="dialog" aria-label={t('title')}>
      <header>
        <b>{t('title')}</b>
        <span dir="auto">{recording?.article.title ?? t('loading')}</span>
      </header>
      <div class="in">
        {isPicking && <p>{t('picking')}</p>}
        <p role="status">{said || (isChanged ? t('unsaved') : '')}</p>
        <Steps steps={steps} fragile={fragile} onChange={setSteps} t={t} onRemoved={() => pick.current?.focus()} />
      </div>
      <footer>
        <button
          type="button"
          ref={pick}
          aria-pressed={isPicking}
          aria-disabled={!mayAdd}
          onClick={() => (mayAdd ? setPicking(!isPicking) : setSaid(recording ? t('most') : t('loading')))}
        >
          {t(isPicking ? 'stopPicking' : 'pick')}
        </button>
        <button
          type="button"
          class="pri"
          aria-disabled={!isChanged || isBusy}
          onClick={() => recording && isChanged && !isBusy && void run(server.save(recording.version, steps), t('saved'))}
        >
          {t('save')}
        </button>
        <span class="sp" />
        <button type="button" onClick={onEnd}>
          {t(isChanged ? 'endUnsaved' : 'end')}
        </button>
      </footer>
    </section>
  );
}

function usePicking(root: ShadowRoot, isOn: boolean, onStopped: () => void, onPicked: (element: Element) => void): void {
  const newest = useRef({ onPicked, onStopped });
  newest.current = { onPicked, onStopped };
  useEffect(() => {
    if (!isOn) return;
    const picking = new Picking(
      root,
      (element) => newest.current.onPicked(element),
      () => newest.current.onStopped(),
    );
    return () => picking.stop();
  }, [root, isOn]);
}

interface StepsProps {
  steps: Step[];
  fragile: ReadonlySet<string>;
  onChange: (steps: Step[]) => void;
  onRemoved: () => void;
  t: ReturnType<typeof wordsFor>;
}

function Steps({ steps, fragile, onChange, onRemoved, t }: StepsProps): JSX.Element {
  const change = (at: number, values: Partial<Step>) => onChange(steps.map((step, index) => (index === at ? { ...step, ...values } : step)));
  const move = (from: number, to: number) => {
    const next = [...steps];
    next.splice(to, 0, ...next.splice(from, 1));
    onChange(next);
  };
  const field = (at: number, step: Step, name: 'title' | 'text' | 'page', limit: number) => (
    <label>
      {t(name === 'title' ? 'heading' : name)}
      <input value={step[name]} maxLength={limit} dir="auto" onInput={(event) => change(at, { [name]: event.currentTarget.value })} />
    </label>
  );
  return (
    <ol>
      {steps.map((step, at) => (
        <li key={`${at} ${step.selector}`}>
          <span class="row">
            <b>{t('step', { n: at + 1 })}</b>
            <span class="sp" />
            <button type="button" aria-label={t('up', { n: at + 1 })} aria-disabled={at === 0} onClick={() => at > 0 && move(at, at - 1)}>
              ↑
            </button>
            <button
              type="button"
              aria-label={t('down', { n: at + 1 })}
              aria-disabled={at + 1 === steps.length}
              onClick={() => at + 1 < steps.length && move(at, at + 1)}
            >
              ↓
            </button>
            <button
              type="button"
              aria-label={t('remove', { n: at + 1 })}
              onClick={() => {
                onChange(steps.filter((_, index) => index !== at));
                onRemoved();
              }}
            >
              ×
            </button>
          </span>
          {field(at, step, 'title', 120)}
          {field(at, step, 'text', 300)}
          {field(at, step, 'page', 200)}
          <code dir="ltr">{step.selector}</code>
          {fragile.has(step.selector) && <span class="warn">{t('fragile')}</span>}
        </li>
      ))}
    </ol>
  );
}
