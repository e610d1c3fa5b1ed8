/** A key press in the notation of the registry: "j", "mod+k", "shift+r", "?", "g i" is a sequence. */

export const isMac = (): boolean => /Mac|iP(hone|ad|od)/.test(navigator.platform);

/** The combination that a key event means, or '' for a bare modifier. */
export function comboOf(event: KeyboardEvent): string {
  const key = event.key;
  if (['Shift', 'Control', 'Meta', 'Alt', 'AltGraph', 'Dead'].includes(key)) return '';
  const parts: string[] = [];
  if (isMac() ? event.metaKey : event.ctrlKey) parts.push('mod');
  if (isMac() ? event.ctrlKey : event.metaKey) parts.push('system');
  if (event.altKey) parts.push('alt');
  // A printed sign such as "?" already contains its shift; letters and named keys do not.
  if (event.shiftKey && (key.length > 1 || /\p{L}/u.test(key))) parts.push('shift');
  parts.push(key === ' ' ? 'space' : key.toLowerCase());
  return parts.join('+');
}

const GLYPHS: Record<string, string> = {
  shift: '⇧',
  alt: '⌥',
  enter: '↵',
  escape: 'esc',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  space: 'space',
};

/** The caps to show for a combination: ["⌘", "K"] or ["G", "I"]. */
export function capsOf(keys: string): string[] {
  return keys
    .split(' ')
    .flatMap((combo) => (combo === '+' ? ['+'] : combo.split('+')))
    .map((part) => {
      if (part === 'mod') return isMac() ? '⌘' : 'Ctrl';
      return GLYPHS[part] ?? (/^(.|f\d+)$/.test(part) ? part.toUpperCase() : part);
    });
}

/** The names of a combination's keys, to be put into words: [["mod", "enter"]], [["g"], ["i"]]. */
export function namesOf(keys: string): string[][] {
  return keys.split(' ').map((combo) => (combo === '+' ? ['+'] : combo.split('+')));
}

/** Whether single keys belong to the element that has focus. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
}

/** Whether a combination is one letter, digit or sign, which speech input could press by accident. */
export function isSingleKey(combo: string): boolean {
  const parts = combo.split('+');
  return !parts.some((part) => ['mod', 'alt', 'system'].includes(part)) && (parts[parts.length - 1] ?? '').length <= 1;
}
