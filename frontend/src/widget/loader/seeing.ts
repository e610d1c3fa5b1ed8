import type { Config, Consent, PageSnapshot } from '../contract';
import { CONSENT } from './belongings';
import { Collector } from './collector';
import { hiddenOf } from './hidden';
import { Said } from './said';
import type { Area } from './storage';

/** What support may see of the page: the customer's consent, what the page says, and what is collected by both. */
export class Seeing {
  private readonly collector: Collector;
  private readonly said: Said;
  private mode: 'unknown' | 'ask' | 'free' | 'over' = 'unknown';

  constructor(
    private readonly device: Area,
    base: string,
    hasIdentified: boolean,
  ) {
    this.collector = new Collector(base);
    this.said = new Said(hasIdentified);
  }

  /** The brand has said whether the customer must agree first, and what is hidden even then. */
  begin({ is_consent_required, hidden }: Config): void {
    this.collector.hidden = hiddenOf(hidden);
    this.mode = is_consent_required ? 'ask' : 'free';
    this.follow();
  }

  /** The document lost its listeners: watch it anew. */
  restart(): void {
    this.collector.stop();
    this.follow();
  }

  /** Nothing is seen any more; everything is forgotten. */
  end(): void {
    this.mode = 'over';
    this.said.forget();
    this.collector.forget();
    this.collector.stop();
  }

  identified(): void {
    this.said.identified();
  }

  context(attributes: Record<string, unknown>): void {
    this.said.context(attributes);
    this.collector.setAttributes(attributes);
  }

  /** The page asked the customer itself. */
  consentByPage(consent: Consent): void {
    this.said.consent(consent);
    this.setConsent(consent);
  }

  setConsent(consent: Consent): void {
    this.device.set(CONSENT, consent);
    this.follow();
  }

  consent(): Consent {
    const stored = this.device.get(CONSENT);
    return stored === 'granted' || stored === 'refused' ? stored : 'unasked';
  }

  /** Another person, whose storage is clean: only what the page said of them is left. */
  next(isSaidKept: boolean): void {
    if (!isSaidKept) this.said.forget();
    const { attributes, consent } = this.said.next();
    if (consent) this.device.set(CONSENT, consent);
    this.collector.forget();
    for (const each of attributes) this.collector.setAttributes(each);
    this.follow();
  }

  route(): void {
    this.collector.route();
  }

  snapshot(): PageSnapshot | null {
    return this.may() ? this.collector.snapshot() : null;
  }

  /** The same as if the customer had agreed. */
  preview(): PageSnapshot {
    return this.collector.snapshot();
  }

  onChange(listener: () => void): () => void {
    return this.collector.onChange(listener);
  }

  private may(): boolean {
    if (this.mode === 'unknown' || this.mode === 'over') return false;
    const consent = this.consent();
    return consent === 'granted' || (consent === 'unasked' && this.mode === 'free');
  }

  private follow(): void {
    if (this.may()) this.collector.start();
    else this.collector.stop();
  }
}
