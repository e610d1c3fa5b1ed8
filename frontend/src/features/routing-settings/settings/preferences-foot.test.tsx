import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { answer, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { routingBackend, RULES } from '../testing/backend';
import type { RoutingRules } from './api';
import { AssignmentScreen } from './assignment-screen';
import { EscalationScreen } from './escalation-screen';
import { PriorityScreen } from './priority-screen';

const { settings } = RULES;

/** Somebody else publishes these settings while the screen is open. */
function taken(theirs: Partial<RoutingRules['settings']>): unknown[] {
  routingBackend();
  let now = RULES;
  const sent: unknown[] = [];
  server.use(
    answer('/routing/rules', 'get', () => now),
    answer('/routing/settings', 'get', { version: 8, is_dormant: false, settings, tiers: [], people: [], waiting: 0 }),
    answer('/routing/rules', 'put', ({ body }) => {
      if (now.version === RULES.version) {
        now = { ...RULES, version: 8, settings: { ...settings, ...theirs } };
        return refusal(412, { code: 'version_changed', detail: 'Somebody published in between.' });
      }
      sent.push(body.settings);
      return now;
    }),
  );
  return sent;
}

it.each([
  [EscalationScreen, /Sinking mood/, '5', { triggers: { ...settings.triggers, repeated_days: 14 } }, { triggers: { ...settings.triggers, repeated_days: 14, sentiment_messages: 5 } }, /others: Triggers of escalation: Within\./],
  [PriorityScreen, /P3 from/, '15', { thresholds: { ...settings.thresholds, P3: 10, P1: 80 } }, { thresholds: { P1: 80, P2: 45, P3: 15 } }, /Also changed by others: Thresholds of the priority: P3\./],
  [AssignmentScreen, /Time for the assistant/, '60', { assigns: false }, { assigns: false, hold_for_assistant_seconds: 60 }, /others: Automatic assignment\./],
])('adds to what others published only what was changed here, and says so', async (Screen, field, typed, theirs, both, said) => {
  const user = userEvent.setup();
  const sent = taken(theirs);
  await renderRouted(Screen);
  const input = await screen.findByRole('textbox', { name: field });
  await user.clear(input);
  await user.type(input, typed);
  await user.click(screen.getByRole('button', { name: 'Publish version 8' }));
  await user.click(await screen.findByRole('button', { name: 'Add my changes to version 8' }));
  expect(screen.getByText(said)).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Publish version 9' }));
  await waitFor(() => expect(sent).toEqual([{ ...settings, ...both }]));
});
