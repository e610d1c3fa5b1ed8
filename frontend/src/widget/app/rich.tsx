import type { ComponentChildren, JSX, VNode } from 'preact';
import { h } from 'preact';
import type { Citation, TextNode } from './types';

const TAGS = new Set(
  (
    'abbr b bdi blockquote br code dd del details div dl dt em hr i ins li ol p pre q rp rt ruby s strong sub summary sup ' +
    'table tbody td th thead tr u ul'
  ).split(' '),
);
const BLOCKS = new Set(['p', 'li', 'div', 'blockquote', 'dt', 'dd', 'td', 'th', 'summary', 'pre']);
/** What an element of a message may say of itself. */
const ATTRIBUTES = new Set(
  'colspan data-plain dir lang open reversed rowspan scope start title type value'.split(' '),
);
const MARK = /\[(\d{1,2})\]/g;

/** Whether a link of a message may be followed from the widget: no scheme that runs code. */
export function isSafeLink(href: string): boolean {
  return /^(https?:|mailto:|tel:)/i.test(href) || (href.startsWith('/') && !href.startsWith('//'));
}

type Attributes = NonNullable<Exclude<TextNode, string>['a']>;

interface Props {
  nodes: TextNode[];
  base: string;
  citations?: Citation[];
  onCite?: (citation: Citation) => void;
  citeLabel?: (citation: Citation) => string;
}

/** A message body, built element by element: no markup of a server or a model is ever parsed here. */
export function Rich(props: Props): JSX.Element {
  return <>{props.nodes.map((node, index) => render(node, props, index))}</>;
}

function render(node: TextNode, props: Props, key: number): ComponentChildren {
  if (typeof node === 'string') return withCitations(node, props, key);
  const children = (node.c ?? []).map((child, index) => render(child, props, index));
  if (node.t === 'h') return <p key={key} class="h" dir="auto">{children}</p>;
  if (node.t === 'img') return picture(node, props.base, key);
  if (node.t === 'a') return link(node.href ?? '', props.base, children, key);
  if (!TAGS.has(node.t)) return <span key={key}>{children}</span>;
  return h(node.t, { key, dir: BLOCKS.has(node.t) ? 'auto' : undefined, ...attributesOf(node.a) }, children);
}

function attributesOf(given: Attributes = {}): Record<string, string | boolean> {
  return Object.fromEntries(
    Object.entries(given)
      .filter(([name]) => ATTRIBUTES.has(name))
      .map(([name, value]) => [name, name === 'open' || name === 'reversed' ? true : value]),
  );
}

/** Only where our own server keeps the images of articles; the words that describe one stay in any case. */
function picture({ src = '', a: { alt = '', width, height } = {} }: Exclude<TextNode, string>, base: string, key: number): VNode | string {
  if (!/^\/api\/v1\/widget\/article-images\//.test(src)) return alt && `[${alt}]`;
  return <img key={key} src={base + src} alt={alt} width={width} height={height} loading="lazy" />;
}

function link(href: string, base: string, children: ComponentChildren, key: number): VNode {
  if (!isSafeLink(href)) return <span key={key}>{children}</span>;
  const address = href.startsWith('/') ? base + href : href;
  return (
    <a key={key} class="link" href={address} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

/** `[1]` in a text of the assistant is its first source. */
function withCitations(text: string, { citations = [], onCite, citeLabel }: Props, key: number): ComponentChildren {
  if (!citations.length || !onCite) return text;
  const parts: ComponentChildren[] = [];
  let end = 0;
  for (const match of text.matchAll(MARK)) {
    const citation = citations.find((each) => each.number === Number(match[1]));
    if (!citation) continue;
    parts.push(text.slice(end, match.index));
    parts.push(
      <button key={`${key}-${match.index}`} type="button" class="cite" aria-label={citeLabel?.(citation)} title={citation.quote} onClick={() => onCite(citation)}>
        {citation.number}
      </button>,
    );
    end = match.index + match[0].length;
  }
  return end === 0 ? text : [...parts, text.slice(end)];
}
