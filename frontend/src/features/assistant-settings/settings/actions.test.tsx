import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, page, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { Toaster } from '@/shared/ui';
import { assistantBackend } from '../testing/backend';
import { withWords, newAction, tidied } from './action-draft';
import { ActionsScreen } from './actions-screen';
import type { ActionSource } from './api';

const WAIT = { timeout: 10_000 };
const PLAN: ActionSource = {
  key: 'stripe.subscription', label: 'Plan', about: 'Looks up the plan.', kind: 'lookup', facts: [{ name: 'plan', about: 'The plan' }], option: '',
  examples: ['Which plan are we on?'], answers: [{ language: 'en', text: 'Your plan is {plan}.' }],
};

function backend(verbs?: string[]) {
  const found = assistantBackend(verbs ? { verbs } : {});
  const tried: unknown[] = [];
  server.use(
    answer('/assistant/actions', 'get', {
      sources: [PLAN],
      figures: [{ action: 'credit', label: 'Credit', kind: 'write', used: 7, proposed: 1, approved: 4, declined: 2, done: 3, failed: 1, in_doubt: 0, amount: 120 }],
      days: 28,
    }),
    answer('/assistant/actions/secrets', 'get', { results: [] }),
    answer('/assistant/actions/secrets/{name}', 'put', ({ params, body }) => ({
      secret: { name: String(params.name), host: body.host, hint: 'abcd', set_by: null, set_at: '2026-03-02T09:00:00Z' },
      value: 'actsec_made',
    })),
    answer('/assistant/actions/uses', 'get', { results: [], next: null }),
    answer('/assistant/actions/trial', 'post', ({ body }) => {
      tried.push(body);
      return refusal(422, { code: 'invalid', detail: 'Say what the customer is told.' });
    }),
    answer('/contacts', 'get', page([])),
  );
  return { ...found, tried };
}

const show = () =>
  renderRouted(() => (
    <>
      <ActionsScreen />
      <Toaster />
    </>
  ));

describe('the actions', () => {
  it('begins one from what is built in, switched off, and saves it in the draft', async () => {
    const { asked } = backend();
    await show();
    await userEvent.selectOptions(await screen.findByRole('combobox', { name: 'New action' }, WAIT), 'stripe.subscription');
    await userEvent.click(screen.getByRole('button', { name: 'Add action' }));
    expect(screen.getByRole('checkbox', { name: 'Switched on' })).not.toBeChecked();
    expect(screen.getByRole('textbox', { name: 'Questions it is for' })).toHaveValue('Which plan are we on?');
    await userEvent.click(screen.getByRole('checkbox', { name: 'Switched on' }));
    await userEvent.click(screen.getByRole('button', { name: /^Save draft/ }));
    expect(await screen.findByText(/Draft saved/)).toBeInTheDocument();
    expect(JSON.stringify(asked[0]?.body)).toContain('"source":"stripe.subscription"');
    expect(JSON.stringify(asked[0]?.body)).toContain('"is_on":true');
  });

  it('shows figures of what was used, and a secret that was made once', async () => {
    backend();
    await show();
    const row = (await screen.findByRole('cell', { name: 'Credit' }, WAIT)).closest('tr');
    expect(within(row as HTMLElement).getAllByRole('cell').map(({ textContent }) => textContent)).toEqual(['Credit', '7', '1', '4', '2', '3', '1', '0']);
    const form = screen.getByRole('form', { name: 'New secret' });
    await userEvent.type(within(form).getByRole('textbox', { name: 'Name' }), 'app');
    await userEvent.type(within(form).getByRole('textbox', { name: 'Host' }), 'api.app.test');
    await userEvent.click(within(form).getByRole('button', { name: 'Store secret' }));
    expect(await screen.findByDisplayValue('actsec_made')).toBeInTheDocument();
  });

  it('changes nothing for who may only read', async () => {
    backend(['assistant.read']);
    await show();
    expect(await screen.findByText(/No actions yet/, undefined, WAIT)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Add action' })).toBeNull();
    expect(screen.queryByRole('form', { name: 'New secret' })).toBeNull();
  });

  it('keeps keys apart and lines clean', () => {
    const first = newAction([], 'write');
    expect(newAction([{ ...first, key: 'action-2' }], 'lookup').key).toBe('action-3');
    expect([first.request.method, first.is_on, first.approval]).toEqual(['POST', false, 'agent']);
    expect(tidied([' a ', '', 'a', 'b'])).toEqual(['a', 'b']);
    expect(withWords([{ language: 'en', text: 'x' }], 'en', '')).toEqual([]);
  });
});
