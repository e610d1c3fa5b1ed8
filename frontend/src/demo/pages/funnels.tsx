import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Bars } from '../chart';

const STEPS: readonly (readonly [string, number])[] = [
  ['Signed up', 2310],
  ['Connected a source', 1604],
  ['Built a dashboard', 1121],
  ['Invited a teammate', 946],
];
/** Users who did the steps in any order are more than those who did them in this one. */
const ANY_ORDER = 1.12;

export function Funnels(): JSX.Element {
  const [isOrdered, setOrdered] = useState(true);
  const [count, setCount] = useState(STEPS.length);
  const rows = STEPS.slice(0, count).map(
    ([name, value], index) => [name, isOrdered || index === 0 ? value : Math.round(value * ANY_ORDER)] as const,
  );
  return (
    <>
      <h1>Activation</h1>
      <p class="hy-desc">Users of the last 28 days, counted once.</p>
      <section class="hy-card">
        <div class="hy-acts first">
          <label>
            <input type="checkbox" checked={isOrdered} onChange={(event) => setOrdered(event.currentTarget.checked)} /> Steps in this order
          </label>
          <button type="button" class="hy-btn" disabled={count <= 2} onClick={() => setCount(count - 1)}>
            Remove last step
          </button>
          <button type="button" class="hy-btn" disabled={count >= STEPS.length} onClick={() => setCount(count + 1)}>
            Add step
          </button>
        </div>
        <Bars rows={rows} unit="users" />
      </section>
    </>
  );
}
