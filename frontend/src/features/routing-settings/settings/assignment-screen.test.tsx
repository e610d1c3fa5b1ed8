import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { answer } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { routingBackend, RULES } from '../testing/backend';
import { AssignmentScreen } from './assignment-screen';

it('publishes what was changed, and nothing the server would refuse', async () => {
  const user = userEvent.setup();
  routingBackend({});
  const sent: unknown[] = [];
  server.use(
    answer('/routing/rules', 'put', ({ body }) => {
      sent.push(body.settings);
      return RULES;
    }),
  );
  await renderRouted(AssignmentScreen);
  const wait = await screen.findByRole('textbox', { name: /Wait before a requirement/ });
  await user.clear(wait);
  await user.type(wait, '5');
  expect(wait).toHaveAccessibleDescription(/A whole number from 10 to 86400/);
  const publish = screen.getByRole('button', { name: 'Publish version 8' });
  expect(publish).toHaveAttribute('aria-disabled', 'true');
  await user.clear(wait);
  await user.type(wait, '600');
  await user.click(screen.getByRole('checkbox', { name: 'Give waiting tickets to people who are free' }));
  await user.click(publish);
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]).toEqual({ ...RULES.settings, assigns: false, relax_after_seconds: 600 });
});
