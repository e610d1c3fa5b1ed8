import { createElement, Fragment, useMemo, type ReactNode } from 'react';

import { attributesOf, isFromRight } from './attributes';
import { splitText, type Piece } from './split-text';

/**
 * A message body as React elements.
 *
 * The server has cleaned the HTML. It is rebuilt here from an allow-list all the same, tag by tag
 * and without classes, styles or ids, so that no message can dress up as the application or load
 * anything from elsewhere: images show only from this server, links open apart.
 */
const TAGS: Record<string, string> = {
  B: 'strong',
  I: 'em',
  ...Object.fromEntries(
    (
      'abbr bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure hr ins kbd ' +
      'li mark ol p pre q rp rt ruby s samp small strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr'
    )
      .split(' ')
      .map((tag) => [tag.toUpperCase(), tag]),
  ),
};
const HEADINGS = new Set(['H1', 'H2', 'H3', 'H4', 'H5', 'H6']);
const DROPPED = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'IFRAME', 'OBJECT', 'EMBED', 'SVG', 'MATH', 'TITLE']);
const VOID = new Set(['br', 'hr', 'wbr', 'col']);
/** Parents in which text between the elements is layout of the source, not words. */
const NO_TEXT = new Set(['TABLE', 'THEAD', 'TBODY', 'TFOOT', 'COLGROUP', 'TR', 'UL', 'OL', 'DL']);
const SAFE_LINK = /^(https?:|mailto:|tel:|\/(?!\/)|#)/i;
const OWN_IMAGE = /^\/api\/v1\/attachments\//;

export interface RichTextProps {
  html: string;
  /** How many citations the marks [1], [2] … may point to. */
  citationCount?: number;
  renderCitation?: (number: number) => ReactNode;
  /** Sentences to mark as having no source. */
  uncited?: readonly string[];
}

interface Context extends RichTextProps {
  inCode: boolean;
  isFromRight: boolean;
}

function renderPieces(pieces: Piece[], context: Context): ReactNode[] {
  return pieces.map((piece, at) => {
    if (piece.type === 'text') return piece.text;
    if (piece.type === 'cite') {
      return <Fragment key={at}>{context.renderCitation?.(piece.number) ?? `[${piece.number}]`}</Fragment>;
    }
    return (
      <span key={at} className="nosrc">
        {renderPieces(piece.pieces, context)}
      </span>
    );
  });
}

function renderChildren(parent: Node, context: Context): ReactNode[] {
  return [...parent.childNodes].map((child, at) => (
    <Fragment key={at}>{renderNode(child, context)}</Fragment>
  ));
}

function renderNode(node: Node, context: Context): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) {
    const text = node.textContent ?? '';
    if (NO_TEXT.has(node.parentElement?.tagName ?? '') && text.trim() === '') return null;
    if (context.inCode) return text;
    return renderPieces(splitText(text, context.citationCount ?? 0, context.uncited ?? []), context);
  }
  if (!(node instanceof Element) || DROPPED.has(node.tagName.toUpperCase())) return null;
  const name = node.tagName.toUpperCase();
  if (name === 'IMG') return renderImage(node);
  const inside = { ...context, inCode: context.inCode || name === 'CODE' || name === 'PRE' };
  if (name === 'A') return renderLink(node, inside);
  if (name === 'SPAN' && node.hasAttribute('data-mention')) {
    return <span className="mention">{renderChildren(node, inside)}</span>;
  }
  if (HEADINGS.has(name)) {
    // Headings of a message would break into the outline of the page.
    return (
      <p {...attributesOf(node, context.isFromRight)} data-level={name[1]}>
        <strong>{renderChildren(node, inside)}</strong>
      </p>
    );
  }
  const tag = TAGS[name];
  if (!tag) {
    const kept = name === 'SPAN' ? attributesOf(node, context.isFromRight) : {};
    return Object.keys(kept).length ? <span {...kept}>{renderChildren(node, inside)}</span> : renderChildren(node, inside);
  }
  const kept = attributesOf(node, context.isFromRight);
  return VOID.has(tag) ? createElement(tag, kept) : createElement(tag, kept, ...renderChildren(node, inside));
}

function renderImage(node: Element): ReactNode {
  const src = node.getAttribute('src') ?? '';
  const alt = node.getAttribute('alt') ?? '';
  return OWN_IMAGE.test(src) ? <img src={src} alt={alt} loading="lazy" /> : alt;
}

function renderLink(node: Element, context: Context): ReactNode {
  const href = (node.getAttribute('href') ?? '').trim();
  if (!SAFE_LINK.test(href)) return renderChildren(node, context);
  return (
    <a className="link" href={href} target="_blank" rel="noopener noreferrer nofollow" dir="auto">
      {renderChildren(node, context)}
    </a>
  );
}

export function RichText(props: RichTextProps): ReactNode {
  const doc = useMemo(() => new DOMParser().parseFromString(props.html, 'text/html'), [props.html]);
  return renderChildren(doc.body, { ...props, inCode: false, isFromRight: isFromRight(doc.body.textContent) });
}
