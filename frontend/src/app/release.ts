const SETTING = 'candor.reloaded-at';
const ONCE_EVERY_MS = 60_000;

/** After a new release the parts of the old one are gone: load the page anew, once. */
export function reloadAfterRelease(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem(SETTING)) || 0;
    if (Date.now() - last < ONCE_EVERY_MS) return;
    event.preventDefault();
    sessionStorage.setItem(SETTING, String(Date.now()));
    location.reload();
  });
}
