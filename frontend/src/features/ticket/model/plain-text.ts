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

const BLOCKS = new Set(
  (
    'ADDRESS ARTICLE ASIDE BLOCKQUOTE CAPTION CENTER DD DETAILS DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 ' +
    'H4 H5 H6 HEADER HR LEGEND LI MAIN NAV OL OPTION P PRE SECTION SUMMARY TABLE TBODY TFOOT THEAD TR UL'
  ).split(' '),
);

/** The words of HTML: a line for each block, and a space between the cells of a row. */
export function htmlToText(html: string): string {
  if (html === '') return '';
  const doc = new DOMParser().parseFromString(html, 'text/html');
  return [...doc.body.childNodes].map(textOf).join('\n');
}

function textOf(node: Node): string {
  if (!(node instanceof Element)) return node.textContent ?? '';
  if (node.tagName === 'BR') return '\n';
  let text = '';
  let isAfterBlock = false;
  for (const child of node.childNodes) {
    const part = textOf(child);
    const tag = child instanceof Element ? child.tagName : '';
    const isBlock = BLOCKS.has(tag);
    if ((isBlock || isAfterBlock) && part && text && !text.endsWith('\n')) text += '\n';
    if ((tag === 'TD' || tag === 'TH') && text) text += ' ';
    text += part;
    isAfterBlock = isBlock;
  }
  return text;
}

export function isBlank(html: string): boolean {
  return !/<img\b/i.test(html) && html.replace(/<[^>]*>|&nbsp;|\s/g, '') === '';
}

/** The position in a document of one paragraph per line that stands for `offset` in its text. */
export function documentPosition(text: string, offset: number): number {
  const before = text.slice(0, offset);
  return offset + 1 + (before.match(/\n/g)?.length ?? 0);
}
