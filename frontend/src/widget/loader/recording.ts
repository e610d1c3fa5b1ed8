const FRAGMENT = 'candor-record=';
export const RECORDING = 'candor:recording';

/**
 * Whether an admin records steps in this tab. Their pass comes behind the `#` of the address, where no server
 * sees it; it is taken from there at once and stays for this tab alone, also on its next pages.
 */
export function isRecording(): boolean {
  try {
    const [route = '', pass] = location.hash.split(FRAGMENT);
    if (pass) {
      sessionStorage.setItem(RECORDING, pass);
      // A page that keeps its route behind the `#` gets it back as it was.
      history.replaceState(history.state, '', location.pathname + location.search + route.slice(0, -1));
    }
    return !!sessionStorage.getItem(RECORDING);
  } catch {
    return false;
  }
}
