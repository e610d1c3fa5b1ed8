/** Move focus to the next (or previous) visible pane, in reading order. */
export function cyclePanes(step: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter(
    (pane) => pane.checkVisibility?.() ?? true,
  );
  if (panes.length === 0) return;
  const current = panes.findIndex((pane) => pane.contains(document.activeElement));
  const from = current === -1 ? (step === 1 ? -1 : 0) : current;
  const next = panes[(from + step + panes.length) % panes.length] as HTMLElement;
  const start = next.querySelector<HTMLElement>('[data-pane-start]') ?? next;
  start.focus();
}
