import { describe, expect, it } from 'vitest';
import { contrast, onColor, readableOn } from '@/shared/lib/color';
import { accentOf } from './app/theme';

describe('colors', () => {
  it('computes the contrast of WCAG', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 1);
  });

  it('writes on any brand color so that it can be read', () => {
    for (const color of ['#ffee00', '#0a5f6a', '#3b5bb5', '#ff5f1f', '#808080']) {
      expect(contrast(onColor(color), color)).toBeGreaterThanOrEqual(3.9);
    }
  });

  it.each(['light', 'dark'] as const)('moves every brand color until it reads in the %s theme', (theme) => {
    const ground = theme === 'light' ? '#fffefc' : '#1a1916';
    for (const color of ['#ffee00', '#0a5f6a', '#101010', '#f5f5f5', '#3b5bb5']) {
      const accent = accentOf(color, theme);
      expect(contrast(accent['--accent'] ?? '', ground)).toBeGreaterThanOrEqual(3);
      expect(contrast(accent['--accent-text'] ?? '', ground)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(accent['--on-accent'] ?? '', accent['--accent'] ?? '')).toBeGreaterThanOrEqual(3.9);
    }
  });

  it('leaves a color alone that reads already', () => {
    expect(readableOn('#0a5f6a', '#fffefc', 3)).toBe('#0a5f6a');
  });
});
