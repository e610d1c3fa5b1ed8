import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { candor } from '../candor';
import { Bars } from '../chart';

const RANGES = {
  '7': [
    ['Shipment created', 41200],
    ['Quote opened', 30110],
    ['Document uploaded', 17480],
    ['Invoice paid', 9230],
  ],
  '28': [
    ['Shipment created', 168400],
    ['Quote opened', 121900],
    ['Document uploaded', 70250],
    ['Invoice paid', 38110],
  ],
} as const;
type Range = keyof typeof RANGES;

export function Dashboards(): JSX.Element {
  const [range, setRange] = useState<Range>('7');
  const [isAnnotating, setAnnotating] = useState(false);
  const [note, setNote] = useState('');
  const [notes, setNotes] = useState<string[]>(['Release 4.19']);
  const choose = (value: Range) => {
    setRange(value);
    candor('context', { dashboard: 'overview', range_days: Number(value) });
  };
  return (
    <>
      <div class="hy-head">
        <h1>Overview</h1>
        <select aria-label="Time range" value={range} onChange={(event) => choose(event.currentTarget.value as Range)}>
          <option value="7">Last 7 days</option>
          <option value="28">Last 28 days</option>
        </select>
      </div>
      <section class="hy-card">
        <h2>Events by name</h2>
        <Bars rows={RANGES[range]} unit="events" />
      </section>
      <section class="hy-card">
        <h2>Annotations</h2>
        <ul class="hy-list">
          {notes.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
        {isAnnotating ? (
          <form
            class="hy-acts"
            onSubmit={(event) => {
              event.preventDefault();
              if (note.trim()) setNotes([...notes, note.trim()]);
              setNote('');
              setAnnotating(false);
            }}
          >
            <input aria-label="Annotation" value={note} onInput={(event) => setNote(event.currentTarget.value)} />
            <button type="submit" class="hy-btn pri">
              Save annotation
            </button>
          </form>
        ) : (
          <div class="hy-acts">
            <button type="button" class="hy-btn" onClick={() => setAnnotating(true)}>
              Annotate a release
            </button>
          </div>
        )}
      </section>
    </>
  );
}
