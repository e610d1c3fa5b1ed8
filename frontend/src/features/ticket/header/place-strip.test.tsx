import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { answer } from '@/shared/testing/answers';

import { ME, serve } from '../testing/backend';
import { ticket } from '../testing/fixtures';
import { renderInTicket } from '../testing/provider';
import { PlaceStrip } from './place-strip';

const TRASH = { at: '2026-03-02T09:00:00Z', by: 'Maya Lind', until: '2999-04-01T09:00:00Z' };

function open(over: Partial<ReturnType<typeof ticket>>) {
  const detail = ticket(over);
  serve(detail, answer('/tickets/{number}', 'patch', () => detail));
  return renderInTicket(<PlaceStrip />, detail, { me: ME });
}

describe('Where a ticket lies', () => {
  it('is said of the trash, with who, how long, and the way back', async () => {
    const { value } = open({ is_deleted: true, trash: TRASH });
    expect(screen.getByRole('group', { name: 'Where this ticket is' })).toHaveTextContent(/In the trash.*days.*Maya Lind/);
    await userEvent.click(screen.getByRole('button', { name: 'Restore from trash' }));
    await waitFor(() => expect(value.change).toHaveBeenCalledWith(expect.objectContaining({ changes: { is_deleted: false } })));
  });

  it('never has more days left than it is kept', () => {
    open({ is_deleted: true, trash: { ...TRASH, at: '2998-03-02T09:00:00Z', until: '2998-04-01T09:00:00Z' } });
    expect(screen.getByRole('group', { name: 'Where this ticket is' })).toHaveTextContent('30 days left');
  });

  it('is said of spam', async () => {
    const { value } = open({ is_spam: true });
    await userEvent.click(screen.getByRole('button', { name: 'Not spam' }));
    await waitFor(() => expect(value.change).toHaveBeenCalledWith(expect.objectContaining({ changes: { is_spam: false } })));
  });

  it('has no way back for whom it is not', () => {
    open({ is_deleted: true, trash: TRASH, permissions: { ...ticket().permissions, trash: false } });
    expect(screen.getByText('In the trash')).toBeInTheDocument();
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('is nothing to say of any other', () => {
    open({});
    expect(screen.queryByRole('group')).toBeNull();
  });
});
