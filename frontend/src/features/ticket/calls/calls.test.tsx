import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import type { ChannelRule } from '@/shared/api';
import { answer, page } from '@/shared/testing/answers';
import { channelRule } from '@/shared/testing/directory';
import { Toaster } from '@/shared/ui';

import { HeaderMenu } from '../header/header-menu';
import { ME, serve } from '../testing/backend';
import { entry, ticket } from '../testing/fixtures';
import { renderInTicket } from '../testing/provider';
import { CallMark } from './call-mark';

async function open(rule: Partial<ChannelRule> = {}) {
  const sent: unknown[] = [];
  const detail = ticket();
  serve(
    detail,
    answer('/channels', 'get', () => page([channelRule('phone', rule)])),
    answer('/tickets/{number}/replies', 'post', ({ body }) => {
      sent.push(body);
      return entry(900);
    }),
  );
  renderInTicket(
    <>
      <HeaderMenu onSolve={null} />
      <Toaster />
    </>,
    detail,
    { me: ME },
  );
  await userEvent.click(screen.getByRole('button', { name: 'More actions' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: /Write down a call/ }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Phone call' }));
  return { sent, dialog };
}

describe('Writing down a call', () => {
  it('keeps it among the team, with who rang and for how long', async () => {
    const { sent, dialog } = await open();
    expect(await dialog.findByText('Only your team reads this.')).toBeVisible();
    await userEvent.click(dialog.getByRole('radio', { name: 'We did' }));
    await userEvent.type(dialog.getByRole('textbox', { name: /Minutes/ }), '9');
    await userEvent.type(dialog.getByRole('textbox', { name: 'What was said' }), 'It stops at midnight.');
    await userEvent.click(dialog.getByRole('button', { name: 'Save as a note' }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ kind: 'note', body: 'It stops at midnight.', call: { direction: 'outgoing', seconds: 540 } });
    expect(await screen.findByText('Call noted')).toBeVisible();
  });

  it('reads minutes with a comma, and sends none that are no number', async () => {
    const { sent, dialog } = await open();
    await userEvent.type(dialog.getByRole('textbox', { name: 'What was said' }), 'It stops at midnight.');
    const minutes = dialog.getByRole('textbox', { name: /Minutes/ });
    await userEvent.type(minutes, '2000');
    expect(dialog.getByText('A number from 0 to 1440.')).toBeVisible();
    await userEvent.click(dialog.getByRole('button', { name: 'Save as a note' }));
    expect(sent).toEqual([]);
    await userEvent.clear(minutes);
    await userEvent.type(minutes, '2,5');
    await userEvent.click(dialog.getByRole('button', { name: 'Save as a note' }));
    await waitFor(() => expect(sent[0]).toMatchObject({ call: { direction: 'incoming', seconds: 150 } }));
  });

  it('tells the customer where an admin wants that', async () => {
    const { sent, dialog } = await open({ tells_customer: true });
    expect(await dialog.findByText('The customer gets these words as a reply.')).toBeVisible();
    await userEvent.type(dialog.getByRole('textbox', { name: 'What was said' }), 'It is fixed.');
    await userEvent.click(dialog.getByRole('button', { name: 'Send to the customer' }));
    await waitFor(() => expect(sent[0]).toMatchObject({ kind: 'public', call: { direction: 'incoming', seconds: 0 } }));
  });

  it('says that calls are switched off, and sends nothing', async () => {
    const { sent, dialog } = await open({ is_on: false });
    expect(await dialog.findByText(/Calls are switched off/, { selector: 'p' })).toBeVisible();
    await userEvent.type(dialog.getByRole('textbox', { name: 'What was said' }), 'x');
    await userEvent.click(dialog.getByRole('button', { name: 'Save as a note' }));
    expect(sent).toEqual([]);
  });
});

it('marks what tells of a call', () => {
  renderInTicket(<CallMark entry={entry(1, { payload: { call: { direction: 'incoming', seconds: 540 } } })} />);
  expect(screen.getByText('Call from the customer, 9 minutes')).toBeVisible();
});
