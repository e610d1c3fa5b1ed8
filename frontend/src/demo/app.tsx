import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { loadSession, type Session } from './backend';
import { candor } from './candor';
import { Mark, Sidebar } from './sidebar';
import { Billing } from './pages/billing';
import { Dashboards } from './pages/dashboards';
import { Exports } from './pages/exports';
import { Funnels } from './pages/funnels';
import { General } from './pages/general';
import { Home } from './pages/home';
import { usePath } from './router';

const PAGES: Record<string, { title: string; view: (props: { session: Session }) => JSX.Element }> = {
  '/': { title: 'Home', view: Home },
  '/dashboards': { title: 'Dashboards', view: Dashboards },
  '/funnels': { title: 'Funnels', view: Funnels },
  '/settings/destinations/snowflake': { title: 'Snowflake', view: Exports },
  '/settings/billing': { title: 'Billing', view: Billing },
  '/settings/general': { title: 'General', view: General },
};

export function App(): JSX.Element {
  const path = usePath();
  const [session, setSession] = useState<Session | null>(null);
  const [problem, setProblem] = useState('');
  const page = PAGES[path];

  useEffect(() => {
    loadSession().then(setSession, (error: unknown) => setProblem(error instanceof Error ? error.message : 'Try again later.'));
  }, []);
  useEffect(() => {
    document.title = `${page?.title ?? 'Not found'} · Halyard`;
    candor('context', { app_version: '4.19.2', project: 'production' });
  }, [page]);

  if (!session) return <p class="hy-wait">{problem || 'Opening Halyard'}</p>;
  const View = page?.view;
  return (
    <div class="hy">
      <header class="hy-mtop">
        <Mark />
        <b>Halyard</b>
        <span>{session.person?.company ?? 'Visitor'}</span>
      </header>
      <Sidebar session={session} path={path} />
      <main class="hy-main">
        <div class="hy-in">{View ? <View session={session} /> : <h1>There is no such page</h1>}</div>
      </main>
    </div>
  );
}
