/**
 * A ref for the field with which a new screen begins: it takes focus, and what is typed next replaces its text.
 *
 * Without it the first letters would be taken for shortcuts.
 */
export function beginHere(field: HTMLInputElement | null): void {
  field?.focus();
  field?.select();
}
