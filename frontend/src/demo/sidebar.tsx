import type { JSX } from 'preact';
import { type Session, signIn } from './backend';
import { candor } from './candor';
import { Link } from './router';

const MAIN = [
  ['/', 'Home'],
  ['/dashboards', 'Dashboards'],
  ['/funnels', 'Funnels'],
] as const;
const SETTINGS = [
  ['/settings/general', 'General'],
  ['/settings/destinations/snowflake', 'Destinations'],
  ['/settings/billing', 'Billing'],
] as const;

export function Mark(): JSX.Element {
  return (
    <svg class="hy-mark" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M6 3.5v17M18 3.5v17M6 15.5 18 8.5" />
    </svg>
  );
}

export function Sidebar({ session, path }: { session: Session; path: string }): JSX.Element {
  return (
    <nav class="hy-side" aria-label="Halyard">
      <span class="hy-brand">
        <Mark />
        Halyard
      </span>
      {MAIN.map(([to, name]) => (
        <Link key={to} to={to} class={path === to ? 'on' : ''} isCurrent={path === to}>
          {name}
        </Link>
      ))}
      <span class="hy-group">Settings</span>
      {SETTINGS.map(([to, name]) => (
        <Link key={to} to={to} class={path === to ? 'sub on' : 'sub'} isCurrent={path === to}>
          {name}
        </Link>
      ))}
      <Switcher session={session} />
    </nav>
  );
}

/** Whom the demo plays; a real product has its own sign-in here. */
function Switcher({ session }: { session: Session }): JSX.Element {
  const { person, people } = session;
  const become = async (email: string) => {
    // As docs/widget.md asks of a sign-out: nobody finds the conversations of the person before.
    candor('shutdown');
    await signIn(email);
    location.reload();
  };
  return (
    <div class="hy-org">
      <b>{person?.company ?? 'Not signed in'}</b>
      <label>
        Play as
        <select value={person?.email ?? ''} onChange={(event) => void become(event.currentTarget.value)}>
          {people.map((each) => (
            <option key={each.email} value={each.email}>
              {each.name}, {each.company}
            </option>
          ))}
          <option value="">A visitor, not signed in</option>
        </select>
      </label>
    </div>
  );
}
