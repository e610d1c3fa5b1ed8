/** `widget-app.js`: the panel behind the launcher, fetched when it is opened for the first time. */
import { render } from 'preact';
import tokens from '@/shared/ui/tokens.css?inline';
import type { Host, WidgetApp } from '../contract';
import { Desk } from './desk';
import { language } from './i18n';
import { Panel } from './panel';
import base from './styles/base.css?inline';
import conversation from './styles/conversation.css?inline';
import frame from './styles/frame.css?inline';
import nudge from './styles/nudge.css?inline';
import { applyTheme } from './theme';

// Inside a shadow root the tokens belong to our own ground, since `:root` is the host's document.
const STYLES = [tokens.replaceAll(':root', '.candor'), base, frame, conversation, nudge].join('\n');

function mount(host: Host): WidgetApp {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  host.root.adoptedStyleSheets = [...host.root.adoptedStyleSheets, sheet];
  const ground = document.createElement('div');
  ground.className = 'candor';
  host.root.append(ground);
  const stopTheme = applyTheme(ground, host.theme, host.color);
  const isRtl = getComputedStyle(document.documentElement).direction === 'rtl';
  const desk = new Desk(host, language(panelLocale(host), isRtl ? 'rtl' : 'ltr'));
  render(<Panel desk={desk} />, ground);
  return {
    open: (view, isQuiet) => desk.open(view, isQuiet),
    close: () => desk.close(),
    standBy: () => void desk.begin(),
    isOpen: () => desk.state.isOpen,
    hasFocus: () => ground.contains(host.root.activeElement),
    retry: () => void desk.retry(),
    consentChanged: () => desk.sharing.changed(),
    destroy() {
      desk.destroy();
      stopTheme();
      render(null, ground);
      ground.remove();
      host.root.adoptedStyleSheets = host.root.adoptedStyleSheets.filter((each) => each !== sheet);
    },
  };
}

/** The visitor's own locale, as far as the brand's panel speaks that language. */
function panelLocale({ locale, config: { language: spoken } }: Host): string {
  return !spoken || locale.toLowerCase().startsWith(spoken) ? locale : spoken;
}

window.candor?.mount?.(mount);
