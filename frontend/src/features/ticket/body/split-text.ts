/** A piece of running text: plain words, a reference like [2], or a sentence without a source. */
export type Piece =
  | { type: 'text'; text: string }
  | { type: 'cite'; number: number }
  | { type: 'uncited'; pieces: Piece[] };

const MARK = /\[(\d{1,2})\]/g;

function splitMarks(text: string, count: number): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(MARK)) {
    const number = Number(match[1]);
    // "[404]" or a list index in a customer's words is not a reference.
    if (number < 1 || number > count) continue;
    if (match.index > from) pieces.push({ type: 'text', text: text.slice(from, match.index) });
    pieces.push({ type: 'cite', number });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ type: 'text', text: text.slice(from) });
  return pieces;
}

/** `count` is the number of citations that exist; `uncited` are whole sentences. */
export function splitText(text: string, count: number, uncited: readonly string[]): Piece[] {
  for (const sentence of uncited) {
    const wanted = sentence.trim();
    const at = wanted === '' ? -1 : text.indexOf(wanted);
    if (at < 0) continue;
    return [
      ...splitText(text.slice(0, at), count, uncited),
      { type: 'uncited', pieces: splitMarks(wanted, count) },
      ...splitText(text.slice(at + wanted.length), count, uncited),
    ];
  }
  return splitMarks(text, count);
}
