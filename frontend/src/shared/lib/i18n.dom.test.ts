import i18next from 'i18next';
import { afterEach, describe, expect, it } from 'vitest';

describe('Sentences', () => {
  afterEach(() => i18next.changeLanguage('en'));

  it('end with one full stop after an abbreviation, and keep an ellipsis', async () => {
    await i18next.changeLanguage('de');
    const say = (text: string, value: string): string => i18next.t('none', { defaultValue: text, value });
    expect(say('Davor: {{value}}.', '47 Min.')).toBe('Davor: 47 Min.');
    expect(say('90 % innerhalb von {{value}}.', '21 Std. 55 Min.')).toBe('90 % innerhalb von 21 Std. 55 Min.');
    expect(say('Davor: {{value}}.', '3')).toBe('Davor: 3.');
    expect(say('Wird geladen...', '')).toBe('Wird geladen...');
    expect(say('{{value}}', '../a..b')).toBe('../a..b');
  });
});
