/**
 * `widget.js`: the one script of the host page. It shows the launcher, keeps the calls that come before
 * the app is there, and fetches the app when the panel is opened for the first time.
 */
import type { BootOptions, Candor, Command, Config } from './contract';
import { commandOf, warn } from './loader/calls';
import { isRecording } from './loader/recording';
import { loadScript } from './loader/script';
import { Widget } from './loader/widget';

/** What the script tag itself asks for. */
function optionsOf(tag: HTMLScriptElement | null): BootOptions {
  const { candorKey, candorLocale, candorTheme, candorPosition, candorColor, candorLauncher } = tag?.dataset ?? {};
  return {
    ...(candorKey && { key: candorKey }),
    ...(candorLocale && { locale: candorLocale }),
    ...(candorTheme && { theme: candorTheme as Config['theme'] }),
    ...(candorPosition && { position: candorPosition as Config['position'] }),
    ...(candorColor && { color: candorColor }),
    ...(candorLauncher === 'off' && { launcher: false }),
  };
}

/** An admin records steps: the page goes on, with a widget that does nothing meanwhile. */
function record(base: string, nonce: string): void {
  window.candor = Object.assign(() => undefined, { isInstalled: true as const });
  void loadScript(`${base}/widget-recorder.js`, nonce).catch(() => warn('the recorder could not be loaded.'));
}

function install(): void {
  const early = window.candor;
  // A second script tag on the same page starts nothing; it may come with a new body.
  if (early?.isInstalled) {
    early.again?.();
    return;
  }

  const script = document.currentScript as HTMLScriptElement | null;
  const tag = script ?? document.querySelector<HTMLScriptElement>('script[data-candor-key]');
  const base = tag?.src ? new URL(tag.src, location.href).origin : location.origin;
  const nonce = tag?.nonce ?? '';
  const tagged = optionsOf(tag);
  if (isRecording()) {
    record(base, nonce);
    return;
  }
  let widget: Widget | null = null;
  let bootedKey = '';
  /** What was said before there was a widget; it takes effect after `boot`, in the same order. */
  let waiting: Command[] = [];

  const boot = (given: BootOptions) => {
    const options = { ...tagged, ...given };
    if (!options.key) {
      warn('boot needs a key, or the script tag data-candor-key.');
    } else if (!widget) {
      bootedKey = options.key;
      widget = new Widget(options.key, { base, nonce, options });
      for (const command of waiting.splice(0)) run(command);
    } else if (options.key !== bootedKey) {
      warn("another key is running. Call candor('shutdown') before booting with this one.");
    } else {
      widget.stay();
      if (given.userToken) widget.identify(given.userToken);
    }
  };

  const run = (command: Command): void => {
    if (command[0] === 'boot') boot(command[1] ?? {});
    else if (command[0] === 'shutdown') {
      const former = widget;
      widget = null;
      waiting = [];
      former?.shutdown();
    } else if (widget) tell(widget, command);
    else waiting = [...waiting, command].slice(-50);
  };

  const candor: Candor = (...call: unknown[]) => {
    // Whatever a page says, it goes on.
    try {
      const command = commandOf(call);
      if (command) run(command);
    } catch (error) {
      warn(`a call failed: ${error instanceof Error ? error.message : ''}`);
    }
  };
  candor.isInstalled = true;
  candor.again = () => widget?.stay();
  window.candor = candor;
  if (tagged.key) boot({});
  for (const call of Array.from(early?.q ?? [])) candor(...(Array.from((call ?? [])) as Command));
}

function tell(widget: Widget, command: Command): void {
  switch (command[0]) {
    case 'identify':
      widget.identify(typeof command[1] === 'object' ? command[1].token : command[1]);
      break;
    case 'context':
      widget.context(command[1]);
      break;
    case 'open':
      widget.open(command[1] as Parameters<Widget['open']>[0]);
      break;
    case 'close':
      widget.close();
      break;
    case 'route':
      widget.route();
      break;
    case 'consent':
      widget.consent(command[1]);
  }
}

install();
