import type { JSX } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { Skeleton } from './article';
import { useScene } from './context';
import { Icon } from './icons';
import type { Preview } from './types';

const STEPS = 20;


/** Whether support sees the page, what of it, and the switch. */
export function SharingLine(): JSX.Element {
  const { desk, state, words } = useScene();
  const [isShown, setShown] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const toggle = useRef<HTMLButtonElement>(null);
  const hasDecided = useRef(false);
  useEffect(() => {
    // The buttons that asked are gone.
    if (hasDecided.current) toggle.current?.focus();
    hasDecided.current = false;
  }, [state.consent]);
  const decide = (isGranted: boolean) => {
    hasDecided.current = true;
    desk.setConsent(isGranted);
  };
  const isOn = state.consent === 'granted' || (state.consent === 'unasked' && !desk.host.config.is_consent_required);
  const close = useCallback(() => {
    setShown(false);
    opener.current?.focus();
  }, []);
  const what = (
    <button type="button" class="link" ref={opener} aria-expanded={isShown} onClick={() => setShown(!isShown)}>
      {words.t('whatShared')}
    </button>
  );
  return (
    <div class="wg-consent">
      {isShown && <WhatIsShared onClose={close} />}
      {!isOn && state.consent === 'unasked' ? (
        <>
          <p>
            <span dir="auto">{desk.host.config.consent_text || words.t('sharingAsk')}</span> {what}
          </p>
          <div class="row">
            <button type="button" class="btn sm" onClick={() => decide(true)}>
              {words.t('share')}
            </button>
            <button type="button" class="btn ghost sm" onClick={() => decide(false)}>
              {words.t('notNow')}
            </button>
          </div>
        </>
      ) : (
        <p>
          {words.t(isOn ? 'sharingOn' : 'sharingOff')}{' '}
          <span class="nw">
            {what} ·{' '}
            <button type="button" class="link" ref={toggle} onClick={() => decide(!isOn)}>
              {words.t(isOn ? 'stopSharing' : 'shareAgain')}
            </button>
          </span>
        </p>
      )}
    </div>
  );
}

/** Exactly what would be sent now, as the server would keep it. */
function Shared({ preview }: { preview: Preview }): JSX.Element {
  const { desk, words } = useScene();
  const { page, steps, attributes } = preview;
  const told = Object.entries(attributes);
  return (
    <div class="now" dir="auto">
      <h4>{words.t('sharedPage')}</h4>
      {page.title && <p>{page.title}</p>}
      <p>{page.url}</p>
      {page.element && <p>{words.t('sharedElement', { name: page.element })}</p>}
      {!!steps.length && (
        <>
          <h4>{words.t('sharedSteps')}</h4>
          <ol>
            {steps.map((step, index) => (
              <li key={index}>
                <time dateTime={step.at}>{words.time(step.at)}</time>
                <span>
                  {step.label} {step.detail}
                </span>
              </li>
            ))}
          </ol>
        </>
      )}
      {!!told.length && (
        <>
          <h4>{words.t('sharedAttributes', { brand: desk.host.config.brand })}</h4>
          {told.map(([name, value]) => (
            <p key={name}>
              {name}: {String(value)}
            </p>
          ))}
        </>
      )}
    </div>
  );
}

function WhatIsShared({ onClose }: { onClose: () => void }): JSX.Element {
  const { desk, state, words } = useScene();
  // What cannot be shown, since it is not collected yet or did not load, is told by its kind.
  const steps = [words.t('shared1', { n: STEPS }), words.t('shared2')];
  const kinds = (preview: Preview | null | undefined): string[] => {
    if (preview === null) return [...steps, words.t('shared3', { brand: desk.host.config.brand })];
    return [...(preview && preview.steps.length > 0 ? [] : steps), words.t('sharedAlso')];
  };
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    element.focus();
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      onClose();
    };
    element.addEventListener('keydown', escape);
    return () => element.removeEventListener('keydown', escape);
  }, [onClose]);
  const [preview, setPreview] = useState<Preview | null | undefined>();
  useEffect(() => {
    void desk.sharing.preview().then(setPreview);
  }, [desk]);
  return (
    <div
      class="wg-shared"
      role="dialog"
      aria-label={words.t('whatShared')}
      tabIndex={-1}
      ref={box}
    >
      <header>
        <b>{words.t('whatShared')}</b>
        <button type="button" class="ib sm" aria-label={words.t('closeShared')} onClick={onClose}>
          <Icon name="x" size={14} />
        </button>
      </header>
      {preview === undefined ? <Skeleton /> : preview ? <Shared preview={preview} /> : null}
      <ul>
        {kinds(preview).map((line) => (
          <li key={line}>
            <Icon name="check" size={14} tone="tick" />
            <span>{line}</span>
          </li>
        ))}
        <li>
          <Icon name="x" size={14} tone="cross" />
          <span>{words.t('sharedNever')}</span>
        </li>
      </ul>
      <p>{words.t('sharedUntil', { n: state.home?.retention_days ?? 30 })}</p>
    </div>
  );
}
