/** Go to another site to sign in there. The address comes from our server, yet only the web is let through. */
export function leaveFor(url: string): void {
  if (/^https?:\/\//i.test(url)) location.assign(url);
}
