import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { answer } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { routingBackend, RULES } from '../testing/backend';
import { VersionsScreen } from './versions-screen';

const BY = { published_at: '2026-02-16T09:00:00Z', published_by: 'Ines Duarte' };

it('tries an earlier version on past tickets before it is published again', async () => {
  const { asked } = routingBackend();
  const { settings } = RULES;
  server.use(
    answer('/routing/rules/versions', 'get', {
      results: [
        { ...BY, version: 7, rules: 3, is_in_force: true },
        { ...BY, version: 6, rules: 2, is_in_force: false },
      ],
    }),
    answer('/routing/rules/versions/{version}', 'get', {
      ...BY, version: 6, rules: RULES.rules.slice(0, 2), settings, changes: { rules: [], settings: [] },
    }),
  );
  await renderRouted(() => <VersionsScreen />);
  await userEvent.click(await screen.findByRole('button', { name: /^Version 6/ }));
  await userEvent.click(await screen.findByRole('button', { name: 'Publish version 6 again as 8' }));
  const sure = within(await screen.findByRole('alertdialog', { name: 'Go back to version 6?' }));
  expect(await sure.findByText(/412 of the last 1,000 tickets/)).toBeInTheDocument();
  expect(asked.map(({ path }) => path)).toEqual(['dry-run']);
  await userEvent.click(sure.getByRole('button', { name: 'Publish version 6 again as 8' }));
  await waitFor(() => expect(asked.map(({ path }) => path)).toEqual(['dry-run', 'publish']));
});
