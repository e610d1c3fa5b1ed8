const SIGNS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => SIGNS[sign] ?? sign);
}

/** A link as HTML; `origin` makes an address of this server whole, since the text may leave as a mail. */
export function linkHtml(title: string, url: string, origin: string): string {
  const whole = url.startsWith('/') ? origin + url : url;
  return `<a href="${escapeHtml(whole)}">${escapeHtml(title)}</a>`;
}
