/** How a product talks to the widget, as docs/widget.md shows it: calls before the script arrives wait. */
type Queue = ((...command: unknown[]) => void) & { q?: unknown[][] };

const page = window as unknown as { candor?: Queue };

export function candor(...command: unknown[]): void {
  page.candor ??= waiting();
  page.candor(...command);
}

function waiting(): Queue {
  const queue: Queue = (...command) => {
    (queue.q ??= []).push(command);
  };
  return queue;
}
