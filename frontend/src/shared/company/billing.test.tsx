import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { BillingFacts, type Billing } from './billing';
import { amount } from './figures';

const AT = '2020-02-03T08:00:00Z';
const usd = (value: string) => ({ amount: value, currency: 'USD' });

const BILLING: Billing = {
  is_connected: true,
  is_proven: true,
  customers: [{ id: 1, remote_id: 'cus_1', name: 'Pellow', email: '', matched_by: 'domain', is_delinquent: true }],
  subscriptions: [
    {
      id: 'sub_1',
      status: 'past_due',
      is_paused: false,
      items: [{ name: 'Business', quantity: 3, unit: usd('20.00'), interval: 'month', every: 1 }],
      yearly: usd('720.00'),
      is_partial: false,
      started_at: AT,
      period_ends_at: AT,
      trial_ends_at: null,
      ends_at: null,
      ended_at: null,
    },
  ],
  invoices: [
    { id: 'in_1', number: 'INV-1', status: 'open', due: usd('60.00'), remaining: usd('60.00'), has_failed: true, attempts: 2, next_attempt_at: null, due_at: null, made_at: AT },
    { id: 'in_2', number: 'INV-2', status: 'paid', due: usd('60.00'), remaining: usd('0.00'), has_failed: false, attempts: 1, next_attempt_at: null, due_at: null, made_at: AT },
  ],
  yearly: usd('720.00'),
  is_partial: false,
};

describe('BillingFacts', () => {
  it('says first what could not be charged', () => {
    render(<BillingFacts billing={BILLING} />);
    expect(screen.getByText('A payment failed')).toBeVisible();
    expect(screen.getByText(/\$60\.00, tried 2 times, not tried again/)).toBeVisible();
    expect(screen.getByText('Business × 3')).toBeVisible();
    expect(screen.getByText('Past due')).toBeVisible();
    expect(screen.getByText(/3 × \$20\.00 a month · renews/)).toBeVisible();
    expect(screen.getByText('$720.00 a year.')).toBeVisible();
  });

  it('says that nobody is known', () => {
    render(<BillingFacts billing={{ ...BILLING, customers: [], subscriptions: [], invoices: [], yearly: null }} />);
    expect(screen.getByText('Stripe knows no customer here.')).toBeVisible();
  });

  it('writes each currency with its own decimals', () => {
    expect(amount({ amount: '500', currency: 'JPY' }, 'en')).toBe('¥500');
    expect(amount({ amount: '5.124', currency: 'KWD' }, 'en')).toMatch(/5\.124/);
    expect(amount({ amount: '5', currency: '' }, 'en')).toBe('5');
  });
});
