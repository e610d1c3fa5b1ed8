/** React's names of the attributes of a message that carry meaning. */
const NAMES: Record<string, string> = {
  abbr: 'abbr',
  colspan: 'colSpan',
  datetime: 'dateTime',
  'data-plain': 'data-plain',
  dir: 'dir',
  lang: 'lang',
  open: 'open',
  reversed: 'reversed',
  rowspan: 'rowSpan',
  scope: 'scope',
  span: 'span',
  start: 'start',
  title: 'title',
  type: 'type',
  value: 'value',
};
/** Elements whose text finds its own direction when the message does not say one. */
const BLOCKS = new Set(
  'P LI DIV BLOCKQUOTE DT DD TD TH CAPTION SUMMARY PRE H1 H2 H3 H4 H5 H6'.split(' '),
);
const STYLES: Record<string, { name: string; values: RegExp }> = {
  'text-align': { name: 'textAlign', values: /^(left|right|center|justify|start|end)$/ },
  direction: { name: 'direction', values: /^(ltr|rtl)$/ },
  'font-weight': { name: 'fontWeight', values: /^(bold|bolder|[6-9]00)$/ },
  'font-style': { name: 'fontStyle', values: /^italic$/ },
  'text-decoration': { name: 'textDecoration', values: /^(underline|line-through)$/ },
  'text-decoration-line': { name: 'textDecoration', values: /^(underline|line-through)$/ },
  'white-space': { name: 'whiteSpace', values: /^(pre|pre-wrap|pre-line|break-spaces)$/ },
  'vertical-align': { name: 'verticalAlign', values: /^(sub|super)$/ },
  'list-style-type': { name: 'listStyleType', values: /^(disc|circle|square|decimal|none|(lower|upper)-(alpha|latin|roman))$/ },
};
const LIST_TYPES: Record<string, string> = {
  a: 'lower-alpha',
  A: 'upper-alpha',
  i: 'lower-roman',
  I: 'upper-roman',
};
const WIDTH = /^(\d{1,3})(%?)$/;

const FROM_RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Whether a message has words that are written from right to left. */
export function isFromRight(text: string): boolean {
  return FROM_RIGHT.test(text);
}

/**
 * What an element of a message keeps of its attributes, as properties of a React element.
 *
 * `findsDirection`: each block takes the direction of its own words where the message names none.
 */
export function attributesOf(node: Element, findsDirection: boolean): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const { name, value } of node.attributes) {
    const property = NAMES[name];
    if (property) kept[property] = name === 'open' || name === 'reversed' ? true : value;
  }
  if (findsDirection && !('dir' in kept) && BLOCKS.has(node.tagName)) kept['dir'] = 'auto';
  const style = styleOf(node);
  if (Object.keys(style).length) kept['style'] = style;
  return kept;
}

function styleOf(node: Element): Record<string, string> {
  const style: Record<string, string> = {};
  const align = node.getAttribute('align') ?? '';
  if (STYLES['text-align']?.values.test(align)) style['textAlign'] = align;
  const width = WIDTH.exec(node.getAttribute('width') ?? '');
  // A table that asks for more room than there is would have to be scrolled.
  if (width) style['width'] = `${width[1]}${width[2] || 'px'}`;
  const list = LIST_TYPES[node.getAttribute('type') ?? ''];
  if (list) style['listStyleType'] = list;
  for (const declaration of (node.getAttribute('style') ?? '').split(';')) {
    const [name = '', value = ''] = declaration.split(':').map((part) => part.trim().toLowerCase());
    const known = STYLES[name];
    if (known?.values.test(value)) style[known.name] = value;
  }
  return style;
}
