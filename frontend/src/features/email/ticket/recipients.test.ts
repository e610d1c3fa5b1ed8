import { describe, expect, it } from 'vitest';

import { parsePeople } from './addresses';
import { AS_USUAL, ccOf, modeOf, pendingOf, withAdded, withOnly, without, type Choice } from './recipients';
import type { TicketRecipients } from './types';

const TOM = recipient('tom@kestrel.example', 'Tom');

import { recipient, recipients } from '@/shared/testing/recipients';
const ANA = recipient('ana@kestrel.example', 'Ana');
const EVE = recipient('eve@elsewhere.example', 'Eve', { is_approved: false });
const ALL = recipients({ cc: [TOM, ANA], pending: [EVE] });
const NEW = { address: 'new@kestrel.example', name: '' };

const cc = (choice: Choice, all: TicketRecipients = ALL) => ccOf(all, choice).map((person) => person.address);

describe('choice of recipients', () => {
  it('is all who take part, and nobody whom an unproven sender named', () => {
    expect(cc(AS_USUAL)).toEqual([TOM.address, ANA.address]);
    expect(modeOf(ALL, AS_USUAL)).toBe('all');
    expect(pendingOf(ALL, AS_USUAL)).toEqual([EVE]);
  });

  it('leaves out and takes back single people', () => {
    const less = without(ALL, AS_USUAL, TOM.address);
    expect(cc(less)).toEqual([ANA.address]);
    expect(modeOf(ALL, less)).toBe('some');
    expect(withAdded(ALL, less, [{ address: 'TOM@kestrel.example', name: '' }])).toEqual(AS_USUAL);
  });

  it('goes to the requester alone and remembers the rest', () => {
    const chosen = withAdded(ALL, AS_USUAL, [NEW]);
    const only = withOnly(chosen, true);
    expect(cc(only)).toEqual([]);
    expect(modeOf(ALL, only)).toBe('only');
    expect(cc(withOnly(only, false))).toEqual([TOM.address, ANA.address, NEW.address]);
  });

  it('starts from nobody when somebody is added to the requester alone', () => {
    expect(cc(withAdded(ALL, withOnly(AS_USUAL, true), [NEW]))).toEqual([NEW.address]);
  });

  it('brings everybody back with a reply to all', () => {
    expect(cc(withOnly(without(ALL, AS_USUAL, TOM.address), false))).toEqual([TOM.address, ANA.address]);
  });

  it('takes a pending person by choice only, with what is known of the address', () => {
    const chosen = withAdded(ALL, AS_USUAL, [EVE]);
    expect(ccOf(ALL, chosen)).toContainEqual(EVE);
    expect(pendingOf(ALL, chosen)).toEqual([]);
    expect(pendingOf(ALL, without(ALL, chosen, EVE.address))).toEqual([EVE]);
  });

  it('includes who joins while the reply is being written', () => {
    const less = without(ALL, AS_USUAL, TOM.address);
    const later = { ...ALL, cc: [...ALL.cc, recipient('late@kestrel.example')] };
    expect(cc(less, later)).toEqual([ANA.address, 'late@kestrel.example']);
  });

  it('holds nobody twice, and not the requester', () => {
    expect(withAdded(ALL, AS_USUAL, [TOM, { address: 'helen@kestrel.example', name: '' }])).toBe(AS_USUAL);
    const joined = { ...ALL, cc: [...ALL.cc, EVE], pending: [] };
    expect(cc(withAdded(ALL, AS_USUAL, [EVE]), joined)).toEqual([TOM.address, ANA.address, EVE.address]);
  });
});

describe('addresses as typed', () => {
  it('are read with names, several at once', () => {
    expect(parsePeople('"Marsh, Tom" <tom@kestrel.example>, ana@kestrel.example; ').people).toEqual([
      { address: 'tom@kestrel.example', name: 'Marsh, Tom' },
      { address: 'ana@kestrel.example', name: '' },
    ]);
  });

  it.each(['tom', 'tom@', 'tom@kestrel', 'a b@kestrel.example', '@kestrel.example', 'tom@kestrel..example', 'x'.repeat(250) + '@a.example'])(
    'are refused where they are none: %s',
    (text) => {
      expect(parsePeople(text)).toEqual({ people: [], bad: [text] });
    },
  );
});
