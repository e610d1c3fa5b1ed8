import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useScene } from './context';
import { Icon } from './icons';

/** First letters of a name, for the round mark of a person. */
export function Avatar({ name, size = 24 }: { name: string; size?: 20 | 24 | 28 }): JSX.Element {
  const letters = name
    .split(/\s+/)
    .map((word) => Array.from(word)[0] ?? '')
    .slice(0, 2)
    .join('')
    .toUpperCase();
  const tone = (Array.from(name).reduce((sum, char) => sum + (char.codePointAt(0) ?? 0), 0) % 6) + 1;
  return (
    <span class={`av c${tone} s${size}`} aria-hidden="true">
      {letters}
    </span>
  );
}

interface HeaderProps {
  title: string;
  subtitle?: string;
  /** The subtitle is a sentence that must not be cut. */
  isLong?: boolean;
  hasBack?: boolean;
  lead?: ComponentChildren;
  children?: ComponentChildren;
}

/** The bar of a view; its title takes the focus when the view appears, so that readers know where they are. */
export function Header({ title, subtitle, isLong = false, hasBack = true, lead, children }: HeaderProps): JSX.Element {
  const { desk, words } = useScene();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (desk.way.mayFocus) heading.current?.focus({ preventScroll: true });
  }, [desk]);
  return (
    <header class={hasBack ? 'wg-h back' : 'wg-h'}>
      {hasBack && (
        <button type="button" class="ib flip" aria-label={words.t('back')} onClick={() => desk.back()}>
          <Icon name="left" />
        </button>
      )}
      {lead}
      <div class="sp">
        <h2 class="ell" tabIndex={-1} ref={heading} dir="auto" title={title}>
          {title}
        </h2>
        {subtitle && <p class={isLong ? '' : 'ell'}>{subtitle}</p>}
      </div>
      {children}
      <button type="button" class="ib" aria-label={words.t('close')} onClick={() => desk.close()}>
        <Icon name="x" />
      </button>
    </header>
  );
}

/** "Talk to a person": on every view, at once. */
export function PersonButton({ conversation, isQuiet = false }: { conversation?: string; isQuiet?: boolean }): JSX.Element {
  const { desk, words } = useScene();
  return (
    <button type="button" class={isQuiet ? 'btn ghost sm' : 'btn sm'} onClick={() => desk.person(conversation)}>
      <Icon name="person" size={14} />
      {words.t('person')}
    </button>
  );
}

/** The connection, when there is something to say about it. */
export function LinkBar(): JSX.Element | null {
  const { desk, state, words } = useScene();
  const isAway = !state.isOnline || state.link === 'lost' || (state.wasLost && state.link === 'connecting');
  if (!isAway) return null;
  const waiting = desk.outbox.items().filter((item) => !item.refusal).length;
  return (
    <div class="net" role="status">
      <span class="spin" aria-hidden="true" />
      <span>{waiting ? words.t('offlineQueued', { n: waiting }) : words.t('offline')}</span>
    </div>
  );
}
