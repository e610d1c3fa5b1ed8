/** Focuses the first field that says of itself what is wrong with it; whether there is one. */
export function focusFault(form: HTMLElement): boolean {
  const wrong = form.querySelector<HTMLElement>('[aria-invalid="true"]');
  wrong?.focus();
  return wrong !== null;
}
