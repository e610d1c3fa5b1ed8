import { fireEvent, render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';

import { Button } from './button';
import { Dialog } from './dialog';

function written(button: { unavailable?: string } = {}) {
  const onSave = vi.fn();
  const onSend = vi.fn();
  render(
    <Dialog
      isOpen
      isChanged
      onOpenChange={() => undefined}
      title="Log a call"
      footer={
        <>
          <Button>Cancel</Button>
          <Button variant="primary" {...button} onClick={onSave}>
            Save
          </Button>
        </>
      }
    >
      <textarea aria-label="Text" />
      <textarea
        aria-label="Sends itself"
        onKeyDown={(event) => {
          event.preventDefault();
          onSend();
        }}
      />
    </Dialog>,
  );
  return { onSave, onSend };
}

const press = (name: string, more: object) => fireEvent.keyDown(screen.getByRole('textbox', { name }), { key: 'Enter', ...more });

it('does what it is for by the key that sends a reply', () => {
  const { onSave } = written();
  press('Text', {});
  press('Text', { ctrlKey: true, isComposing: true });
  expect(onSave).not.toHaveBeenCalled();
  press('Text', { ctrlKey: true });
  press('Text', { metaKey: true });
  expect(onSave).toHaveBeenCalledTimes(2);
});

it('leaves the key to a field that takes it, and does nothing while its button is off', () => {
  const { onSave, onSend } = written();
  press('Sends itself', { ctrlKey: true });
  expect(onSend).toHaveBeenCalledOnce();
  expect(onSave).not.toHaveBeenCalled();
});

it('does nothing that its button would refuse, nor from the question above it', async () => {
  const { onSave } = written({ unavailable: 'Write something first.' });
  press('Text', { ctrlKey: true });
  fireEvent.keyDown(screen.getByRole('textbox', { name: 'Text' }), { key: 'Escape' });
  const stay = (await screen.findByRole('alertdialog')).querySelector('button');
  if (stay) fireEvent.keyDown(stay, { key: 'Enter', ctrlKey: true });
  expect(onSave).not.toHaveBeenCalled();
});
