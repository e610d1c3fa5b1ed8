import { useEffect, useRef, type ReactNode } from 'react';
import { Logo, useReasonOf } from '@/shared/ui';
import './auth.css';

/** What a screen looks like before somebody has signed in. */
export function AuthFrame({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Candor`;
  }, [title]);
  return (
    <main className="signin">
      <div className="signin-box">
        <Logo />
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}

/** What has come of it; focus goes here, since the form it was in is gone. */
export function Outcome({ children, to, action }: { children: ReactNode; to: string; action: string }) {
  const text = useRef<HTMLParagraphElement>(null);
  useEffect(() => text.current?.focus(), []);
  return (
    <>
      <p ref={text} className="t2" tabIndex={-1} role="status">
        {children}
      </p>
      <p>
        <a className="link" href={to}>
          {action}
        </a>
      </p>
    </>
  );
}

export function Fault({ error }: { error: unknown }) {
  const reasonOf = useReasonOf();
  return (
    <div role="alert" className="signin-problem">
      {error ? <p className="hint bad">{reasonOf(error)}</p> : null}
    </div>
  );
}
