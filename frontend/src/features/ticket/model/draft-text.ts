import type { CopilotDraft } from '../types';
import { linkHtml } from './link-html';

const MARK = /\s?\[(\d{1,2})\]/g;

/**
 * The suggestion as the person's own text: without the marks of its sources, and with links to the
 * ones that have an address below. `origin` makes links whole, since the text may leave as a mail.
 */
export function textToUse(draft: CopilotDraft, origin: string): string {
  const count = draft.citations.length;
  const body = draft.body_html.replace(MARK, (mark, digits: string) => {
    const number = Number(digits);
    return number >= 1 && number <= count ? '' : mark;
  });
  const links = draft.citations
    .filter(({ url }) => url !== '')
    .map(({ title, url }) => `<p>${linkHtml(title, url, origin)}</p>`);
  return body + [...new Set(links)].join('');
}
