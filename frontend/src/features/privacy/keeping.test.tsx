import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Schemas } from '@/shared/api';
import { answer } from '@/shared/testing/answers';
import { renderWithProviders } from '@/shared/testing/render';
import { server } from '@/shared/testing/server';
import { Toaster } from '@/shared/ui';
import { HoldsPart } from './settings/holds-part';
import { RetentionPart } from './settings/retention-part';

type Kind = Schemas['RetentionKind'];
const kind = (name: Kind['kind'], days: number | null = null): Kind => ({
  kind: name,
  actions: name === 'tickets' ? ['strip', 'delete'] : ['delete'],
  action: name === 'tickets' ? 'strip' : 'delete',
  days,
  changed_by: '',
  changed_at: null,
});
const HOLD: Schemas['LegalHold'] = {
  id: 4,
  kind: 'ticket',
  target_id: 1009,
  name: '',
  reason: 'Kestrel v. us',
  by: 'Ines Duarte',
  created_at: '2026-03-12T13:00:00Z',
  lifted_at: null,
  lifted_by: '',
};

let asked: unknown[];
let holds: Schemas['LegalHold'][];

beforeEach(() => {
  asked = [];
  holds = [HOLD];
  const rules = (days: number | null) => ({ results: [{ brand_id: 1, brand: 'Halyard', kinds: [kind('tickets', days), kind('sessions')] }] });
  server.use(
    answer('/privacy/retention', 'get', () => rules(365)),
    answer('/privacy/retention/preview', 'post', ({ body }) => {
      asked.push(['preview', body]);
      return { count: 12, held: 2 };
    }),
    answer('/privacy/retention', 'put', ({ body }) => {
      asked.push(['save', body]);
      return rules(90);
    }),
    answer('/privacy/holds', 'get', () => ({ results: holds })),
    answer('/privacy/holds', 'post', ({ body }) => {
      asked.push(['hold', body]);
      return HOLD;
    }),
    answer('/privacy/holds/{hold_id}/lift', 'post', () => {
      holds = [{ ...HOLD, lifted_at: '2026-03-13T13:00:00Z', lifted_by: 'Ines Duarte' }];
      return holds[0]!;
    }),
  );
});

const show = (what: React.ReactNode) =>
  renderWithProviders(
    <>
      {what}
      <Toaster />
    </>,
  );

describe('retention', () => {
  it('saves a rule only after one has seen how much goes', async () => {
    show(<RetentionPart />);
    const days = await screen.findByLabelText('Resolved tickets');
    expect(days).toHaveValue('365');
    await userEvent.clear(days);
    await userEvent.type(days, '90');
    await userEvent.click(screen.getAllByRole('button', { name: 'Save …' })[0]!);
    const dialog = await screen.findByRole('alertdialog');
    expect(within(dialog).getByText(/10 go .* 2 stay/)).toBeVisible();
    const rule = { brand_id: 1, kind: 'tickets', action: 'strip', days: 90 };
    expect(asked).toEqual([['preview', rule]]);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save and take away' }));
    expect(await screen.findByText('Saved.')).toBeVisible();
    expect(asked).toEqual([
      ['preview', rule],
      ['save', rule],
    ]);
  });

  it('takes no separator for a decimal point', async () => {
    renderWithProviders(<RetentionPart />);
    const days = await screen.findByLabelText('Resolved tickets');
    await userEvent.clear(days);
    await userEvent.type(days, '1.000');
    expect(screen.getByText('Write it without separators of thousands.')).toBeVisible();
    await userEvent.clear(days);
    await userEvent.type(days, '1e3');
    expect(screen.getByText(/^A whole number from 1 to/)).toBeVisible();
  });

  it('says that days are a number, and asks nothing for keeping forever', async () => {
    show(<RetentionPart />);
    const days = await screen.findByLabelText('Resolved tickets');
    await userEvent.clear(days);
    await userEvent.type(days, '0.5');
    expect(screen.getByText('A whole number from 1 to 3650.')).toBeVisible();
    await userEvent.clear(days);
    await userEvent.click(screen.getAllByRole('button', { name: 'Save …' })[0]!);
    expect(await screen.findByText('Saved.')).toBeVisible();
    expect(asked).toEqual([['save', { brand_id: 1, kind: 'tickets', action: 'strip', days: null }]]);
  });
});

describe('legal holds', () => {
  it('are set with a reason', async () => {
    show(<HoldsPart />);
    await userEvent.selectOptions(await screen.findByLabelText('What'), 'contact');
    await userEvent.type(screen.getByLabelText('Number'), '7');
    await userEvent.type(screen.getByLabelText('Reason'), 'Kestrel v. us');
    await userEvent.click(screen.getByRole('button', { name: 'Set hold' }));
    expect(await screen.findByText('The hold is set.')).toBeVisible();
    expect(asked).toEqual([['hold', { kind: 'contact', target_id: 7, reason: 'Kestrel v. us' }]]);
  });

  it('say who, since when and why, until they are lifted', async () => {
    show(<HoldsPart />);
    const row = (await screen.findByText('Ticket 1009')).closest('tr')!;
    expect(row).toHaveTextContent('Kestrel v. us');
    expect(row).toHaveTextContent('Ines Duarte');
    await userEvent.click(within(row).getByRole('button', { name: 'Lift' }));
    expect(await screen.findByText(/^Lifted by Ines Duarte/)).toBeVisible();
  });
});
