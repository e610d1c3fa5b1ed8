/**
 * `widget.js`: the one script of the host page. It shows the launcher, keeps the calls that come before
 * the app is there, and fetches the app when the panel is opened for the first time.
 */
import type { BootOptions, Candor, Command, Config } from './contract';
import { Widget } from './loader/widget';

function install(): void {
  const early = window.candor;
  // A second script tag on the same page changes nothing.
  if (early?.isInstalled) return;

  const script = document.currentScript as HTMLScriptElement | null;
  const tag = script ?? document.querySelector<HTMLScriptElement>('script[data-candor-key]');
  const base = tag?.src ? new URL(tag.src, location.href).origin : location.origin;
  const nonce = tag?.nonce ?? '';
  const { candorKey, candorLocale, candorTheme, candorPosition, candorColor, candorLauncher } = tag?.dataset ?? {};
  const tagged: BootOptions = {
    ...(candorKey && { key: candorKey }),
    ...(candorLocale && { locale: candorLocale }),
    ...(candorTheme && { theme: candorTheme as Config['theme'] }),
    ...(candorPosition && { position: candorPosition as Config['position'] }),
    ...(candorColor && { color: candorColor }),
    ...(candorLauncher === 'off' && { launcher: false }),
  };
  let widget: Widget | null = null;
  const boot = (given: BootOptions) => {
    const options = { ...tagged, ...given };
    if (!widget && options.key) widget = new Widget(options.key, { base, nonce, options });
  };

  const candor: Candor = (...command: Command) => {
    switch (command[0]) {
      case 'boot':
        boot(command[1] ?? {});
        break;
      case 'identify': {
        const who = command[1];
        widget?.identify(typeof who === 'object' ? who.token : who);
        break;
      }
      case 'context':
        widget?.context(command[1]);
        break;
      case 'open': {
        const view = command[1];
        widget?.open(view === 'home' || view === undefined ? undefined : typeof view === 'string' ? { name: 'conversation', id: null } : view);
        break;
      }
      case 'close':
        widget?.close();
        break;
      case 'route':
        widget?.route();
        break;
      case 'consent':
        widget?.consent(command[1]);
        break;
      case 'shutdown':
        widget?.shutdown();
        widget = null;
    }
  };
  candor.isInstalled = true;
  window.candor = candor;
  if (tagged.key) boot({});
  for (const waiting of Array.from(early?.q ?? [])) candor(...(Array.from(waiting) as Command));
}

install();
