import type { Theme } from '@/shared/api';

const SETTING = 'candor.theme';
const DARK = '(prefers-color-scheme: dark)';

export function storedTheme(): Theme {
  const value = localStorage.getItem(SETTING);
  return value === 'light' || value === 'dark' ? value : 'system';
}

/** Show a theme and remember it for the first paint of the next visit (`public/theme.js` reads it). */
export function applyTheme(theme: Theme): void {
  localStorage.setItem(SETTING, theme);
  const isDark = theme === 'dark' || (theme === 'system' && matchMedia(DARK).matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
}

/** Follow the system while the chosen theme is "system". */
export function followSystemTheme(): () => void {
  const query = matchMedia(DARK);
  const follow = (): void => {
    if (storedTheme() === 'system') applyTheme('system');
  };
  query.addEventListener('change', follow);
  return () => query.removeEventListener('change', follow);
}
