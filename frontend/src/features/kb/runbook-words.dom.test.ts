import { describe, expect, it } from 'vitest';
import { FRESH, stepsOfLists, withKnownKeys } from './runbook-words';

describe('steps from numbered lists', () => {
  it('take kind and limit from the beginning of a line', () => {
    const html =
      '<p>Rules</p><ol><li>Ask: for the <b>invoice</b></li><li>Decide alone (up to 250 USD): a credit</li><li>Book it: in the ledger</li><li> </li></ol><ul><li>Do: nothing</li></ul>';
    expect(stepsOfLists(html)).toEqual([
      { ...FRESH, kind: 'ask', text: 'for the invoice' },
      { ...FRESH, kind: 'decide', text: 'a credit', limit: 250, unit: 'USD' },
      { ...FRESH, kind: 'do', text: 'Book it: in the ledger' },
    ]);
  });

  it('understand German, and a limit where alone one can be', () => {
    expect(stepsOfLists('<ol><li>Allein entscheiden (bis 99,50 EUR): Gutschrift</li><li>Prüfen (bis 3): Rechnung</li><li>Weitergeben, wenn: Enterprise</li></ol>')).toEqual([
      { ...FRESH, kind: 'decide', text: 'Gutschrift', limit: 99.5, unit: 'EUR' },
      { ...FRESH, kind: 'check', text: 'Rechnung' },
      { ...FRESH, kind: 'escalate', text: 'Enterprise' },
    ]);
  });

  it('keep the keys of what says the same', () => {
    const known = [{ key: 'a', kind: 'do', text: 'Look', limit: null, unit: '' }] as const;
    expect(withKnownKeys([{ ...FRESH, text: 'New' }, { ...FRESH, text: 'Look' }, { ...FRESH, text: 'Look' }], known).map(({ key }) => key)).toEqual(['', 'a', '']);
  });
});
