import type { Citation, CopilotDraft } from '../types';
import { linkHtml } from './link-html';

const MARK = /\s?\[(\d{1,2})\]/g;

/** Sources that a customer may open. */
function publicSources(citations: readonly Citation[]): Citation[] {
  return citations.filter((citation) => !citation.is_internal && citation.url !== '');
}

/**
 * The suggestion as the person's own text: without the marks of its sources, and with links to the
 * public ones below. `origin` makes links whole, since the text may leave as a mail.
 */
export function textToUse(draft: CopilotDraft, origin: string): string {
  const count = draft.citations.length;
  const body = draft.body_html.replace(MARK, (mark, digits: string) => {
    const number = Number(digits);
    return number >= 1 && number <= count ? '' : mark;
  });
  const links = publicSources(draft.citations).map(({ title, url }) => `<p>${linkHtml(title, url, origin)}</p>`);
  return body + [...new Set(links)].join('');
}
