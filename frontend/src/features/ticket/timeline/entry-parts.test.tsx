import { screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';

import type { EntryPart } from '@/shared/slots';

import { entry, ticket } from '../testing/fixtures';
import { renderInTicket } from '../testing/provider';
import { Message } from './message';
import { Note } from './note';
import { Step } from './step';

const part = (given: Partial<EntryPart>): EntryPart => ({
  id: 'part',
  labelKey: 'Deal',
  place: 'end',
  at: ['message', 'note', 'step'],
  component: () => <span>told by another feature</span>,
  ...given,
});

const VIEWS = {
  message: () => <Message entry={entry(990)} />,
  note: () => <Note entry={entry(990, { kind: 'note' })} />,
  step: () => <Step entry={entry(990, { kind: 'sla', payload: { step: 'breach' } as never })} />,
};

const show = (view: keyof typeof VIEWS, given: Partial<EntryPart>) =>
  renderInTicket(VIEWS[view](), ticket(), {}, [{ entry: [part(given)] }]);

describe('parts of an entry', () => {
  it.each([
    ['message', ['mark', 'head', 'text', 'files', 'end']],
    ['note', ['mark', 'head', 'text', 'files', 'end']],
    ['step', ['mark']],
  ] as const)('stand at every place that a %s has', (view, places) => {
    for (const place of places) {
      const { unmount } = show(view, { place });
      expect.soft(screen.queryByText('told by another feature'), place).toBeInTheDocument();
      unmount();
    }
  });

  it('stand only at the kinds that they name', () => {
    show('message', { at: ['note'] });
    expect(screen.queryByText('told by another feature')).not.toBeInTheDocument();
  });

  it('that break leave the words of the entry alone', () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    show('message', {
      component: () => {
        throw new Error('no such member');
      },
    });
    expect(screen.getByText('Message 990')).toBeVisible();
    expect(screen.getByText('Deal cannot be shown')).toBeVisible();
  });
});
