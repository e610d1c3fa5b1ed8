import { describe, expect, it } from 'vitest';
import { FRESH, stepsOfLists, withKnownKeys } from './runbook-words';

describe('steps from numbered lists', () => {
  it('take kind and limit from the beginning of a line', () => {
    const html =
      '<p>Rules</p><ol><li>Ask: for the <b>invoice</b></li><li>Decide alone (up to 250 USD): a credit</li><li>Book it: in the ledger</li><li> </li></ol><ul><li>Do: nothing</li></ul>';
    expect(stepsOfLists(html).steps).toEqual([
      { ...FRESH, kind: 'ask', text: 'for the invoice' },
      { ...FRESH, kind: 'decide', text: 'a credit', limit: 250, unit: 'USD' },
      { ...FRESH, kind: 'do', text: 'Book it: in the ledger' },
    ]);
  });

  it('understand German, and a limit where alone one can be', () => {
    expect(stepsOfLists('<ol><li>Allein entscheiden (bis 99,50 EUR): Gutschrift</li><li>Prüfen (bis 3): Rechnung</li><li>Weitergeben, wenn: Enterprise</li></ol>').steps).toEqual([
      { ...FRESH, kind: 'decide', text: 'Gutschrift', limit: 99.5, unit: 'EUR' },
      { ...FRESH, kind: 'check', text: 'Rechnung' },
      { ...FRESH, kind: 'escalate', text: 'Enterprise' },
    ]);
  });

  it.each([
    ['Decide alone (up to 1,000 USD)', 1000, 'USD'],
    ['Decide alone (up to 1,000USD)', 1000, 'USD'],
    ['Decide alone (up to 1,234.50 USD)', 1234.5, 'USD'],
    ['Decide alone (up to $250)', 250, '$'],
    ['Decide alone (up to 250$)', 250, '$'],
    ['Decide alone (up to USD 250)', 250, 'USD'],
    ['Decide alone (up to 30 business days)', 30, 'business days'],
    ['Decide alone (up to 3)', 3, ''],
    ['Allein entscheiden (bis 1.000 EUR)', 1000, 'EUR'],
    ['Allein entscheiden (bis zu 1.234,50 €)', 1234.5, '€'],
    ['Entscheiden (bis 12 000 EUR)', 12_000, 'EUR'],
  ])('read the limit of %j', (head, limit, unit) => {
    expect(stepsOfLists(`<ol><li>${head}: a credit</li></ol>`)).toEqual({ steps: [{ ...FRESH, kind: 'decide', text: 'a credit', limit, unit }], unread: [] });
  });

  it.each([
    'Decide alone (up to 1.000 USD): a credit',
    'Decide alone (up to a month): a credit',
    'Decide alone (up to 1,50,000 USD): a credit',
    'Decide alone (up to 250 to 500 USD and much more): a credit',
    'Allein entscheiden (bis 1,000 EUR): Gutschrift',
    'Decide alone up to 250 USD: a credit',
    'Decide alone (up to 250 USD) a credit',
    'Decide alone: a credit of up to 250 USD',
    'Decide alone (up to 250 - 500 USD): a credit',
    'Grant (up to 250 USD): a credit',
    'Check (up to 3): the invoice',
  ])('name %j, whose limit is in no step', (line) => {
    const { steps, unread } = stepsOfLists(`<ol><li>${line}</li><li>Do: wait (up to 3 days)</li><li>Wait up to a day</li></ol>`);
    expect(unread).toEqual([line]);
    expect(steps).toHaveLength(3);
  });

  it('leave no step without the limit that its line names', () => {
    expect(stepsOfLists('<ol><li>Decide alone (up to 1.000 USD): a credit</li></ol>').steps[0]?.limit).toBeNaN();
  });

  it('keep the keys of what says the same', () => {
    const known = [{ key: 'a', kind: 'do', text: 'Look', limit: null, unit: '' }] as const;
    expect(withKnownKeys([{ ...FRESH, text: 'New' }, { ...FRESH, text: 'Look' }, { ...FRESH, text: 'Look' }], known).map(({ key }) => key)).toEqual(['', 'a', '']);
  });
});
