import { capsOf } from '../lib/shortcut-keys';

/** The caps of a shortcut ("mod+k", "g i"); hidden from readers, who get the overlay. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className="keys" aria-hidden="true">
      {capsOf(keys).map((cap, index) => (
        <kbd key={index}>{cap}</kbd>
      ))}
    </span>
  );
}
