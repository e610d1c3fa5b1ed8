import type { components } from '@/shared/api/schema';

type Recording = components['schemas']['Recording'];
export type Step = Recording['steps'][number];
export type { Recording };

/** Why something was not done, in the server's words; empty when it was not reached. */
export class Refused extends Error {}

/** The two calls of a recording; who it is, the pass alone says. */
export class Server {
  constructor(
    private readonly base: string,
    private readonly token: string,
  ) {}

  open(): Promise<Recording> {
    return this.post('open', {});
  }

  save(version: number, steps: Step[]): Promise<Recording> {
    return this.post('save', { version, steps });
  }

  private async post(what: 'open' | 'save', more: object): Promise<Recording> {
    const response = await fetch(`${this.base}/api/v1/widget/recordings/${what}`, {
      method: 'POST',
      credentials: 'omit',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ token: this.token, ...more }),
    }).catch(() => null);
    if (!response) throw new Refused('');
    const answer = (await response.json().catch(() => ({}))) as Recording & { detail?: string };
    if (!response.ok) throw new Refused(answer.detail ?? '');
    return answer;
  }
}
