import { useEffect, useRef, useSyncExternalStore } from 'react';
import { comboOf, isSingleKey, isTyping } from './shortcut-keys';

export interface Shortcut {
  /** "j", "mod+k", "shift+r", or a sequence "g i". */
  keys: string;
  /** What it does, for the overlay, already translated. */
  label: string;
  /** Return false to leave the key to others. */
  run: (event: KeyboardEvent) => void | false;
  /** Also while typing; combinations with mod are usually meant to. */
  whileTyping?: boolean;
  /** Also while a dialog, menu or the palette is open. */
  overLayers?: boolean;
  /** Works, but is not listed (a second key for the same thing). */
  isHidden?: boolean;
}

export interface ShortcutGroup {
  title: string;
  shortcuts: readonly Shortcut[];
}

const SEQUENCE_MS = 1200;
const SETTING = 'candor.single-keys';

let groups: readonly ShortcutGroup[] = [];
const listeners = new Set<() => void>();
let pending = '';
let pendingUntil = 0;

function changed(next: readonly ShortcutGroup[]): void {
  groups = next;
  listeners.forEach((tell) => tell());
}

/** Add a group; the newest group wins when two have the same key. Returns the removal. */
export function registerShortcuts(group: ShortcutGroup): () => void {
  changed([...groups, group]);
  return () => changed(groups.filter((other) => other !== group));
}

/** Single keys can be switched off (WCAG 2.1.4); combinations with a modifier stay. */
export function singleKeysAreOn(): boolean {
  return localStorage.getItem(SETTING) !== 'off';
}

export function setSingleKeys(isOn: boolean): void {
  localStorage.setItem(SETTING, isOn ? 'on' : 'off');
  changed([...groups]);
}

function find(combo: string): Shortcut | undefined {
  for (const group of [...groups].reverse()) {
    const hit = group.shortcuts.find((shortcut) => shortcut.keys === combo);
    if (hit) return hit;
  }
  return undefined;
}

function startsSequence(combo: string): boolean {
  return groups.some((group) => group.shortcuts.some(({ keys }) => keys.startsWith(`${combo} `)));
}

function layerIsOpen(): boolean {
  return document.querySelector('[role="dialog"][data-state="open"], [role="menu"][data-state="open"], [data-layer="open"]') !== null;
}

/** Handle a key press; true when a shortcut took it. */
export function handleKey(event: KeyboardEvent, now: number = Date.now()): boolean {
  if (event.defaultPrevented || event.isComposing) return false;
  const combo = comboOf(event);
  if (!combo) return false;

  const sequence = pending && now < pendingUntil ? `${pending} ${combo}` : '';
  pending = '';
  const shortcut = (sequence && find(sequence)) || find(combo);

  if (isTyping(event.target) && !shortcut?.whileTyping) return false;
  if (isSingleKey(combo) && !singleKeysAreOn()) return false;
  if (layerIsOpen() && !shortcut?.overLayers) return false;
  if (shortcut) {
    if (shortcut.run(event) === false) return false;
    event.preventDefault();
    return true;
  }
  if (startsSequence(combo)) {
    pending = combo;
    pendingUntil = now + SEQUENCE_MS;
    return true;
  }
  return false;
}

/** Listen on the window; the app calls it once. */
export function listenForShortcuts(): () => void {
  const onKeyDown = (event: KeyboardEvent): void => void handleKey(event);
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}

/** The shortcuts of a mounted component. Handlers may close over fresh state: the newest is called. */
export function useShortcuts(title: string, shortcuts: readonly Shortcut[], isEnabled = true): void {
  const newest = useRef(shortcuts);
  useEffect(() => {
    newest.current = shortcuts;
  });
  const shape = JSON.stringify(
    shortcuts.map(({ keys, label, whileTyping, overLayers, isHidden }) => [keys, label, whileTyping, overLayers, isHidden]),
  );
  useEffect(() => {
    if (!isEnabled) return undefined;
    return registerShortcuts({
      title,
      shortcuts: newest.current.map((shortcut, index) => ({
        ...shortcut,
        run: (event) => newest.current[index]?.run(event),
      })),
    });
  }, [title, shape, isEnabled]);
}

export function useShortcutGroups(): readonly ShortcutGroup[] {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => groups,
  );
}
