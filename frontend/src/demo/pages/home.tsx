import type { JSX } from 'preact';
import type { Session } from '../backend';
import { Link } from '../router';

export function Home({ session }: { session: Session }): JSX.Element {
  const { person } = session;
  return (
    <>
      <h1>{person ? `Good to see you, ${person.name.split(' ')[0]}` : 'Product analytics that your team can read'}</h1>
      <p class="hy-desc">
        {person ? `${person.company}, plan ${person.plan}.` : 'Dashboards, funnels and exports on your own events.'}
      </p>
      <section class="hy-card">
        <h2>Needs attention</h2>
        <p>
          The export to Snowflake has stopped with <code>HLY-4012</code> three nights in a row.
        </p>
        <div class="hy-acts">
          <Link to="/settings/destinations/snowflake" class="hy-btn pri">
            Open the destination
          </Link>
        </div>
      </section>
      <section class="hy-card">
        <h2>This week</h2>
        <dl class="hy-facts">
          <div>
            <dt>Weekly active users</dt>
            <dd>18,402</dd>
          </div>
          <div>
            <dt>Activated</dt>
            <dd>41% of 2,310 sign-ups</dd>
          </div>
          <div>
            <dt>Events received</dt>
            <dd>9.4 million</dd>
          </div>
        </dl>
      </section>
    </>
  );
}
