import { QueryClient } from '@tanstack/react-query';
import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import { keys } from '@/shared/api';
import { answer } from '@/shared/testing/answers';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import slots from './slots';

const labelled = (label: string) => slots.commands.find((command) => command.label(i18next.t) === label);

describe('commands of the shell', () => {
  it.each([
    ['Dark theme', { theme: 'dark' }],
    ['Theme of the system', { theme: 'system' }],
    ['Set yourself: Offline', { presence: 'offline', presence_is_manual: true }],
  ])('change the person who says “%s”', async (label, change) => {
    const sent: unknown[] = [];
    server.use(
      answer('/me', 'patch', ({ body }) => {
        sent.push(body);
        return { ...ME, ...change } as typeof ME;
      }),
    );
    const client = new QueryClient();
    await labelled(label)?.run({ client });
    expect(sent).toEqual([change]);
    expect(client.getQueryData(keys.me)).toMatchObject(change);
  });
});
