import type { Config } from '../contract';
import { onColor, readableOn } from '@/shared/lib/color';

const SURFACES = { light: '#fffefc', dark: '#1a1916' } as const;

/** The brand's color as the panel's accent, moved until it reads on the panel's ground. */
export function accentOf(color: string, theme: 'light' | 'dark'): Record<string, string> {
  const ground = SURFACES[theme];
  const accent = readableOn(color, ground, 3);
  return {
    '--accent': accent,
    '--on-accent': onColor(accent),
    '--accent-text': readableOn(color, ground, 5),
    '--accent-mark': accent,
  };
}

/** Keeps theme and accent of `element` up to date; returns the way to stop. */
export function applyTheme(element: HTMLElement, wanted: Config['theme'], color: string): () => void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const theme = wanted === 'auto' ? (dark.matches ? 'dark' : 'light') : wanted;
    element.dataset.theme = theme;
    for (const [name, value] of Object.entries(accentOf(color, theme))) element.style.setProperty(name, value);
  };
  apply();
  dark.addEventListener('change', apply);
  return () => dark.removeEventListener('change', apply);
}
