import type { Consent } from '../contract';

/**
 * What the page said about the person who is here, in the order of its calls.
 *
 * Applications often tell attributes and consent before they know who signed in, so that what is said before
 * the first `identify` is meant for that person. What is said before a later one was about somebody else.
 */
export class Said {
  private round = 0;
  private hasIdentified: boolean;
  private told: { round: number; attributes: Record<string, unknown> }[] = [];
  private word: { round: number; consent: Consent } | null = null;

  constructor(hasIdentified: boolean) {
    this.hasIdentified = hasIdentified;
  }

  identified(): void {
    if (this.hasIdentified) this.round += 1;
    this.hasIdentified = true;
  }

  context(attributes: Record<string, unknown>): void {
    this.told.push({ round: this.round, attributes });
  }

  consent(consent: Consent): void {
    this.word = { round: this.round, consent };
  }

  /** Another person is here: what is left is about them. */
  next(): { attributes: Record<string, unknown>[]; consent: Consent | null } {
    this.told = this.told.filter((each) => each.round === this.round);
    if (this.word?.round !== this.round) this.word = null;
    return { attributes: this.told.map((each) => each.attributes), consent: this.word?.consent ?? null };
  }

  forget(): void {
    this.told = [];
    this.word = null;
  }
}
