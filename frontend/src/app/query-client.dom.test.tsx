import { QueryClientProvider, useMutation } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { expect, it, vi } from 'vitest';
import { Checkbox } from '@/shared/ui';
import { makeQueryClient } from './query-client';

function Box() {
  const save = useMutation({ mutationFn: (_isOn: boolean) => new Promise<void>(() => undefined) });
  return <Checkbox label="Has to be handed on" isChecked={save.isPending ? save.variables : false} onChange={(isOn) => save.mutate(isOn)} />;
}

it('keeps a box ticked from the click on, before any timer has fired', async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', false);
  const place = document.body.appendChild(document.createElement('div'));
  const root = createRoot(place);
  root.render(
    <QueryClientProvider client={makeQueryClient()}>
      <Box />
    </QueryClientProvider>,
  );
  await vi.waitFor(() => expect(place.querySelector('input')).not.toBeNull());
  const box = place.querySelector('input')!;

  box.click();
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();

  expect(box.checked).toBe(true);
  root.unmount();
  place.remove();
  vi.unstubAllGlobals();
});
