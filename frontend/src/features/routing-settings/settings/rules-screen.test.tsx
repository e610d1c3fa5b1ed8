import { useNavigate, useSearch } from '@tanstack/react-router';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listenForShortcuts } from '@/shared/lib/shortcuts';
import { renderRouted } from '@/shared/testing/routed';
import { Toaster } from '@/shared/ui';
import { routingBackend } from '../testing/backend';
import { RulesScreen } from './rules-screen';
import { rulesSearch } from './search';

function Screen() {
  const raw: Record<string, unknown> = useSearch({ strict: false });
  const navigate = useNavigate();
  return (
    <>
      <RulesScreen search={rulesSearch(raw)} onSearch={(next) => void navigate({ to: '.', search: next as never, replace: true })} />
      <Toaster />
    </>
  );
}
const show = () => renderRouted(() => <Screen />);
const names = () => within(screen.getByRole('region', { name: 'Rules' })).getAllByRole('link').map((link) => link.querySelector('b')?.textContent);
const rule = (name: string) => screen.findByRole('link', { name: new RegExp(name) }, { timeout: 10_000 });

let stop: () => void;
beforeEach(() => {
  stop = listenForShortcuts();
});
afterEach(() => stop());

/** Publishing what was not tried asks first. */
const allTheSame = async (version: number) => {
  const asked = within(await screen.findByRole('alertdialog', { name: 'Publish without a dry run?' }));
  await userEvent.click(asked.getByRole('button', { name: `Publish version ${version}` }));
};

describe('RulesScreen', () => {
  it('shows the rules in order, with how often each decided', async () => {
    routingBackend();
    await show();
    await rule('Large accounts');
    expect(names()).toEqual(['Large accounts', 'Everything by mail', 'Trials']);
    expect(await screen.findByText('71')).toBeInTheDocument();
  });

  it('moves a rule with Alt and the arrows, and keeps the focus on it', async () => {
    routingBackend();
    await show();
    (await rule('Trials')).focus();
    await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}');
    await waitFor(() => expect(names()).toEqual(['Large accounts', 'Trials', 'Everything by mail']));
    await waitFor(async () => expect(await rule('Trials')).toHaveFocus());
  });

  it('runs a draft on past tickets before it is published, and publishes it', async () => {
    const { asked } = routingBackend();
    await show();
    await userEvent.click(await rule('Large accounts'));
    const name = await screen.findByRole('textbox', { name: 'Name' });
    await userEvent.clear(name);
    await userEvent.type(name, 'Exports');
    await userEvent.click(screen.getByRole('button', { name: 'Start dry run' }));
    expect(await screen.findByText(/412 of the last 1,000 tickets/)).toBeInTheDocument();
    expect(screen.getByText(/Rule 2, Everything by mail can never decide/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /Publish version 8/ }));
    expect(await screen.findByText('Version 8 is in force.')).toBeInTheDocument();
    const published = asked.find(({ path }) => path === 'publish');
    expect(published?.ifMatch).toBe('"v7"');
    expect(JSON.stringify(published?.body)).toContain('"name":"Exports"');
  });

  it('never lets the focus fall to the page when a condition or a rule goes', async () => {
    routingBackend();
    await show();
    await userEvent.click(await rule('Large accounts'));
    await userEvent.click(await screen.findByRole('button', { name: 'Remove condition' }));
    expect(screen.getByRole('button', { name: 'Condition' })).toHaveFocus();
    await userEvent.click(screen.getByRole('button', { name: 'Delete rule' }));
    await waitFor(async () => expect(await rule('Everything by mail')).toHaveFocus());
  });

  it('says what stands in the way of publishing', async () => {
    const { asked } = routingBackend();
    await show();
    await userEvent.click(await screen.findByRole('button', { name: 'New rule' }));
    await userEvent.clear(await screen.findByRole('textbox', { name: 'Name' }));
    const publish = screen.getByRole('button', { name: /Publish version 8/ });
    expect(publish).toHaveAttribute('aria-disabled', 'true');
    await userEvent.click(publish);
    expect(asked).toEqual([]);
  });

  it('keeps the draft when somebody was faster', async () => {
    routingBackend({ isTaken: true });
    await show();
    await userEvent.click(await rule('Large accounts'));
    await userEvent.type(await screen.findByRole('textbox', { name: 'Name' }), '!');
    await userEvent.click(screen.getByRole('button', { name: /Publish version 8/ }));
    await allTheSame(8);
    expect(await screen.findByText(/Somebody published version 8/)).toBeInTheDocument();
    expect(screen.getByRole('textbox', { name: 'Name' })).toHaveValue('Large accounts!');
    await userEvent.click(screen.getByRole('button', { name: 'Discard draft, load version 8' }));
    expect(names()).toContain('From somebody else');
    expect(screen.getByRole('textbox', { name: 'Name' })).toHaveValue('Large accounts');
    expect(screen.queryByText(/Somebody published version 8/)).not.toBeInTheDocument();
  });

  it('says that somebody has published as soon as one looks again, and not only when one publishes', async () => {
    const { asked, state } = routingBackend();
    await show();
    await userEvent.click(await rule('Large accounts'));
    await userEvent.type(await screen.findByRole('textbox', { name: 'Name' }), '!');
    state.rules = { ...state.rules, version: 8 };
    window.dispatchEvent(new Event('visibilitychange'));
    expect(await screen.findByText(/Somebody published version 8/)).toBeInTheDocument();
    expect(screen.getByRole('textbox', { name: 'Name' })).toHaveValue('Large accounts!');
    expect(asked).toEqual([]);
  });

  it('adds the draft to what somebody else published, if one says so', async () => {
    const { asked } = routingBackend({ isTaken: true });
    await show();
    await userEvent.click(await rule('Large accounts'));
    await userEvent.type(await screen.findByRole('textbox', { name: 'Name' }), '!');
    await userEvent.click(screen.getByRole('button', { name: /Publish version 8/ }));
    await allTheSame(8);
    await userEvent.click(await screen.findByRole('button', { name: 'Add my changes to version 8' }));
    expect(screen.getByText('Taken along from others: From somebody else.')).toBeVisible();
    await waitFor(() => expect(screen.getByRole('button', { name: /Publish version 9/ })).toHaveFocus());
    expect(names()).toEqual(expect.arrayContaining(['Large accounts!', 'From somebody else']));
    await userEvent.click(screen.getByRole('button', { name: /Publish version 9/ }));
    await allTheSame(9);
    expect(await screen.findByText('Version 9 is in force.')).toBeInTheDocument();
    expect(asked.filter(({ path }) => path === 'publish').map(({ ifMatch }) => ifMatch)).toEqual(['"v7"', '"v8"']);
    const body = asked.filter(({ path }) => path === 'publish').at(-1)?.body as { rules: { name: string }[] };
    expect(body.rules.map((one) => one.name)).toEqual(expect.arrayContaining(['Large accounts!', 'From somebody else']));
  });

  it('publishes by key, with the word that is still in its field', async () => {
    const { asked } = routingBackend();
    await show();
    await userEvent.click(await rule('Large accounts'));
    const tag = await screen.findByRole('textbox', { name: 'Tag, then Enter' });
    await userEvent.type(tag, 'exports');
    await userEvent.keyboard('{Control>}s{/Control}');
    expect(await screen.findByText(/Nobody has tried these rules on past tickets/)).toBeInTheDocument();
    expect(asked).toEqual([]);
    await allTheSame(8);
    expect(await screen.findByText('Version 8 is in force.')).toBeInTheDocument();
    expect(JSON.stringify(asked.find(({ path }) => path === 'publish')?.body)).toContain('"tags":["exports"]');
  });

  it('asks before a draft is thrown away, and then has the focus on its foot', async () => {
    routingBackend();
    await show();
    await userEvent.click(await rule('Large accounts'));
    await userEvent.type(await screen.findByRole('textbox', { name: 'Name' }), '!');
    await userEvent.click(screen.getByRole('button', { name: 'Discard draft' }));
    const sure = within(await screen.findByRole('alertdialog', { name: 'Discard the draft?' }));
    expect(screen.getByRole('textbox', { name: 'Name', hidden: true })).toHaveValue('Large accounts!');
    await userEvent.click(sure.getByRole('button', { name: 'Discard draft' }));
    expect(screen.getByRole('textbox', { name: 'Name' })).toHaveValue('Large accounts');
    await waitFor(() => expect(screen.getByRole('button', { name: /Publish version 8/ })).toHaveFocus());
  });

  it('shows nothing to who may not publish', async () => {
    routingBackend({ verbs: [] });
    await show();
    expect(await screen.findByText('You cannot change routing')).toBeInTheDocument();
  });
});
