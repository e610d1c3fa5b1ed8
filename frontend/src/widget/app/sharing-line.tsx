import type { JSX } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { useScene } from './context';
import { Icon } from './icons';

const STEPS = 20;

/** Whether support sees the page, what of it, and the switch. */
export function SharingLine(): JSX.Element {
  const { desk, state, words } = useScene();
  const [isShown, setShown] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
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
            {words.t('sharingAsk')} {what}
          </p>
          <div class="row">
            <button type="button" class="btn sm" onClick={() => desk.setConsent(true)}>
              {words.t('share')}
            </button>
            <button type="button" class="btn ghost sm" onClick={() => desk.setConsent(false)}>
              {words.t('notNow')}
            </button>
          </div>
        </>
      ) : (
        <p>
          {words.t(isOn ? 'sharingOn' : 'sharingOff')}{' '}
          <span class="nw">
            {what} ·{' '}
            <button type="button" class="link" role="switch" aria-checked={isOn} onClick={() => desk.setConsent(!isOn)}>
              {words.t(isOn ? 'stopSharing' : 'shareAgain')}
            </button>
          </span>
        </p>
      )}
    </div>
  );
}

function WhatIsShared({ onClose }: { onClose: () => void }): JSX.Element {
  const { desk, state, words } = useScene();
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
  const shared = [words.t('shared1', { n: STEPS }), words.t('shared2'), words.t('shared3', { brand: desk.host.config.brand })];
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
        <button type="button" class="ib sm" aria-label={words.t('close')} onClick={onClose}>
          <Icon name="x" size={14} />
        </button>
      </header>
      <ul>
        {shared.map((line) => (
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
