import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Session } from '../backend';

export function General({ session }: { session: Session }): JSX.Element {
  const [name, setName] = useState(session.person?.company ?? 'My workspace');
  const [zone, setZone] = useState('Europe/London');
  const [isSaved, setSaved] = useState(false);
  return (
    <>
      <h1>General</h1>
      <form
        class="hy-card"
        onSubmit={(event) => {
          event.preventDefault();
          setSaved(true);
        }}
      >
        <h2>Workspace</h2>
        <div class="hy-grid">
          <label>
            Name
            <input value={name} onInput={(event) => setName(event.currentTarget.value)} />
          </label>
          <label>
            Time zone of reports
            <select value={zone} onChange={(event) => setZone(event.currentTarget.value)}>
              <option>Europe/London</option>
              <option>Europe/Berlin</option>
              <option>America/New_York</option>
            </select>
          </label>
        </div>
        <div class="hy-key" data-candor-mask>
          <div>
            <b>Write key</b>
            <p>hk_live_5b1e9c2f7a</p>
          </div>
        </div>
        <div class="hy-acts">
          <button type="submit" class="hy-btn pri">
            Save settings
          </button>
          <span role="status">{isSaved ? 'Saved' : ''}</span>
        </div>
      </form>
    </>
  );
}
