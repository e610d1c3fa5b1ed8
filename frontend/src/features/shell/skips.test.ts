import { describe, expect, it } from 'vitest';
import { skipsOf } from './shell';

describe('skipsOf', () => {
  it('leads to the panes of the inbox', () => {
    expect(skipsOf('/inbox')).toEqual(['queue', 'conversation']);
    expect(skipsOf('/app/inbox/1042')).toEqual(['queue', 'conversation', 'composer']);
  });

  it('leads to the content of the other screens', () => {
    expect(skipsOf('/customers/3')).toEqual(['content']);
  });
});
