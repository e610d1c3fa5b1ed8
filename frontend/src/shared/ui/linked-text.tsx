import { Fragment, type ReactNode } from 'react';

import { findLinks } from '../lib/links';

/** Plain text whose links can be clicked. */
export function LinkedText({ text }: { text: string }): ReactNode {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const link of findLinks(text)) {
    parts.push(
      <Fragment key={link.start}>
        {text.slice(end, link.start)}
        <a className="link" href={link.href} target="_blank" rel="noopener noreferrer nofollow">
          <bdi>{text.slice(link.start, link.end)}</bdi>
        </a>
      </Fragment>,
    );
    end = link.end;
  }
  return [...parts, text.slice(end)];
}
