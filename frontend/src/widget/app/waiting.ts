import type { Language } from './i18n';
import type { Wait } from './types';

/** When a person answers, as far as it is known; nothing is promised that was not measured or set. */
export function waitText(wait: Wait | undefined, words: Language): string {
  if (!wait) return words.t('waitPlain');
  if (wait.text) return wait.text;
  if (!wait.is_someone_here) return words.t('waitAway');
  return wait.seconds === null ? words.t('waitPlain') : words.t('waitUsual', { time: words.span(wait.seconds) });
}

export function takeoverText(wait: Wait, words: Language): string {
  if (!wait.is_someone_here) return words.t('handedAway');
  return wait.seconds === null ? '' : words.t('handedWait', { time: words.span(wait.seconds) });
}
