/** The words that are marked within an entry, if all of them are. */
export function markedIn(article: Element | null): string {
  const selection = window.getSelection();
  if (!article || !selection || selection.rangeCount === 0 || selection.isCollapsed) return '';
  return article.contains(selection.getRangeAt(0).commonAncestorContainer) ? selection.toString().trim() : '';
}
