import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Schemas } from '@/shared/api';
import { answer } from '@/shared/testing/answers';
import { renderWithProviders } from '@/shared/testing/render';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { Toaster } from '@/shared/ui';
import { KeepOutPart } from './settings/keep-out-part';
import { ReadingPart } from './settings/reading-part';

const ALARM: Schemas['ReadingAlarm'] = {
  id: 3,
  user_id: 7,
  name: 'Maya Okafor',
  kind: 'others',
  via: 'screen',
  day: '2026-03-12',
  count: 412,
  limit: 76,
  own_most: 38,
  own_days: 20,
  others_most: 60,
  others_days: 180,
  raised_at: '2026-03-12T13:00:00Z',
  decided_at: null,
  decided_by: '',
  verdict: '',
  note: '',
};
const RULE = { is_on: true, factor: 2, fewest: 40, at_first: 300, changed_at: null, changed_by: '' };
const HEALTH: Schemas['AiExclusion'] = {
  id: 5,
  kind: 'field',
  brand_id: 1,
  brand: 'Halyard Labs',
  value: 'health',
  last_30_days: 61,
  by: 'Ines Duarte',
  created_at: '2026-03-12T13:00:00Z',
};

let asked: unknown[];
let alarm: Schemas['ReadingAlarm'];
let rules: Schemas['AiExclusion'][];

beforeEach(() => {
  asked = [];
  alarm = ALARM;
  rules = [HEALTH];
  const known = () => ({ results: rules, categories: ['billing', 'Security and legal'], custom_fields: [{ key: 'health', label: 'Health data' }] });
  server.use(
    answer('/me', 'get', () => ({ ...ME, verbs: ['audit.read', 'privacy.write'] })),
    answer('/brands', 'get', () => ({ results: [], next: null })),
    answer('/privacy/reading', 'get', () => ({ ...RULE, alarms: [alarm] })),
    answer('/privacy/reading', 'put', ({ body }) => {
      asked.push(body);
      return { ...RULE, factor: 3, alarms: [] };
    }),
    answer('/privacy/reading/{alarm_id}', 'get', () => ({ ...ALARM, days: [{ day: '2026-03-11', count: 38 }], targets: [1009, 1012] })),
    answer('/privacy/reading/{alarm_id}', 'post', ({ body }) => {
      asked.push(body);
      alarm = { ...ALARM, decided_at: '2026-03-13T13:00:00Z', decided_by: 'Ines Duarte', verdict: 'expected', note: 'An audit.' };
      return alarm;
    }),
    answer('/privacy/ai-exclusions', 'get', known),
    answer('/privacy/ai-exclusions', 'post', ({ body }) => {
      asked.push(body);
      return known();
    }),
    answer('/privacy/ai-exclusions/{exclusion_id}', 'delete', ({ params }) => {
      rules = rules.filter(({ id }) => String(id) !== params.exclusion_id);
      return null;
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

describe('who reads unusually much', () => {
  it('is shown with what it is measured by, and what it was', async () => {
    show(<ReadingPart />);
    const one = await screen.findByRole('region', { name: 'Maya Okafor: tickets outside of their own work' });
    expect(one).toHaveTextContent('412 on 2026-03-12 (UTC); up to 76 would have been usual.');
    await userEvent.click(within(one).getByRole('button', { name: 'Show what it was' }));
    expect(await within(one).findByText('What was read that day: #1009, #1012')).toBeVisible();
  });

  it('is decided by somebody, with what they found out', async () => {
    show(<ReadingPart />);
    await userEvent.type(await screen.findByLabelText('What you found out'), 'An audit.');
    await userEvent.click(screen.getByRole('button', { name: 'It was expected' }));
    expect(await screen.findByText(/^Expected, says Ines Duarte/)).toBeVisible();
    expect(asked).toEqual([{ verdict: 'expected', note: 'An audit.' }]);
  });

  it('has a rule that can be changed within limits', async () => {
    show(<ReadingPart />);
    const factor = await screen.findByLabelText('How many times their own highest day');
    await userEvent.clear(factor);
    await userEvent.type(factor, '0');
    expect(screen.getByText('A number from 1 to 20.')).toBeVisible();
    await userEvent.clear(factor);
    await userEvent.type(factor, '3');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Saved.')).toBeVisible();
    expect(asked).toEqual([{ is_on: true, factor: 3, fewest: 40, at_first: 300 }]);
  });
});

describe('what is kept out of the assistant', () => {
  it('is said with how much it is, and can be let in again', async () => {
    show(<KeepOutPart />);
    const row = (await screen.findByText('Health data is filled in')).closest('tr')!;
    expect(row).toHaveTextContent('Halyard Labs');
    expect(row).toHaveTextContent('61 tickets');
    await userEvent.click(within(row).getByRole('button', { name: 'Let in again' }));
    const dialog = await screen.findByRole('alertdialog');
    expect(dialog).toHaveTextContent('Health data is filled in (Halyard Labs)');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Let in again' }));
    expect(await screen.findByText('Nothing is kept out')).toBeVisible();
    await waitFor(() => expect(screen.getByRole('region', { name: 'Kept out of the assistant' })).toHaveFocus());
  });

  it('stays kept out after one Enter too many, and gives the focus to the next row when it ends', async () => {
    rules = [HEALTH, { ...HEALTH, id: 6, kind: 'category', value: 'billing' }];
    show(<KeepOutPart />);
    const row = (await screen.findByText('Health data is filled in')).closest('tr')!;
    within(row).getByRole('button', { name: 'Let in again' }).focus();
    await userEvent.keyboard('{Enter}{Enter}');
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect(rules).toHaveLength(2);
    await waitFor(() => expect(within(row).getByRole('button', { name: 'Let in again' })).toHaveFocus());
    await userEvent.keyboard('{Enter}');
    await userEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Let in again' }));
    await waitFor(() => expect(screen.queryByText('Health data is filled in')).toBeNull());
    await waitFor(() => expect(screen.getByRole('button', { name: 'Let in again' })).toHaveFocus());
  });

  it('is added by category in all brands', async () => {
    show(<KeepOutPart />);
    await userEvent.selectOptions(await screen.findByLabelText('Category'), 'Security and legal');
    await userEvent.click(screen.getByRole('button', { name: 'Keep out' }));
    expect(await screen.findByText(/^Kept out from now on/)).toBeVisible();
    expect(asked).toEqual([{ kind: 'category', value: 'Security and legal', brand_id: null }]);
  });
});
