import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

const BASE = '/demo';

/** The path inside of Halyard, such as `/funnels`. */
export const pathNow = (): string => location.pathname.replace(BASE, '').replace(/\/$/, '') || '/';

export function go(path: string): void {
  history.pushState(null, '', BASE + (path === '/' ? '/' : path));
  dispatchEvent(new PopStateEvent('popstate'));
}

export function usePath(): string {
  const [path, setPath] = useState(pathNow);
  useEffect(() => {
    const follow = () => setPath(pathNow());
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);
  return path;
}

interface LinkProps {
  to: string;
  children: ComponentChildren;
  class?: string;
  isCurrent?: boolean;
}

export function Link({ to, children, class: name, isCurrent }: LinkProps): JSX.Element {
  return (
    <a
      class={name}
      href={BASE + to}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        go(to);
      }}
    >
      {children}
    </a>
  );
}
