/** The `sub` of a user token, to notice another person; nothing is trusted because of it. */
export function subjectOf(token: string): string {
  const part = token.split('.')[1];
  if (!part) return '';
  try {
    const bytes = Uint8Array.from(atob(part.replace(/-/g, '+').replace(/_/g, '/')), (unit) => unit.charCodeAt(0));
    const claims = JSON.parse(new TextDecoder().decode(bytes)) as { sub?: unknown };
    return typeof claims.sub === 'string' ? claims.sub : '';
  } catch {
    return '';
  }
}
