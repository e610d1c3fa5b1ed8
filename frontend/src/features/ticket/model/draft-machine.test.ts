import { describe, expect, it } from 'vitest';

import { draftReducer, NEW_DRAFT, type DraftEvent, type DraftState } from './draft-machine';

function after(...events: DraftEvent[]): DraftState {
  return events.reduce(draftReducer, NEW_DRAFT);
}

const LOADED: DraftEvent = { type: 'loaded', stored: { body: 'Hi', version: 2 } };

describe('draftReducer', () => {
  it('opens with the stored text', () => {
    expect(after(LOADED)).toMatchObject({ phase: 'saved', body: 'Hi', version: 2, savedOnce: false });
  });

  it('saves what was typed against the version it was made from', () => {
    const state = after(LOADED, { type: 'typed', body: 'Hi Helen' }, { type: 'save-started' });
    expect(state).toMatchObject({ phase: 'saving', inFlight: 'Hi Helen', version: 2 });
    expect(draftReducer(state, { type: 'saved', version: 3 })).toMatchObject({
      phase: 'saved',
      version: 3,
      savedOnce: true,
      recovered: false,
    });
  });

  it('stays changed when typing went past the save', () => {
    const state = after(
      LOADED,
      { type: 'typed', body: 'a' },
      { type: 'save-started' },
      { type: 'typed', body: 'ab' },
      { type: 'saved', version: 3 },
    );
    expect(state).toMatchObject({ phase: 'changed', body: 'ab', version: 3 });
  });

  it('keeps the text when a save fails, and says so when it works again', () => {
    const failed = after(LOADED, { type: 'typed', body: 'a' }, { type: 'save-started' }, { type: 'save-failed' });
    expect(failed).toMatchObject({ phase: 'unsaved', body: 'a', hasFault: true });
    const again = [
      { type: 'typed', body: 'ab' },
      { type: 'save-started' },
      { type: 'saved', version: 3 },
    ] satisfies DraftEvent[];
    expect(again.reduce<DraftState>(draftReducer, failed)).toMatchObject({ recovered: true, hasFault: false });
  });

  describe('two devices', () => {
    const conflict = after(
      LOADED,
      { type: 'typed', body: 'mine' },
      { type: 'save-started' },
      { type: 'refused', other: { body: 'theirs', version: 5 } },
    );

    it('offers both texts', () => {
      expect(conflict).toMatchObject({ phase: 'conflict', body: 'mine', other: { body: 'theirs' } });
    });

    it('saves mine over the other only when told to', () => {
      expect(draftReducer(conflict, { type: 'save-started' })).toBe(conflict);
      expect(draftReducer(conflict, { type: 'keep-mine' })).toMatchObject({ phase: 'changed', body: 'mine', version: 5 });
    });

    it('takes the other', () => {
      expect(draftReducer(conflict, { type: 'take-other' })).toMatchObject({ phase: 'saved', body: 'theirs', version: 5 });
    });

    it('lets writing go on', () => {
      expect(draftReducer(conflict, { type: 'typed', body: 'mine too' })).toMatchObject({
        phase: 'conflict',
        body: 'mine too',
      });
    });

    it('is no conflict when the words are the same', () => {
      const state = after(
        LOADED,
        { type: 'typed', body: 'same' },
        { type: 'save-started' },
        { type: 'refused', other: { body: 'same', version: 5 } },
      );
      expect(state).toMatchObject({ phase: 'saved', version: 5, other: null });
    });
  });

  it('offers both when somebody types before the stored draft arrives', () => {
    expect(after({ type: 'typed', body: 'fast' }, LOADED)).toMatchObject({ phase: 'conflict', body: 'fast' });
    expect(after({ type: 'typed', body: 'fast' }, { type: 'loaded', stored: null })).toMatchObject({ phase: 'changed' });
  });
});
