/** The tag for a page of the brand. */
export const snippetFor = (origin: string, key: string): string => `<script src="${origin}/widget.js" data-candor-key="${key}" async></script>`;

/** What a page's content security policy has to allow. */
export function policyFor(origin: string): string {
  const socket = origin.replace(/^http/, 'ws');
  return [`script-src  ${origin}`, `connect-src ${origin} ${socket}`, `img-src     ${origin}`].join('\n');
}

/** How the page says who is signed in. */
export const IDENTIFY = `window.candor = window.candor || function () { (candor.q = candor.q || []).push(arguments); };
candor('identify', () => fetch('/candor-token').then((response) => response.text()));`;
