const MARGIN = 6;
const LOOK_EVERY = 300;

/** The element of the host page for a selector, if it is there and can be seen. */
export function findTarget(selector: string): Element | null {
  let found: Element | null;
  try {
    found = document.querySelector(selector);
  } catch {
    return null;
  }
  if (!found) return null;
  const { width, height } = found.getBoundingClientRect();
  return width > 0 && height > 0 ? found : null;
}

/** A ring around an element of the host page that follows it; it catches no click and changes nothing. */
export class Spotlight {
  private readonly ring = document.createElement('div');
  private readonly timer: number;
  private target: Element | null = null;
  private wasFound: boolean | null = null;

  constructor(
    root: ShadowRoot,
    private readonly selector: string,
    private readonly onFound: (isFound: boolean) => void,
  ) {
    this.ring.className = 'wg-ring';
    this.ring.setAttribute('aria-hidden', 'true');
    root.append(this.ring);
    this.look();
    // Pages render late and move things: the ring looks again instead of watching every change.
    this.timer = window.setInterval(() => this.look(), LOOK_EVERY);
    addEventListener('scroll', this.place, true);
    addEventListener('resize', this.place);
  }

  stop(): void {
    clearInterval(this.timer);
    removeEventListener('scroll', this.place, true);
    removeEventListener('resize', this.place);
    this.ring.remove();
  }

  private look(): void {
    const target = findTarget(this.selector);
    if (target && target !== this.target) {
      const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
      target.scrollIntoView({ block: 'center', inline: 'nearest', behavior: isCalm ? 'auto' : 'smooth' });
    }
    this.target = target;
    if (this.wasFound !== (target !== null)) {
      this.wasFound = target !== null;
      this.onFound(this.wasFound);
    }
    this.place();
  }

  private readonly place = (): void => {
    this.ring.hidden = !this.target;
    if (!this.target) return;
    const { left, top, width, height } = this.target.getBoundingClientRect();
    const { style } = this.ring;
    style.left = `${left - MARGIN}px`;
    style.top = `${top - MARGIN}px`;
    style.width = `${width + 2 * MARGIN}px`;
    style.height = `${height + 2 * MARGIN}px`;
  };
}
