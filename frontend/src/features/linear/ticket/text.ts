/** The paragraphs of a drafted answer as text, for a plain field. */
export function textOf(html: string): string {
  const body = new DOMParser().parseFromString(html.replace(/<br\s*\/?>/g, '\n'), 'text/html').body;
  const parts = [...body.children].map((part) => part.textContent ?? '');
  return (parts.length > 0 ? parts.join('\n\n') : (body.textContent ?? '')).trim();
}

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** Text as paragraphs; whatever it looks like, it stays text. */
export const htmlOf = (text: string): string =>
  text
    .trim()
    .split(/\n{2,}/)
    .map((part) => `<p>${escaped(part).replace(/\n/g, '<br>')}</p>`)
    .join('');
