/** Where to go after signing in: a path of this workspace, never another site. */
export function safeNext(next: string | undefined): string {
  if (!next?.startsWith('/') || next.startsWith('//') || next.includes('\\')) return '/inbox';
  return next.startsWith('/sign-in') ? '/inbox' : next;
}
