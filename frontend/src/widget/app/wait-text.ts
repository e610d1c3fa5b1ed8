import type { Language } from './i18n';
import type { Wait } from './types';

/** When a person replies: the server's one promise in words, and nothing beside it. */
export function waitText(wait: Wait | undefined, words: Language, now = Date.now()): string {
  switch (wait?.promise) {
    case 'set':
      return wait.text;
    case 'usual':
      return wait.seconds ? words.t('waitUsual', { time: words.span(wait.seconds) }) : words.t('waitHere');
    case 'within': {
      // A panel may stay open for hours: the moment holds, not the seconds of when it was told.
      const left = wait.until ? (Date.parse(wait.until) - now) / 1000 : (wait.seconds ?? 0);
      return left > 0 ? words.t('waitWithin', { time: words.span(left) }) : words.t('waitAway');
    }
    case 'here':
      return words.t('waitHere');
    case 'away':
      return words.t('waitAway');
    default:
      return '';
  }
}
