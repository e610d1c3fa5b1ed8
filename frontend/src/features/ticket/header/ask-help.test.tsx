import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { listenForShortcuts } from '@/shared/lib/shortcuts';
import { answer, refusal } from '@/shared/testing/answers';
import { Toaster } from '@/shared/ui';

import type { EscalationAhead } from '../api';
import { serve } from '../testing/backend';
import { ticket } from '../testing/fixtures';
import { renderInTicket } from '../testing/provider';
import { HeaderMenu } from './header-menu';

const ESCALATE = '/tickets/{number}/escalate';
const AHEAD: EscalationAhead = {
  why_not: '',
  step: 1,
  steps: 2,
  actions: ['escalate_tier', 'notify_csm'],
  tier: 'T2',
  priority: '',
  team: '',
  assignee: '',
  leaves_holder: true,
  is_kept: false,
  is_stuck: false,
  instead_of_csm: null,
  told: [{ id: 9, name: 'Sofia Brandt' }],
};
const DECISION = {
  decision_id: 4,
  step: 'escalated',
  tier: 'T2',
  priority: 'P2',
  team: null,
  assignee: null,
  score: null,
  reasons: [{ label: 'Told', detail: 'Sofia Brandt', message: null }],
  rule: null,
  rules_version: 1,
  decided_at: '2026-03-12T14:00:00Z',
  history: [],
} as const;

async function open(ahead: Partial<EscalationAhead> = {}, refuses = false) {
  const asked: { note: unknown; key: string | null }[] = [];
  serve(
    ticket(),
    answer(ESCALATE, 'get', () => ({ ...AHEAD, ...ahead })),
    answer(ESCALATE, 'post', ({ body, request }) => {
      asked.push({ note: body.note, key: request.headers.get('Idempotency-Key') });
      return refuses ? refusal(409, { code: 'routing.nothing_to_escalate', detail: 'Nobody was told.' }) : { ...DECISION, reasons: [...DECISION.reasons], history: [] };
    }),
  );
  renderInTicket(
    <>
      <HeaderMenu onSolve={null} />
      <Toaster />
    </>,
  );
  await userEvent.keyboard('{Shift>}h{/Shift}');
  return { asked, dialog: within(await screen.findByRole('dialog', { name: 'Ask for help' })) };
}

describe('asking for help', () => {
  let deafen: () => void;
  beforeEach(() => {
    deafen = listenForShortcuts();
  });
  afterEach(() => deafen());

  it('shows what happens and to whom before it asks', async () => {
    const { asked, dialog } = await open();
    expect(await dialog.findByText('The ticket goes on to tier T2.')).toBeVisible();
    expect(dialog.getByText('Told: Sofia Brandt')).toBeVisible();
    expect(dialog.getByText('Step 1 of 2')).toBeVisible();
    expect(asked).toEqual([]);
  });

  it('asks with the reason and says who was told', async () => {
    const { asked, dialog } = await open();
    await dialog.findByText('The ticket goes on to tier T2.');
    await userEvent.type(dialog.getByRole('textbox', { name: 'Why' }), 'Needs a backfill');
    await userEvent.click(dialog.getByRole('button', { name: 'Ask for help' }));
    expect(await screen.findByText('Help is asked for. Told: Sofia Brandt')).toBeVisible();
    expect(asked.map(({ note }) => note)).toEqual(['Needs a backfill']);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('repeats a refused request with the same key, and takes a new one for other words', async () => {
    const { asked, dialog } = await open({}, true);
    await dialog.findByText('The ticket goes on to tier T2.');
    const ask = dialog.getByRole('button', { name: 'Ask for help' });
    await userEvent.click(ask);
    expect(await dialog.findByText(/Nobody was told/)).toBeVisible();
    await userEvent.click(ask);
    await waitFor(() => expect(asked).toHaveLength(2));
    await userEvent.type(dialog.getByRole('textbox', { name: 'Why' }), 'Other words');
    await userEvent.click(ask);
    await waitFor(() => expect(asked).toHaveLength(3));
    expect(asked[0]?.key).toBe(asked[1]?.key);
    expect(asked[2]?.key).not.toBe(asked[0]?.key);
  });

  it('says who stands in where no CSM is known', async () => {
    const message = { code: 'no_csm', params: {} };
    const { dialog } = await open({ instead_of_csm: { text: 'the lead, as none is known', message } });
    expect(await dialog.findByText('Instead of the CSM: the lead, as none is known.')).toBeVisible();
  });

  it('says why it would do nothing, and does not ask', async () => {
    const { asked, dialog } = await open({ why_not: 'no_chain' });
    expect(await dialog.findByText(/Nothing is set for this tier/)).toBeVisible();
    const ask = dialog.getByRole('button', { name: 'Ask for help' });
    expect(ask).toHaveAttribute('aria-disabled', 'true');
    await userEvent.click(ask);
    expect(asked).toEqual([]);
  });
});
