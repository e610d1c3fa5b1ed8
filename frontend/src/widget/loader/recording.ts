const FRAGMENT = 'candor-record=';
export const RECORDING = 'candor:recording';

/**
 * Whether an admin records steps in this tab. Their pass comes behind the `#` of the address, where no server
 * sees it; it is taken from there at once and stays for this tab alone, also on its next pages.
 */
export function isRecording(): boolean {
  try {
    if (location.hash.startsWith(`#${FRAGMENT}`)) {
      sessionStorage.setItem(RECORDING, location.hash.slice(FRAGMENT.length + 1));
      history.replaceState(history.state, '', location.pathname + location.search);
    }
    return !!sessionStorage.getItem(RECORDING);
  } catch {
    return false;
  }
}
