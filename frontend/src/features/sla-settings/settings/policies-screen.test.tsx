import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listenForShortcuts } from '@/shared/lib/shortcuts';
import { renderRouted } from '@/shared/testing/routed';
import { Toaster } from '@/shared/ui';
import { policy, slaBackend } from '../testing/backend';
import type { PoliciesBody } from './api';
import { PoliciesScreen } from './policies-screen';

const show = async () => {
  const rendered = await renderRouted(() => (
    <>
      <PoliciesScreen />
      <Toaster />
    </>
  ));
  await screen.findByRole('table', { name: 'Targets for Email' });
  return rendered;
};
const cell = (name: RegExp) => screen.getByRole('button', { name });
const ENTERPRISE_P2 = /^Enterprise, P2, Email: First reply 1 hr/;
const publish = () => screen.getByRole('button', { name: /^Publish version 5/ });

let stop: () => void;
beforeEach(() => {
  stop = listenForShortcuts();
});
afterEach(() => stop());

describe('PoliciesScreen', () => {
  it('shows the policies in their order, with whom they serve and how many tickets they have', async () => {
    slaBackend();
    await show();
    expect(screen.getAllByRole('rowheader').map((head) => head.querySelector('b')?.textContent)).toEqual(['Enterprise', 'SMB', 'Everyone else']);
    const first = within(screen.getAllByRole('rowheader')[0] as HTMLElement);
    expect(await first.findByText('3 open')).toBeInTheDocument();
    expect(first.getAllByText('Enterprise')).toHaveLength(2);
    expect(publish()).toHaveAttribute('aria-disabled', 'true');
  });

  it('edits a target in its cell, says what that does, and publishes it', async () => {
    const { sent } = slaBackend();
    await show();
    await userEvent.click(cell(ENTERPRISE_P2));
    const field = screen.getByRole('textbox', { name: 'First reply' });
    expect(field).toHaveFocus();
    await userEvent.clear(field);
    await userEvent.type(field, '90 min{Enter}');
    await waitFor(() => expect(cell(/^Enterprise, P2, Email: First reply 90 min/)).toHaveFocus());
    expect(await screen.findByText('31 open tickets get a new deadline,')).toBeInTheDocument();
    expect(screen.getByText('2 become late.')).toBeInTheDocument();
    expect(sent.filter(({ path }) => path === 'policies')).toHaveLength(0);
    await userEvent.click(publish());
    expect(await screen.findByText('Version 5 is in force', { selector: 'b' })).toBeInTheDocument();
    const body = sent.find(({ path }) => path === 'policies')?.body as PoliciesBody;
    expect(body.results[0]?.targets.find((row) => row.channel === 'email' && row.priority === 'P2')?.first_reply).toBe(5400);
    expect(body.results[0]).not.toHaveProperty('key');
  });

  it('takes nothing for a time that is none, and Escape undoes', async () => {
    slaBackend();
    await show();
    await userEvent.click(cell(ENTERPRISE_P2));
    await userEvent.clear(screen.getByRole('textbox', { name: 'First reply' }));
    await userEvent.type(screen.getByRole('textbox', { name: 'First reply' }), 'soon{Enter}');
    expect(screen.getByRole('textbox', { name: 'First reply' })).toHaveAttribute('aria-invalid', 'true');
    expect(screen.getByRole('alert')).toHaveTextContent('Type a time such as 90 min');
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(cell(ENTERPRISE_P2)).toHaveFocus());
    expect(publish()).toHaveAttribute('aria-disabled', 'true');
  });

  it('marks the policy that takes the example and tells every step of the reason', async () => {
    slaBackend();
    await show();
    expect(await screen.findByText('SMB matches. It is policy 2.')).toBeInTheDocument();
    expect(screen.getByText('Enterprise does not match: Segment')).toBeInTheDocument();
    expect(await within(screen.getAllByRole('rowheader')[1] as HTMLElement).findByText('Takes the example')).toBeInTheDocument();
    expect(screen.getByText(/^Due Mon/)).toBeInTheDocument();
  });

  it('puts a new policy before the last one', async () => {
    const { sent } = slaBackend();
    await show();
    await userEvent.click(screen.getByRole('button', { name: /^New policy/ }));
    const name = screen.getByLabelText('Name');
    await userEvent.clear(name);
    await userEvent.type(name, 'Contract');
    await userEvent.click(publish());
    await waitFor(() => expect(sent.some(({ path }) => path === 'policies')).toBe(true));
    const body = sent.find(({ path }) => path === 'policies')?.body as PoliciesBody;
    expect(body.results.map((one) => one.name)).toEqual(['Enterprise', 'SMB', 'Contract', 'Everyone else']);
    expect(body.results[2]).not.toHaveProperty('id');
  });

  it('names the companies that a policy serves, also where one is gone', async () => {
    const { state } = slaBackend();
    state.policies = [policy(1, 'Contract', { conditions: { companies: [12, 13] } }), policy(3, 'Everyone else', { is_default: true })];
    await show();
    const named = await screen.findByRole('list', { name: 'Company' });
    expect(await within(named).findByText('Kestrel Freight')).toBeVisible();
    expect(within(named).getByText('Company 13')).toBeVisible();
    await userEvent.click(within(named).getByRole('button', { name: 'Remove Kestrel Freight' }));
    expect(within(named).queryByText('Kestrel Freight')).not.toBeInTheDocument();
    expect(within(named).getByText('Company 13')).toBeVisible();
  });

  it('keeps the draft and says why when somebody has published in between', async () => {
    slaBackend({ isOld: true });
    await show();
    await userEvent.type(screen.getByLabelText('Name'), ' plus');
    await userEvent.click(publish());
    expect(await screen.findByText(/Somebody published version 5/)).toBeInTheDocument();
    expect(screen.getByLabelText('Name')).toHaveValue('Enterprise plus');
    await userEvent.click(screen.getByRole('button', { name: 'Discard draft, load version 5' }));
    expect(screen.getByLabelText('Name')).toHaveValue('Enterprise of theirs');
    expect(screen.queryByText(/Somebody published version 5/)).not.toBeInTheDocument();
  });

  it('adds the draft to what somebody else published, if one says so, and says what it replaces', async () => {
    const { sent } = slaBackend({ isOld: true });
    await show();
    await userEvent.type(screen.getByLabelText('Name'), ' plus');
    await userEvent.click(publish());
    await userEvent.click(await screen.findByRole('button', { name: 'Add my changes to version 5' }));
    expect(screen.getByText('Also changed by others: Enterprise plus. Yours is kept and replaces theirs.')).toBeVisible();
    expect(screen.getByText('Taken along from others: Theirs.')).toBeVisible();
    await waitFor(() => expect(JSON.stringify(sent.filter(({ path }) => path === 'preview').at(-1)?.body)).toContain('"Theirs"'));
    await userEvent.click(screen.getByRole('button', { name: /^Publish version 6/ }));
    expect(await screen.findByText('Version 6 is in force', { selector: 'b' })).toBeInTheDocument();
    expect((sent.filter(({ path }) => path === 'policies').at(-1)?.body as PoliciesBody).results.map(({ name }) => name)).toEqual([
      'Enterprise plus', 'SMB', 'Theirs', 'Everyone else',
    ]);
    expect(screen.queryByText(/Also changed by others/)).not.toBeInTheDocument();
  });

  it('keeps the draft when a newer version arrives by itself', async () => {
    const { state } = slaBackend();
    const { client } = await show();
    await userEvent.type(screen.getByLabelText('Name'), ' plus');
    state.version = 5;
    await client.invalidateQueries({ queryKey: ['sla', 'policies'] });
    expect(await screen.findByText(/Somebody published version 5/)).toBeInTheDocument();
    expect(screen.getByLabelText('Name')).toHaveValue('Enterprise plus');
  });

  it('takes a newer version where nothing was changed', async () => {
    const { state } = slaBackend();
    const { client } = await show();
    state.version = 5;
    state.policies = [policy(1, 'Key accounts'), ...state.policies.slice(1)];
    await client.invalidateQueries({ queryKey: ['sla', 'policies'] });
    expect(await screen.findByText('Version 5 is in force')).toBeInTheDocument();
    expect(screen.getByLabelText('Name')).toHaveValue('Key accounts');
  });

  it('publishes what stands in the open cell', async () => {
    const { sent } = slaBackend();
    await show();
    await userEvent.click(cell(ENTERPRISE_P2));
    await userEvent.clear(screen.getByRole('textbox', { name: 'First reply' }));
    await userEvent.type(screen.getByRole('textbox', { name: 'First reply' }), '90 min');
    await userEvent.keyboard('{Control>}s{/Control}');
    expect(await screen.findByText('Version 5 is in force', { selector: 'b' })).toBeInTheDocument();
    const body = sent.find(({ path }) => path === 'policies')?.body as PoliciesBody;
    expect(body.results[0]?.targets.find((row) => row.channel === 'email' && row.priority === 'P2')?.first_reply).toBe(5400);
  });

  it('publishes nothing while an open cell says no time, by key or by mouse', async () => {
    const { sent } = slaBackend();
    await show();
    await userEvent.type(screen.getByLabelText('Name'), ' plus');
    await userEvent.click(cell(/^Enterprise plus, P2, Email/));
    await userEvent.clear(screen.getByRole('textbox', { name: 'First reply' }));
    await userEvent.type(screen.getByRole('textbox', { name: 'First reply' }), 'soon');
    await userEvent.keyboard('{Control>}s{/Control}');
    expect(screen.getByRole('alert')).toHaveTextContent('Type a time');
    await userEvent.click(publish());
    expect(screen.getByRole('textbox', { name: 'First reply' })).toHaveValue('soon');
    expect(sent.filter(({ path }) => path === 'policies')).toHaveLength(0);
  });

  it('leads from the effect to each ticket', async () => {
    slaBackend({
      preview: {
        tickets: [
          {
            number: 48213, subject: 'Row counts differ', company: 'Kestrel Freight', kind: 'first_reply',
            due_before: null, due_after: '2026-03-02T12:00:00Z', becomes_late: false,
          },
        ],
      },
    });
    await show();
    await userEvent.type(screen.getByLabelText('Name'), ' plus');
    expect(await screen.findByRole('link', { name: /Row counts differ/, hidden: true })).toHaveAttribute('href', '/app/inbox/48213');
  });

  it('says of a new step that it does not act on tickets that are past it, and keeps the focus on steps', async () => {
    slaBackend({
      preview: { changed: 0, late: 0, steps: [{ kind: 'resolution', fraction: 0.05, actions: ['raise_priority'], acts: false, count: 2 }] },
    });
    await show();
    await userEvent.click(screen.getByRole('button', { name: 'Add step' }));
    const shares = () => screen.getAllByRole('textbox', { name: /^Share of the time used/ });
    await waitFor(() => expect(shares()[0]).toHaveFocus());
    expect(shares()[0]).toHaveValue('50');
    const passed = '2 open tickets are past “at 5% of Resolution”: it does not act on them.';
    expect((await screen.findAllByText(passed)).length).toBe(2);
    await userEvent.click(screen.getByRole('button', { name: 'Remove the step at 50%' }));
    await waitFor(() => expect(screen.getByRole('button', { name: 'Remove the step at 75%' })).toHaveFocus());
    await userEvent.click(screen.getByRole('button', { name: 'Remove the step at 75%' }));
    await waitFor(() => expect(screen.getByRole('button', { name: 'Add step' })).toHaveFocus());
    await userEvent.click(screen.getByRole('button', { name: 'Discard draft' }));
    await userEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Discard draft' }));
    await waitFor(() => expect(publish()).toHaveFocus());
    expect(shares()).toHaveLength(1);
  });

  it('sends no share that is no number, and leads to it', async () => {
    const { sent } = slaBackend();
    await show();
    const share = screen.getAllByRole('textbox', { name: /^Share of the time used/ })[0];
    if (!share) throw new Error('no step');
    await userEvent.clear(share);
    await userEvent.type(share, '62,5x');
    await userEvent.click(publish());
    await waitFor(() => expect(share).toHaveFocus());
    expect(share).toHaveAccessibleDescription('A number from 5 to 500.');
    expect(JSON.stringify(sent)).not.toContain('"fraction":null');
    await userEvent.type(share, '{Backspace}');
    await userEvent.click(publish());
    await waitFor(() => expect(sent.some(({ path }) => path === 'policies')).toBe(true));
    expect(JSON.stringify(sent)).toContain('"fraction":0.625');
  });

  it('compares versions and goes back to one', async () => {
    const { sent } = slaBackend();
    await show();
    await userEvent.click(screen.getByRole('button', { name: 'Version 4, history' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Versions' }));
    await dialog.findByText('Version 3');
    await userEvent.click(dialog.getAllByRole('button', { name: 'What changed' })[0] as HTMLElement);
    expect(await dialog.findByText('SMB, Email P2, First reply: 2 hr → 1 hr')).toBeInTheDocument();
    expect(dialog.getByText('SMB, at 50%: Raise the priority and Give it to General, new')).toBeInTheDocument();
    expect(dialog.getByText('SMB, at 90%: Tell the team → nothing')).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Go back to it' }));
    const sure = within(await screen.findByRole('alertdialog'));
    expect(await sure.findByText('4 open tickets get a new deadline,')).toBeInTheDocument();
    expect(sure.getByText(/3 open tickets come past “at 50% of Resolution” by this, which acts on them at once: Raise the priority\./)).toBeInTheDocument();
    await userEvent.click(sure.getByRole('button', { name: 'Go back to it' }));
    await waitFor(() => expect(sent.map(({ path }) => path)).toContain('restore/3'));
  });

  it('shows nothing to who may not change service levels', async () => {
    slaBackend({ verbs: [] });
    await renderRouted(() => <PoliciesScreen />);
    expect(await screen.findByText('You may not change service levels')).toBeInTheDocument();
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
  });
});
