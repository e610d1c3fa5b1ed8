import { escapeHtml } from './link-html';

/**
 * The plain field and the rich editor hold the same text: a line of the field is a paragraph.
 */
const RICH = /<(strong|b|em|i|u|s|del|a|ul|ol|li|code|pre|blockquote|h[1-6]|img|table|span)\b/i;

/** True when the text has formatting that a plain field would lose. */
export function isRich(html: string): boolean {
  return RICH.test(html);
}

export function textToHtml(text: string): string {
  if (text === '') return '';
  return escapeHtml(text)
    .split('\n')
    .map((line) => `<p>${line}</p>`)
    .join('');
}

export function htmlToText(html: string): string {
  if (html === '') return '';
  const doc = new DOMParser().parseFromString(html, 'text/html');
  const parts: string[] = [];
  for (const node of doc.body.childNodes) {
    for (const br of node instanceof Element ? node.querySelectorAll('br') : []) br.replaceWith('\n');
    parts.push(node.textContent ?? '');
  }
  return parts.join('\n');
}

export function isBlank(html: string): boolean {
  return !/<img\b/i.test(html) && html.replace(/<[^>]*>|&nbsp;|\s/g, '') === '';
}

/** The position in a document of one paragraph per line that stands for `offset` in its text. */
export function documentPosition(text: string, offset: number): number {
  const before = text.slice(0, offset);
  return offset + 1 + (before.match(/\n/g)?.length ?? 0);
}
