const MARGIN = 4;

/** Outlines what is under the pointer or has the focus, until one is chosen; the page hears nothing of it. */
export class Picking {
  private readonly ring = document.createElement('div');
  private target: Element | null = null;

  constructor(
    private readonly root: ShadowRoot,
    private readonly onPicked: (element: Element) => void,
    private readonly onStopped: () => void,
  ) {
    this.ring.className = 'ring';
    this.ring.setAttribute('aria-hidden', 'true');
    this.ring.hidden = true;
    root.append(this.ring);
    for (const [type, heard] of this.ears()) document.addEventListener(type, heard, true);
    addEventListener('scroll', this.place, true);
  }

  stop(): void {
    for (const [type, heard] of this.ears()) document.removeEventListener(type, heard, true);
    removeEventListener('scroll', this.place, true);
    this.ring.remove();
  }

  private ears(): [string, (event: Event) => void][] {
    return [
      ['pointermove', this.look],
      ['focusin', this.look],
      ['pointerdown', this.hush],
      ['pointerup', this.hush],
      ['mousedown', this.hush],
      ['mouseup', this.hush],
      ['click', this.choose],
      ['keydown', this.key],
    ];
  }

  /** The recorder itself is no part of the page. */
  private isOurs(event: Event): boolean {
    return event.composedPath().includes(this.root);
  }

  private readonly look = (event: Event): void => {
    const { target } = event;
    const isPage = target instanceof Element && !this.isOurs(event) && target !== document.documentElement && target !== document.body;
    this.target = isPage ? target : null;
    this.place();
  };

  private readonly hush = (event: Event): void => {
    if (this.isOurs(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  private readonly choose = (event: Event): void => {
    if (this.isOurs(event)) return;
    this.hush(event);
    if (event.target instanceof Element) this.onPicked(event.target);
  };

  private readonly key = (event: Event): void => {
    const { key } = event as KeyboardEvent;
    if (key === 'Escape') {
      event.stopImmediatePropagation();
      this.onStopped();
    } else if (key === 'Enter' && !this.isOurs(event) && this.target) {
      this.hush(event);
      this.onPicked(this.target);
    }
  };

  private readonly place = (): void => {
    this.ring.hidden = !this.target;
    if (!this.target) return;
    const { left, top, width, height } = this.target.getBoundingClientRect();
    Object.assign(this.ring.style, {
      left: `${left - MARGIN}px`,
      top: `${top - MARGIN}px`,
      width: `${width + 2 * MARGIN}px`,
      height: `${height + 2 * MARGIN}px`,
    });
  };
}
