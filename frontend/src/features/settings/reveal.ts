import { useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { sectionAt, type SettingsSection } from '@/shared/slots';

const WAIT_MS = 8000;
const SHOWN_MS = 2600;
/** Where the words of a setting may stand, the closest to it first. */
const PLACES = ['label', 'legend', '[role="group"][aria-label]', 'h2, h3', 'button, a', '[aria-label]'];
const CONTROL = 'input, select, textarea, button, [contenteditable="true"], [tabindex="0"]';

const wordsOf = (element: Element): string => (element.getAttribute('aria-label') ?? element.textContent).replace(/\s+/g, ' ').trim();

/** The place on the screen where a setting of this name stands, or null. */
export function placeOf(root: ParentNode, label: string): HTMLElement | null {
  for (const places of PLACES) {
    for (const element of root.querySelectorAll<HTMLElement>(places)) {
      if (wordsOf(element) === label) return element;
    }
  }
  return null;
}

/** What takes focus for that place: its control, or the heading itself, which does nothing when pressed. */
export function targetOf(place: HTMLElement): HTMLElement {
  if (place instanceof HTMLLabelElement && place.control) return place.control;
  if (place.matches(CONTROL)) return place;
  if (!/^H\d$/.test(place.tagName)) {
    const inside = (place.tagName === 'LEGEND' ? place.parentElement : place)?.querySelector<HTMLElement>(CONTROL);
    if (inside) return inside;
  }
  if (!place.hasAttribute('tabindex')) place.tabIndex = -1;
  return place;
}

/** Focus a setting and mark it for a moment; false while it is not on the screen. */
export function reveal(label: string): boolean {
  const root = document.getElementById('content');
  const place = root && placeOf(root, label);
  if (!place) return false;
  const target = targetOf(place);
  target.focus({ preventScroll: true });
  const around = place.closest<HTMLElement>('.fsec, .copt, .fsec-b > *') ?? place.parentElement ?? place;
  // Only what scrolls by itself: the frame of the screen stays where it is.
  const scroller = around.closest<HTMLElement>('.scroll, .fbody');
  if (scroller) scroller.scrollTop += around.getBoundingClientRect().top - scroller.getBoundingClientRect().top - scroller.clientHeight / 3;
  around.classList.add('is-found');
  setTimeout(() => around.classList.remove('is-found'), SHOWN_MS);
  return true;
}

/** Lead to the setting that the address names behind its #, as soon as its screen shows it. */
export function useReveal(sections: readonly SettingsSection[]): void {
  const { t, i18n } = useTranslation();
  const { pathname, hash, state } = useLocation();
  const visit = state.__TSR_key;
  const path = pathname.replace(/^.*?\/settings/, '');
  const section = sectionAt(sections, path);
  const labelKey = section?.fields?.find((field) => field.id === hash)?.labelKey;
  const label = labelKey ? t(labelKey) : '';
  useEffect(() => {
    if (!label || reveal(label)) return undefined;
    const changes = new MutationObserver(() => void (reveal(label) && stop()));
    const timer = setTimeout(() => changes.disconnect(), WAIT_MS);
    const stop = (): void => {
      changes.disconnect();
      clearTimeout(timer);
    };
    changes.observe(document.body, { childList: true, subtree: true });
    return stop;
    // The same address again is asked for again.
  }, [label, visit, i18n.language]);
}
