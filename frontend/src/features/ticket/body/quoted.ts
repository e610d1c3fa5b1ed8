/**
 * Splits a mail body from the earlier mail it quotes at its end.
 *
 * Only a quote that nothing follows, and that is no more than what stands above it, is taken off:
 * answers written between quoted lines belong to the message, and a quote may be what it is about.
 */
export function splitQuoted(html: string): { own: string; quoted: string } {
  if (!/<blockquote\b/i.test(html)) return { own: html, quoted: '' };
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  let last = body.lastChild;
  while (last && isEmpty(last)) last = last.previousSibling;
  if (!(last instanceof Element) || last.tagName !== 'BLOCKQUOTE' || !hasTextBefore(last)) {
    return { own: html, quoted: '' };
  }
  if (last.textContent.trim().length > ownLength(last)) return { own: html, quoted: '' };
  const quoted: string[] = [last.outerHTML];
  const intro = previousWritten(last);
  // "On 12 March Ines Duarte wrote:" belongs to the quote.
  if (intro instanceof Element && intro.textContent.trim().endsWith(':') && hasTextBefore(intro)) {
    quoted.unshift(intro.outerHTML);
    intro.remove();
  }
  last.remove();
  return { own: body.innerHTML, quoted: quoted.join('') };
}

function ownLength(quote: Element): number {
  let length = 0;
  for (let node = quote.previousSibling; node; node = node.previousSibling) length += (node.textContent ?? '').trim().length;
  return length;
}

function isEmpty(node: Node): boolean {
  return (node.textContent ?? '').trim() === '' && !(node instanceof Element && node.querySelector('img'));
}

function previousWritten(node: Node): Node | null {
  let previous = node.previousSibling;
  while (previous && isEmpty(previous)) previous = previous.previousSibling;
  return previous;
}

function hasTextBefore(node: Node): boolean {
  return previousWritten(node) !== null;
}
