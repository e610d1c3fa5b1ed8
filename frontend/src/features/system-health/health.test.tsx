import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Schemas } from '@/shared/api';
import { answer } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import type { SystemProblem } from './api';
import { HealthScreen } from './health-screen';

const QUEUE: SystemProblem = {
  code: 'queue_long',
  severity: 'warning',
  said: 'in English',
  advice: 'in English',
  gaps: [
    { name: 'queue', value: 'slow' },
    { name: 'count', value: '1200' },
  ],
};
const AWAY: SystemProblem = { code: 'worker_away', severity: 'fault', said: 'in English', advice: 'in English', gaps: [] };

let verbs: string[];
let health: Schemas['SystemHealth'];
let looks: number;

beforeEach(() => {
  verbs = ['system.read'];
  looks = 0;
  health = {
    state: 'fault',
    looked_at: '2026-03-12T13:00:00Z',
    checks: [
      { name: 'database', state: 'ok', problems: [] },
      { name: 'queues', state: 'warning', problems: [QUEUE] },
      { name: 'worker', state: 'fault', problems: [AWAY] },
    ],
  };
  server.use(
    answer('/me', 'get', () => ({ ...ME, verbs })),
    answer('/users', 'get', () => ({ results: [], next: null })),
    answer('/teams', 'get', () => ({ results: [], next: null })),
    answer('/brands', 'get', () => ({ results: [], next: null })),
    answer('/system/health', 'get', () => {
      looks += 1;
      return health;
    }),
  );
});

const show = () => renderRouted(() => <HealthScreen />);

describe('the health of the system', () => {
  it('tells the worst first, in words, with what to do', async () => {
    await show();
    expect(await screen.findByText('Something is wrong.')).toBeVisible();
    const rows = screen.getAllByRole('listitem').map((row) => row.textContent);
    expect(rows[0]).toBe('Worker and scheduler FaultNo worker answers. Start a worker, or look in its log why it ended.');
    expect(rows[1]).toContain('1200 tasks wait in the queue slow.');
    expect(rows[2]).toBe('Database Works');
  });

  it('checks again when asked', async () => {
    await show();
    await screen.findByText('Something is wrong.');
    health = { ...health, state: 'ok', checks: [{ name: 'database', state: 'ok', problems: [] }] };
    await userEvent.click(screen.getByRole('button', { name: 'Check again' }));
    expect(await screen.findByText('Everything works.')).toBeVisible();
    expect(screen.queryByText(/No worker/)).toBeNull();
  });

  it('is for admins', async () => {
    verbs = [];
    await show();
    expect(await screen.findByText('Only admins see this')).toBeVisible();
    expect(looks).toBe(0);
  });
});
