/** `widget-recorder.js`: recording the steps of "Show me" on an admin's own page, fetched for that alone. */
import { render } from 'preact';
import tokens from '@/shared/ui/tokens.css?inline';
import { RECORDING } from '../loader/recording';
import { Recorder } from './panel';
import styles from './recorder.css?inline';
import { Server } from './server';

function start(): void {
  const token = sessionStorage.getItem(RECORDING);
  const script = document.currentScript as HTMLScriptElement | null;
  if (!token || !script || document.querySelector('[data-candor-recorder]')) return;
  const holder = document.createElement('div');
  holder.dataset.candorRecorder = '';
  const root = holder.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync([tokens.replaceAll(':root', '.candor'), styles].join('\n'));
  root.adoptedStyleSheets = [sheet];
  const ground = document.createElement('div');
  ground.className = 'candor';
  ground.dataset.theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  root.append(ground);
  // The page's own shortcuts must not fire while somebody types here.
  for (const type of ['keydown', 'keyup', 'keypress'] as const) ground.addEventListener(type, (event) => event.stopPropagation());
  document.body.append(holder);
  const end = () => {
    sessionStorage.removeItem(RECORDING);
    location.reload();
  };
  render(<Recorder server={new Server(new URL(script.src).origin, token)} root={root} onEnd={end} />, ground);
}

start();
