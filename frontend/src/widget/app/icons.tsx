import type { JSX } from 'preact';

const PATHS = {
  check: ['m5 12.5 4.7 4.7L19.5 7.3'],
  chat: ['M20.5 14.5a2 2 0 0 1-2 2H9l-4 3.5v-3.5H5.5a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2h13a2 2 0 0 1 2 2z'],
  clip: ['m19.5 11.5-7.7 7.7a5 5 0 0 1-7-7l8-8a3.3 3.3 0 0 1 4.7 4.7l-7.8 7.8a1.65 1.65 0 0 1-2.4-2.4L14.5 7'],
  clock: ['M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17', 'M12 7.5V12l3 2'],
  copy: ['M10.5 8.5h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2', 'M15.5 8.5V6A1.5 1.5 0 0 0 14 4.5H6A1.5 1.5 0 0 0 4.5 6v8A1.5 1.5 0 0 0 6 15.500h2.500'],
  done: ['M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17', 'm8.2 12.3 2.6 2.6 5-5.3'],
  file: ['M6 5a1.5 1.5 0 0 1 1.5-1.5H14L18.5 8v11a1.5 1.5 0 0 1-1.5 1.5H7.5A1.5 1.5 0 0 1 6 19zM14 3.5V8h4.5M9 12.5h6M9 16h4'],
  inbox: ['M3.5 13h4.8l1.4 2.6h4.6l1.4-2.6h4.8', 'M6.2 5h11.6l2.7 8v4.5A1.5 1.5 0 0 1 19 19H5a1.5 1.5 0 0 1-1.5-1.5V13z'],
  left: ['m14.5 6.5-5.5 5.5 5.5 5.5'],
  person: ['M12 4.7a3.8 3.8 0 1 0 0 7.6a3.8 3.8 0 1 0 0-7.6', 'M4.800 19.500a7.300 7.300 0 0 1 14.400 0'],
  point: ['m10.5 10.5 9 3.2-4 1.8-1.8 4z', 'M4 10.5H6M6.2 6.2 7.6 7.6M10.5 4v2M14.8 6.2l-1.4 1.4M6.2 14.8l1.4-1.4'],
  search: ['M11 4.500a6.500 6.500 0 1 0 0 13a6.500 6.500 0 1 0 0-13', 'm16 16 4 4'],
  send: ['M12 19V5.5M6 11.500l6-6 6 6'],
  split: ['M12 20v-6L5 6M12 14l7-8M5 10.5V6h4.5M14.5 6H19v4.5'],
  x: ['m6.5 6.5 11 11M17.5 6.5l-11 11'],
  alert: ['M12 4 2.800 19.500h18.400z', 'M12 10v4.500M12 17h.01'],
};

export type IconName = keyof typeof PATHS | 'ai';

/** One glyph; its meaning stands beside it in words, so that it is hidden from readers. */
export function Icon({ name, size = 16, tone = '' }: { name: IconName; size?: 12 | 14 | 16 | 20; tone?: string }): JSX.Element {
  return (
    <svg class={`i s${size} ${tone}`} viewBox="0 0 24 24" aria-hidden="true">
      {name === 'ai' ? (
        <>
          <circle cx="12" cy="12" r="8.3" stroke-dasharray="0.01 4.346" stroke-width="2.5" />
          <circle cx="12" cy="12" r="2.3" class="dotted-core" />
        </>
      ) : (
        PATHS[name].map((path) => <path key={path} d={path} />)
      )}
    </svg>
  );
}
