/**
 * Focus never falls to the page: when what has it goes away, it moves to the nearest place that is left.
 *
 * For a link of a navigation that is the link to the same place on the new screen, so that whoever walks from page
 * to page stays there. Else it is the element that had focus before a layer opened, else the closest focusable
 * ancestor that still stands, else the screen's own content.
 */
const LAYER = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"], .pop, [data-layer]';
const PLACE = '[tabindex], [data-pane], a[href], button:not(:disabled)';

let last: HTMLElement | null = null;
let around: HTMLElement[] = [];
let beforeLayer: HTMLElement | null = null;

function note(event: FocusEvent): void {
  const { target } = event;
  if (!(target instanceof HTMLElement) || target === document.body) return;
  last = target;
  around = [];
  for (let at = target.parentElement; at && at !== document.body; at = at.parentElement) {
    if (at.matches(PLACE)) around.push(at);
  }
  if (!target.closest(LAYER)) beforeLayer = target;
}

const stands = (element: HTMLElement | null): element is HTMLElement =>
  element !== null && element.isConnected && !element.matches(':disabled') && !element.closest('[hidden], [inert]');

const content = (): HTMLElement | null => document.getElementById('content') ?? document.querySelector<HTMLElement>('main');

/** The link of a navigation that leads where the one went that had focus, when its screen was drawn anew. */
function sameLink(): HTMLElement | null {
  if (!(last instanceof HTMLAnchorElement) || !last.closest('nav')) return null;
  const { href } = last;
  return [...document.querySelectorAll<HTMLAnchorElement>('nav a[href]')].find((link) => link.href === href) ?? null;
}

const isNowhere = (): boolean => document.activeElement === null || document.activeElement === document.body;

/** Put focus somewhere sensible if nothing has it; true when it had to. */
export function keepFocus(): boolean {
  if (!isNowhere()) return false;
  // A click beside everything takes focus away on purpose: what had it still stands.
  if (last === null || stands(last)) return false;
  for (const place of [sameLink(), beforeLayer, ...around, content(), document.querySelector<HTMLElement>('main')]) {
    if (!stands(place)) continue;
    place.focus({ preventScroll: true });
    if (document.activeElement === place) return true;
  }
  return false;
}

/** On another screen whoever had focus nowhere begins at its content, such as after a key that leads there. */
export function arrive(): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const place = isNowhere() ? content() : null;
      if (!place) return;
      // A ring around a whole screen would say nothing.
      place.dataset.arrived = '';
      place.addEventListener('blur', () => delete place.dataset.arrived, { once: true });
      place.focus({ preventScroll: true });
    }),
  );
}

/** Watch the document; the app calls it once. Returns the end of it. */
export function startFocusKeeper(): () => void {
  let frame = 0;
  // A frame later: a component that moves focus by itself comes first.
  const look = (): void => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => requestAnimationFrame(() => void keepFocus()));
  };
  const changes = new MutationObserver(() => {
    if (isNowhere()) look();
  });
  document.addEventListener('focusin', note);
  changes.observe(document.body, { childList: true, subtree: true });
  return () => {
    cancelAnimationFrame(frame);
    changes.disconnect();
    document.removeEventListener('focusin', note);
  };
}
