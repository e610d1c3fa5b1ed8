import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { answer, page } from '@/shared/testing/answers';
import { savedView } from '@/shared/testing/directory';
import { renderWithProviders } from '@/shared/testing/render';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { RenameView } from './rename-view';
import { SaveViewDialog } from './save-view';

const VIEW = savedView(4, 'At risk');
let sent: unknown[];

beforeEach(() => {
  sent = [];
  const keep = ({ body }: { body: unknown }) => {
    sent.push(body);
    return VIEW;
  };
  server.use(
    answer('/me', 'get', () => ME),
    answer('/teams', 'get', () => page([])),
    answer('/views/{view_id}', 'patch', keep),
    answer('/views', 'post', keep),
  );
});

const naming = {
  'a view of one’s own anew': {
    show: () => renderWithProviders(<RenameView view={VIEW} />),
    opener: 'Rename the view At risk',
    starts: 'At risk',
    action: 'Rename',
    wanted: { name: 'Renewals' },
  },
  'what the table shows': {
    show: () =>
      renderWithProviders(
        <SaveViewDialog isOpen onOpenChange={vi.fn()} values={{ query: 'sla:soon', sort: 'due', columns: ['sla'] }} onSaved={vi.fn()} />,
      ),
    opener: null,
    starts: '',
    action: 'Save view',
    wanted: { name: 'Renewals', kind: 'personal', query: 'sla:soon', sort: 'due', columns: ['sla'] },
  },
};

describe('a view’s name', () => {
  it.each(Object.entries(naming))('is asked for before %s is saved', async (_what, { show, opener, starts, action, wanted }) => {
    show();
    if (opener) await userEvent.click(screen.getByRole('button', { name: opener }));
    const field = screen.getByRole('textbox', { name: 'Name' });
    expect(field).toHaveValue(starts);
    await userEvent.clear(field);
    await userEvent.click(screen.getByRole('button', { name: action }));
    expect(field).toBeInvalid();
    expect(sent).toEqual([]);
    await userEvent.type(field, ' Renewals {Enter}');
    await waitFor(() => expect(sent).toEqual([wanted]));
  });
});
