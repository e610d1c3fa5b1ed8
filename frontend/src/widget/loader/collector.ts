import type { PageSnapshot, Step, StepKind } from '../contract';
import { NOTHING, withoutHidden } from './hidden';
import { controlName } from './labels';
import { maskRequest, maskText, maskUrl } from './mask';
import { patch } from './patch';

type Fetch = (this: unknown, input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;
type Open = (this: XMLHttpRequest, ...values: unknown[]) => void;
type Send = (this: XMLHttpRequest, body?: Document | XMLHttpRequestBodyInit | null) => void;
type Navigate = (this: History, data: unknown, unused: string, url?: string | URL | null) => void;

const MAX_STEPS = 20;
const NO_ANSWER = 'no answer';

/** Watches the host page while the customer has agreed; `stop` leaves it as it was found. */
export class Collector {
  private steps: Step[] = [];
  private attributes: Record<string, unknown> = {};
  private element = '';
  private undo: (() => void)[] = [];
  private path = '';
  private listeners = new Set<() => void>();
  /** What the brand hides; known before anything is collected. */
  hidden = NOTHING;

  /** `ownBase`: requests to it are ours and no news. */
  constructor(private readonly ownBase: string) {}

  get isRunning(): boolean {
    return this.undo.length > 0;
  }

  start(): void {
    if (this.isRunning) return;
    this.path = '';
    this.watchClicks();
    this.watchErrors();
    this.watchRequests();
    this.watchRoutes();
    this.route();
  }

  stop(): void {
    for (const restore of this.undo.splice(0)) restore();
    this.steps = [];
    this.element = '';
  }

  setAttributes(attributes: Record<string, unknown>): void {
    this.attributes = { ...this.attributes, ...attributes };
    this.tell();
  }

  /** Another person: nothing of what the one before did or was stays. */
  forget(): void {
    this.steps = [];
    this.element = '';
    this.path = '';
    this.attributes = {};
    this.route();
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  snapshot(): PageSnapshot {
    return {
      page: { url: this.url, title: maskText(document.title, 200), element: this.element },
      steps: [...this.steps],
      attributes: withoutHidden(this.attributes, this.hidden),
    };
  }

  private get url(): string {
    return maskUrl(location.href, this.hidden.params);
  }

  /** The page changed, as the browser or the host application says. */
  route(): void {
    if (!this.isRunning) return;
    const { url } = this;
    if (url === this.path) return;
    this.path = url;
    this.element = '';
    // Applications set the title after the address.
    const step = this.add('route', url, '');
    setTimeout(() => {
      if (step.label === this.url) step.detail = maskText(document.title, 200);
    });
  }

  private add(kind: StepKind, label: string, detail: string): Step {
    const last = this.steps[this.steps.length - 1];
    if (last && last.kind === kind && last.label === label && last.detail === detail) {
      last.at = Date.now();
      return last;
    }
    const step: Step = { id: stepId(), at: Date.now(), kind, label, detail };
    this.steps = [...this.steps, step].slice(-MAX_STEPS);
    this.tell();
    return step;
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  private listen(target: EventTarget, type: string, handler: (event: Event) => void): void {
    const safe = (event: Event) => quietly(() => handler(event));
    target.addEventListener(type, safe, true);
    this.undo.push(() => target.removeEventListener(type, safe, true));
  }

  private watchClicks(): void {
    this.listen(document, 'click', (event) => {
      const name = controlName(event.target, this.hidden);
      if (!name) return;
      this.element = name;
      this.add('click', name, '');
    });
    this.listen(document, 'focusin', (event) => {
      this.element = controlName(event.target, this.hidden) || this.element;
    });
  }

  private watchErrors(): void {
    this.listen(window, 'error', (event) => {
      if (event instanceof ErrorEvent && event.message) this.add('error', maskText(event.message, 200), '');
    });
    this.listen(window, 'unhandledrejection', (event) => {
      const reason: unknown = (event as PromiseRejectionEvent).reason;
      const message = reason instanceof Error ? reason.message : typeof reason === 'string' ? reason : '';
      if (message) this.add('error', maskText(message, 200), '');
    });
  }

  private watchRoutes(): void {
    const changed = () => quietly(() => this.route());
    for (const name of ['pushState', 'replaceState'] as const) {
      const wrap = (original: Navigate, isActive: () => boolean): Navigate =>
        function (this: History, ...values) {
          original.apply(this, values);
          if (isActive()) changed();
        };
      this.undo.push(patch(history, name, wrap));
    }
    this.listen(window, 'popstate', changed);
    this.listen(window, 'hashchange', changed);
  }

  private failed(method: string, address: string, detail: string): void {
    quietly(() => {
      if (new URL(address, location.href).href.startsWith(`${this.ownBase}/api/v1/widget/`)) return;
      this.add('request', `${method.toUpperCase()} ${maskRequest(address)}`, detail);
    });
  }

  private watchRequests(): void {
    const failed = this.failed.bind(this);
    const wrapFetch = (original: Fetch, isActive: () => boolean): Fetch =>
      function (this: unknown, ...values) {
        const answer = original.apply(this, values);
        if (!isActive()) return answer;
        const [input, init] = values;
        const isRequest = typeof Request !== 'undefined' && input instanceof Request;
        const method = init?.method ?? (isRequest ? input.method : 'GET');
        const address = isRequest ? input.url : (input as string | URL).toString();
        // A branch of its own: the host's promise, with its own error handling, is returned untouched.
        answer.then(
          (response) => response.ok || response.type === 'opaque' || failed(method, address, String(response.status)),
          (error: unknown) => isAbort(error) || failed(method, address, NO_ANSWER),
        );
        return answer;
      };
    const calls = new WeakMap<XMLHttpRequest, [string, string]>();
    const wrapOpen = (original: Open, isActive: () => boolean): Open =>
      function (this: XMLHttpRequest, ...values) {
        if (isActive()) calls.set(this, [String(values[0]), String(values[1])]);
        original.apply(this, values);
      };
    const wrapSend = (original: Send, isActive: () => boolean): Send =>
      function (this: XMLHttpRequest, ...values) {
        const call = calls.get(this);
        if (call && isActive()) {
          const lost = () => isActive() && failed(...call, NO_ANSWER);
          this.addEventListener('load', () => isActive() && this.status >= 400 && failed(...call, String(this.status)));
          this.addEventListener('error', lost);
          this.addEventListener('timeout', lost);
        }
        original.apply(this, values);
      };
    this.undo.push(
      patch(window as unknown as { fetch: Fetch }, 'fetch', wrapFetch),
      patch(XMLHttpRequest.prototype as unknown as { open: Open }, 'open', wrapOpen),
      patch(XMLHttpRequest.prototype as unknown as { send: Send }, 'send', wrapSend),
    );
  }
}

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';
const stepId = (): string => Date.now().toString(36) + Math.random().toString(36).slice(2, 8);

/** The host page must never break because of us. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    /* A step is lost, nothing else. */
  }
}
