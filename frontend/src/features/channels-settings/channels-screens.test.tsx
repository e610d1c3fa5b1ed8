import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import type { ChannelRule } from '@/shared/api';
import { answer, page } from '@/shared/testing/answers';
import { brand, channelRule as rule, team } from '@/shared/testing/directory';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { ChannelScreen } from './channel-screen';
import { ChannelsScreen } from './channels-screen';

function backend(rules: ChannelRule[], verbs: string[] = ['field.write']) {
  const asked: { body: unknown; ifMatch: string | null }[] = [];
  server.use(
    answer('/me', 'get', { ...ME, verbs }),
    answer('/brands', 'get', page([brand(1, 'Halyard')])),
    answer('/teams', 'get', page([team(2, 'Pipelines')])),
    answer('/channels', 'get', page(rules)),
    answer('/channels/{channel}', 'patch', ({ body, request }) => {
      asked.push({ body, ifMatch: request.headers.get('If-Match') });
      return rule('phone', { is_on: false, type: 'billing', tells_customer: true, version: 5 });
    }),
  );
  return asked;
}

it('says what holds for each channel', async () => {
  backend([rule('phone', { is_on: false, type: 'billing', team: { id: 2, name: 'Pipelines' } }), rule('sms', { leaves_by: 'api' })]);
  await renderRouted(() => <ChannelsScreen />);
  const rows = (await screen.findAllByRole('row')).slice(1);
  expect(rows[0]).toHaveTextContent(/Phone ?Off.*The default brand.*Pipelines.*Billing.*By email/);
  expect(within(rows[1]!).getByText('By the program that opened the ticket')).toBeVisible();
});

it('switches a channel off and decides what its tickets get', async () => {
  const asked = backend([rule('phone')]);
  await renderRouted(() => <ChannelScreen channel="phone" />);
  await userEvent.click(await screen.findByRole('checkbox', { name: 'This channel is on' }));
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Type' }), 'billing');
  await userEvent.click(screen.getByRole('checkbox', { name: 'Calls are told to the customer' }));
  await userEvent.click(screen.getByRole('button', { name: /Save/ }));
  await waitFor(() => expect(asked).toHaveLength(1));
  expect(asked[0]).toEqual({
    body: { is_on: false, brand: null, team: null, type: 'billing', reply_by: '', tells_customer: true },
    ifMatch: expect.stringContaining('4') as string,
  });
});

it('is closed to who may not set channels up', async () => {
  backend([rule('phone')], []);
  await renderRouted(() => <ChannelScreen channel="phone" />);
  expect(await screen.findByText('Admins set up channels.')).toBeVisible();
});
