import { afterEach, describe, expect, it, vi } from 'vitest';
import { Launcher } from './launcher';

class Sheet {
  text = '';
  replaceSync(text: string): void {
    this.text = text;
  }
}

describe('Launcher', () => {
  afterEach(() => {
    document.body.innerHTML = '';
    vi.unstubAllGlobals();
  });

  const launch = (locale = 'en') => {
    vi.stubGlobal('CSSStyleSheet', Sheet);
    const pressed = vi.fn();
    const launcher = new Launcher(locale, pressed, () => undefined);
    const button = launcher.root.querySelector('button');
    if (!button) throw new Error('There is no button.');
    return { launcher, button, pressed };
  };

  it('styles itself alone: the panel lives in the same root', () => {
    const { launcher } = launch();
    const [sheet] = launcher.root.adoptedStyleSheets as unknown as Sheet[];
    const rules = (sheet?.text ?? '').replace(/@media[^{]*\{|\}\s*\}/g, '').split('}');
    const selectors = rules.map((rule) => rule.split('{')[0]?.trim() ?? '').filter(Boolean);
    for (const selector of selectors) expect(selector).toMatch(/^:host( |$)|^:host\(|\.launch/);
    expect(selectors.length).toBeGreaterThan(5);
  });

  it('tells the number of new replies in words', () => {
    const { launcher, button } = launch('de-DE');
    launcher.setUnread(1);
    expect(button.getAttribute('aria-label')).toBe('Hilfe, 1 neue Antwort');
    launcher.setUnread(12);
    expect(button.textContent).toBe('9+');
    launcher.setUnread(0);
    expect(button.getAttribute('aria-label')).toBe('Hilfe');
  });

  it('says whether the panel is open, and takes the focus back', () => {
    const { launcher, button, pressed } = launch();
    button.click();
    expect(pressed).toHaveBeenCalledOnce();
    launcher.setOpen(true);
    expect(button.getAttribute('aria-expanded')).toBe('true');
    launcher.focus();
    expect(launcher.root.activeElement).toBe(button);
  });
});
