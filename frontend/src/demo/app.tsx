import type { JSX } from 'preact';

export function App(): JSX.Element {
  return (
    <main>
      <h1>Halyard</h1>
    </main>
  );
}
